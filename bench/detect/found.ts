import type { Finding } from "../../src/model/index.ts";
import { reviewEstate } from "../../src/review.ts";
import { withEstate } from "../../src/runtime.ts";
import { id, sql } from "../../src/sql/index.ts";

/** One finding, by all the names of its place. */
export interface Found {
  readonly kind: string;
  readonly outcome: string;
  readonly subjects: readonly string[];
  /** How many records it says it speaks of. */
  readonly records: number;
  readonly title: string;
  readonly cause: string | undefined;
}

/** One record of a finding, by the names of it and of its counterparts. */
export interface FoundRecord {
  readonly kind: string;
  readonly outcome: string;
  readonly subjects: readonly string[];
  readonly names: readonly string[];
}

export interface FoundAll {
  readonly findings: readonly Found[];
  readonly records: readonly FoundRecord[];
}

type Row = Readonly<Record<string, string | null>>;

/** Reviews an estate, and takes what was found from the findings and from the relations beneath them. */
export async function findAll(directory: string): Promise<FoundAll> {
  return await withEstate(directory, { threads: 2, memory: "1GiB", progress: () => undefined }, async (estate, ports) => {
    const run = await reviewEstate(estate, ports);
    const records: FoundRecord[] = [];
    const breaks = await ports.engine.rows<Row>(
      sql`SELECT handoff, outcome, dataset, key, CAST(counterparts AS VARCHAR) AS others FROM ${id(run.breaks)}`,
    );
    for (const { handoff, outcome, dataset, key, others } of breaks) {
      const ends = estate.handoffs.find(({ id: name }) => name === handoff);
      const other = ends?.from.dataset === dataset ? ends?.to.dataset : ends?.from.dataset;
      const counterparts = (others ?? "")
        .split("; ")
        .filter((counterpart) => counterpart !== "")
        .map((counterpart) => `${other} ${counterpart}`);
      records.push({
        kind: "silent-sync-failure",
        outcome: outcome ?? "",
        subjects: [handoff ?? ""],
        names: [`${dataset} ${key}`, ...counterparts],
      });
    }
    const mismatches = await ports.engine.rows<Row>(
      sql`SELECT lifecycle, rule, track, outcome, dataset, key, other_dataset, other_key FROM ${id(run.mismatches)}`,
    );
    for (const row of mismatches) {
      records.push({
        kind: "status-mismatch",
        outcome: row["outcome"] ?? "",
        subjects: [row["rule"] ?? `${row["lifecycle"]}.${row["track"]}`],
        names: names(row),
      });
    }
    const signs = await ports.engine.rows<Row>(sql`SELECT kind, outcome, subject, dataset, key, other_dataset, other_key FROM signs`);
    for (const row of signs) {
      records.push({ kind: row["kind"] ?? "", outcome: row["outcome"] ?? "", subjects: [row["subject"] ?? ""], names: names(row) });
    }
    return { findings: run.review.findings.map(asFound), records };
  });
}

function names({ dataset, key, other_dataset: other, other_key: otherKey }: Row): string[] {
  return [key === null ? undefined : `${dataset} ${key}`, otherKey === null ? undefined : `${other} ${otherKey}`].flatMap(
    (name) => name ?? [],
  );
}

function asFound({ kind, outcome, handoff, lifecycle, subject, records, title, cause }: Finding): Found {
  const states = lifecycle === undefined ? undefined : (lifecycle.rule ?? `${lifecycle.id}.${lifecycle.track}`);
  const said: { readonly class?: unknown } | undefined = cause;
  return {
    kind,
    outcome,
    subjects: [subject?.id, states, handoff].flatMap((name) => name ?? []),
    records,
    title,
    cause: typeof said?.class === "string" ? said.class : undefined,
  };
}
