import type { Engine } from "../engines/engine.ts";
import type { IdentityLinkShown, LinkMethod, LinkReason, LinkStatus, ReviewedIdentity } from "../model/index.ts";
import { id, join, sql } from "../sql/index.ts";
import type { ResolvedIdentity } from "./resolve.ts";
import { reasonsOf } from "./link/score.ts";
import { levelNumber, levelsOf, rarityColumn } from "./link/vectors.ts";

/**
 * The links and candidates of records, each with its waterfall: prior, then what
 * every comparison saw and is worth. A link that was never compared (a key whose
 * records share nothing else) has none.
 */
export async function explainLinks(
  engine: Engine,
  resolved: ResolvedIdentity,
  records: readonly { readonly dataset: string; readonly row: string }[],
): Promise<IdentityLinkShown[]> {
  if (records.length === 0) return [];
  const { linkage, crosswalk } = resolved;
  const { comparisons } = linkage.prepared;
  const rarities = comparisons.map(({ levels }, index) => {
    const cases = levels.flatMap(({ frequency }, place) =>
      frequency === undefined
        ? []
        : [{ level: levelNumber(comparisons[index] as never, place), column: `rarity ${index} ${place}`, frequency }],
    );
    return cases;
  });
  const columns = rarities.flat().map(({ column, frequency }) => sql`, ${id("n", rarityColumn(frequency))} AS ${id(column)}`);
  const asked = records.map(({ dataset, row }) => sql`(${dataset}, CAST(${row} AS BIGINT))`);
  const rows = await engine.rows(
    sql`SELECT k.from_dataset, k.from_key, k.to_dataset, k.to_key, k.status, k.method, round(k.confidence, 4) AS confidence, k.kind, k.pattern${join(columns, "")}
FROM ${id(crosswalk.links)} AS k JOIN ${id(linkage.records)} AS n ON n.node = k.l
WHERE (k.from_dataset, k.from_row) IN (${join(asked)}) OR (k.to_dataset, k.to_row) IN (${join(asked)})
ORDER BY k.status, k.confidence DESC, k.from_dataset, k.from_key, k.to_dataset, k.to_key`,
  );
  return rows.map((row) => {
    const levels = row["pattern"] === null ? undefined : levelsOf(Number(row["pattern"]), comparisons);
    const rarity = rarities.map((cases, index) => {
      const found = cases.find(({ level }) => level === levels?.[index]);
      return found === undefined ? 0 : Number(row[found.column] ?? 0);
    });
    return {
      identity: resolved.identity.id,
      from: { dataset: String(row["from_dataset"]), key: String(row["from_key"] ?? "") },
      to: { dataset: String(row["to_dataset"]), key: String(row["to_key"] ?? "") },
      status: row["status"] as LinkStatus,
      method: row["method"] as LinkMethod,
      confidence: Number(row["confidence"]),
      reasons:
        levels === undefined
          ? []
          : reasonsOf(
              linkage.model,
              comparisons,
              levels,
              rarity,
              linkage.priors[Number(row["kind"] ?? 0)] ?? { match: linkage.model.prior, related: 0 },
            ),
    };
  });
}

/** What a pattern says, without prior and without the rarity of values. */
export function patternReasons({ linkage }: ResolvedIdentity, pattern: number): LinkReason[] {
  const { comparisons } = linkage.prepared;
  return levelsOf(pattern, comparisons).map((level, index) => {
    const found = linkage.model.comparisons[index]?.levels[level];
    return { comparison: comparisons[index]?.name ?? "", level: found?.label ?? "", weight: found?.weight ?? 0 };
  });
}

/** What a review says of a resolved identity. */
export async function reviewedIdentity(engine: Engine, resolved: ResolvedIdentity, frozen: boolean): Promise<ReviewedIdentity> {
  const { identity, crosswalk, linkage, cut, oversized } = resolved;
  const [counts] = await engine.rows<Record<string, string>>(
    sql`SELECT (SELECT count(*) FROM ${id(crosswalk.links)} WHERE status = 'review') AS review,
  (SELECT count(*) FROM ${id(crosswalk.links)} WHERE status = 'accepted' AND method = 'decision') AS decision,
  (SELECT count(*) FROM ${id(crosswalk.links)} WHERE status = 'accepted' AND method = 'key') AS key,
  (SELECT count(*) FROM ${id(crosswalk.links)} WHERE status = 'accepted' AND method = 'evidence') AS evidence,
  (SELECT count(*) FROM (SELECT DISTINCT dataset, row FROM ${id(crosswalk.unsure)} WHERE dataset <> counterpart) AS u) AS unsure,
  (SELECT count(*) FROM (SELECT entity FROM ${id(crosswalk.entities)} GROUP BY entity) AS e) AS entities,
  (SELECT count(*) FROM (SELECT entity FROM ${id(crosswalk.entities)} GROUP BY entity HAVING count(DISTINCT dataset) > 1) AS e) AS shared,
  (SELECT count(*) FROM ${id(crosswalk.links)} AS k JOIN ${id(crosswalk.entities)} AS f ON f.dataset = k.from_dataset AND f.row = k.from_row
    JOIN ${id(crosswalk.entities)} AS t ON t.dataset = k.to_dataset AND t.row = k.to_row WHERE k.status = 'rejected' AND f.entity = t.entity) AS forced`,
  );
  const records = await engine.rows<{ dataset: string; records: string }>(
    sql`SELECT dataset, count(*) AS records FROM ${id(crosswalk.entities)} GROUP BY dataset`,
  );
  const count = (name: string): number => Number(counts?.[name] ?? 0);
  const unused = linkage.blocking.unused.map(
    ({ name, pairs }) => `The key ${name} was not used to find pairs: it would add ${pairs.toLocaleString("en-US")}.`,
  );
  const large =
    oversized === 0
      ? []
      : [`${oversized.toLocaleString("en-US")} pairs lay in groups too large to be solved whole; the weakest among them were left out.`];
  const cuts =
    cut === 0
      ? []
      : [`${cut} link${cut === 1 ? "" : "s"} that would contradict stronger ones ${cut === 1 ? "was" : "were"} left for a person.`];
  const forced = count("forced");
  const overruled =
    forced === 0
      ? []
      : [
          `${forced} ${forced === 1 ? "pair that was" : "pairs that were"} told to be different ${forced === 1 ? "is" : "are"} one all the same: keys or other decisions tie them.`,
        ];
  return {
    id: identity.id,
    title: identity.title,
    entity: identity.entity,
    members: identity.members.map(({ dataset }) => ({
      dataset,
      records: Number(records.find((row) => row.dataset === dataset)?.records ?? 0),
    })),
    entities: count("entities"),
    shared: count("shared"),
    links: { decision: count("decision"), key: count("key"), evidence: count("evidence") },
    review: count("review"),
    unsure: count("unsure"),
    leftOut: linkage.blocking.omitted,
    compared: linkage.compared,
    model: {
      frozen,
      prior: linkage.model.prior,
      comparisons: linkage.prepared.comparisons.map(({ name }) => name),
      degenerate: linkage.model.sessions.flatMap(({ rule, degenerate }) =>
        degenerate === undefined ? [] : [{ rule, reason: degenerate }],
      ),
    },
    notes: [...unused, ...cuts, ...overruled, ...large],
  };
}
