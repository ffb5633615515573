import type { Engine } from "../../engines/engine.ts";
import type { DebtKind, Finding, FindingSymptom } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";

/** The relations in which findings' records stand. */
export interface SymptomRelations {
  readonly breaks: string;
  readonly mismatches: string;
  readonly signs: string;
}

/** Two findings are one thing when of all records of either this share is of both. */
const SAME = 0.8;
/** One record may have two things wrong by chance. */
const LEAST = 2;

/** What explains rather than follows, first. */
const ORDER: readonly DebtKind[] = [
  "vendor-setting",
  "silent-sync-failure",
  "source-of-truth-conflict",
  "migration-residue",
  "unowned-automation",
  "corrected-export",
  "spreadsheet-middleware",
  "status-mismatch",
];

interface Shared {
  readonly a: string;
  readonly b: string;
}

/**
 * Findings over the same records become one with symptoms: each stays in the list, the
 * first of them names the others, and the others name it. What a setting explains
 * (`symptoms` already) stays with it, with all that is the same as what it explains.
 *
 * @param prefix of the relation that it makes and drops
 */
export async function linkSymptoms(
  engine: Engine,
  findings: readonly Finding[],
  relations: SymptomRelations,
  prefix: string,
): Promise<Finding[]> {
  const shared = await sharedRecords(engine, findings, relations, `${prefix}m`);
  const of = new Map<string, string>();
  const roots = new Set<string>();
  const given = findings.filter(({ symptoms }) => symptoms !== undefined);
  for (const { fingerprint, symptoms } of given) {
    roots.add(fingerprint);
    for (const symptom of symptoms ?? []) if (!of.has(symptom.fingerprint)) of.set(symptom.fingerprint, fingerprint);
  }
  for (const { fingerprint } of findings.toSorted(byRank)) {
    if (roots.has(fingerprint)) continue;
    const root = of.get(fingerprint) ?? fingerprint;
    for (const { a, b } of shared) {
      const other = a === fingerprint ? b : b === fingerprint ? a : undefined;
      if (other !== undefined && other !== root && !of.has(other) && !roots.has(other)) of.set(other, root);
    }
    if (root === fingerprint) roots.add(fingerprint);
  }
  const titles = new Map(findings.map(({ fingerprint, title }) => [fingerprint, title]));
  return findings.map((finding) => {
    const added = [...of].flatMap(([fingerprint, root]): FindingSymptom[] =>
      root === finding.fingerprint ? [{ fingerprint, title: titles.get(fingerprint) ?? "" }] : [],
    );
    const known = finding.symptoms ?? [];
    const symptoms = [...known, ...added.filter(({ fingerprint }) => !known.some((each) => each.fingerprint === fingerprint))];
    const symptomOf = of.get(finding.fingerprint);
    return { ...finding, ...(symptoms.length === 0 ? {} : { symptoms }), ...(symptomOf === undefined ? {} : { symptomOf }) };
  });
}

function byRank(a: Finding, b: Finding): number {
  const told = ({ cause }: Finding): number => (cause === undefined || cause.class === "unknown" ? 1 : 0);
  return (
    ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || told(a) - told(b) || b.records - a.records || (a.fingerprint < b.fingerprint ? -1 : 1)
  );
}

/** Pairs of findings that are about the same records: each one's own, or one's own and those that the other compares them with. */
async function sharedRecords(
  engine: Engine,
  findings: readonly Finding[],
  relations: SymptomRelations,
  table: string,
): Promise<readonly Shared[]> {
  const parts = membership(findings, relations);
  if (parts.length === 0) return [];
  await engine.runInline(sql`CREATE TABLE ${id(table)} AS SELECT DISTINCT finding, face, dataset, key FROM (
${join(parts, "\nUNION ALL\n")}
) AS each WHERE dataset IS NOT NULL AND key IS NOT NULL`);
  try {
    return await engine.rows<{ a: string; b: string }>(sql`WITH sizes AS (
  SELECT finding, face, count(*) AS n FROM ${id(table)} GROUP BY finding, face
), both_of AS (
  SELECT a.finding AS a, a.face AS a_face, b.finding AS b, b.face AS b_face, count(*) AS n
  FROM ${id(table)} AS a JOIN ${id(table)} AS b ON b.dataset = a.dataset AND b.key = a.key AND a.finding < b.finding AND a.face + b.face < 2
  GROUP BY a.finding, a.face, b.finding, b.face
)
SELECT DISTINCT p.a, p.b FROM both_of AS p
JOIN sizes AS x ON x.finding = p.a AND x.face = p.a_face JOIN sizes AS y ON y.finding = p.b AND y.face = p.b_face
WHERE p.n >= ${LEAST} AND p.n >= ${SAME} * (x.n + y.n - p.n) ORDER BY p.a, p.b`);
  } finally {
    await engine.runInline(sql`DROP TABLE ${id(table)}`);
  }
}

/** Face 0: the records that are broken; face 1: those they were compared with. */
function membership(findings: readonly Finding[], { breaks, mismatches, signs }: SymptomRelations): Sql[] {
  const rows = (wanted: (finding: Finding) => Sql | undefined): Sql | undefined => {
    const made = findings.flatMap((finding) => wanted(finding) ?? []);
    return made.length === 0 ? undefined : join(made);
  };
  const tied = rows(({ fingerprint, handoff, subject, outcome, samples }) => {
    const side = samples[0]?.side;
    return handoff === undefined || side === undefined || subject !== undefined
      ? undefined
      : sql`(${fingerprint}, ${handoff}, ${side}, ${outcome})`;
  });
  const states = rows(({ fingerprint, lifecycle, outcome }) =>
    lifecycle === undefined ? undefined : sql`(${fingerprint}, ${lifecycle.id}, ${lifecycle.rule ?? ""}, ${lifecycle.track}, ${outcome})`,
  );
  const told = rows(({ fingerprint, kind, subject, outcome }) =>
    subject === undefined || kind === "vendor-setting"
      ? undefined
      : sql`(${fingerprint}, ${kind}, ${outcome}, ${subject.type}, ${subject.id})`,
  );
  const both = (relation: string, on: Sql, values: Sql, columns: Sql): Sql[] =>
    [sql`0 AS face, r.dataset AS dataset, r.key AS key`, sql`1, r.other_dataset, r.other_key`].map(
      (face) => sql`SELECT f.finding AS finding, ${face} FROM ${id(relation)} AS r JOIN (VALUES ${values}) AS f (${columns}) ON ${on}`,
    );
  return [
    ...(tied === undefined
      ? []
      : [
          sql`SELECT f.finding AS finding, 0 AS face, r.dataset AS dataset, r.key AS key FROM ${id(breaks)} AS r
JOIN (VALUES ${tied}) AS f (finding, handoff, side, outcome) ON f.handoff = r.handoff AND f.side = r.side AND f.outcome = r.outcome`,
        ]),
    ...(states === undefined
      ? []
      : both(
          mismatches,
          sql`f.lifecycle = r.lifecycle AND f.rule = coalesce(r.rule, '') AND f.track = r.track AND f.outcome = r.outcome`,
          states,
          sql`finding, lifecycle, rule, track, outcome`,
        )),
    ...(told === undefined
      ? []
      : both(
          signs,
          sql`f.kind = r.kind AND f.outcome = r.outcome AND f.subject_type = r.subject_type AND f.subject = r.subject`,
          told,
          sql`finding, kind, outcome, subject_type, subject`,
        )),
  ];
}
