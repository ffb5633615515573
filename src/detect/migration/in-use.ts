import type { Dataset, RecordSet } from "../../model/index.ts";
import { and, id, or, sql, type Sql } from "../../sql/index.ts";
import { lookAt, momentOf, type Looked } from "./dataset.ts";

/** A field of another dataset that names records by a field of this one. */
interface Reference {
  readonly dataset: string;
  readonly field: string;
}

/** Records that meet a condition, and how many of them are still in use after a day; undefined: nothing tells. */
export interface Use {
  readonly records: number;
  readonly inUse: number | undefined;
}

/**
 * Records that are not deleted and still in use from a day on: open, changed since, or
 * named since (or by an open record) in a field of another dataset.
 */
export async function useOf(looked: Looked, field: string, condition: Sql, day: string): Promise<Use> {
  const { engine, set, dataset, open } = looked;
  const uses: Sql[] = open === undefined ? [] : [open];
  const changed = changedSince(looked, day);
  if (changed !== undefined) uses.push(changed);
  for (const reference of referencesTo(looked, field)) {
    const other = looked.input.sets.get(reference.dataset);
    if (other !== undefined) uses.push(await namedSince(looked, field, reference, other, day));
  }
  const inUse = uses.length === 0 ? sql`NULL` : sql`count(CASE WHEN ${or(uses)} THEN 1 END)`;
  const [row] = await engine.rows<{ records: string; in_use: string | null }>(
    sql`SELECT count(*) AS records, CAST(${inUse} AS BIGINT) AS in_use FROM ${id(set.relation)} WHERE ${and([condition, sql`NOT _deleted`])}`,
  );
  const used = row?.in_use ?? null;
  return { records: Number(row?.records), inUse: dataset.fields.length === 0 || used === null ? undefined : Number(used) };
}

function changedSince(looked: Looked, day: string): Sql | undefined {
  const name = looked.dataset.times["modified"];
  const type = looked.dataset.fields.find((field) => field.name === name)?.type;
  if (name === undefined || (type !== "date" && type !== "timestamp")) return undefined;
  // What the migration itself touched on its day is not in use for that.
  return type === "date" ? sql`${id(name)} > CAST(${day} AS DATE)` : sql`${id(name)} >= ${momentOf(next(day), looked)}`;
}

function next(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

async function namedSince(looked: Looked, field: string, { field: by }: Reference, other: RecordSet, day: string): Promise<Sql> {
  const { clocks, open } = await lookAt(looked.engine, looked.estate, looked.input, looked.names, other);
  const late = [
    ...(open === undefined ? [] : [open]),
    ...clocks.slice(0, 1).map((clock) => sql`coalesce(${clock} >= CAST(${day} AS DATE), FALSE)`),
  ];
  return sql`CAST(${id(field)} AS VARCHAR) IN (
    SELECT CAST(${id(by)} AS VARCHAR) FROM ${id(other.relation)} WHERE ${id(by)} IS NOT NULL AND NOT _deleted AND ${or(late)}
  )`;
}

/** As the estate's handoffs, identities and lifecycles declare. */
function referencesTo({ estate, dataset }: Looked, field: string): Reference[] {
  const isKey = dataset.key.length === 1 && dataset.key[0] === field;
  const pairs = estate.handoffs.flatMap(({ from, to, match }) =>
    match.kind === "key"
      ? match.on.map(
          (on) =>
            [
              { dataset: from.dataset, field: on.from },
              { dataset: to.dataset, field: on.to },
            ] as const,
        )
      : [],
  );
  const linked = estate.lifecycles.flatMap(({ tracks, links }) => {
    const at = (track: string): Dataset["id"] => tracks.find(({ id: name }) => name === track)?.dataset ?? "";
    return links.flatMap(({ from, to, match }) =>
      match.kind === "key"
        ? match.on.map(
            (on) =>
              [
                { dataset: at(from), field: on.from },
                { dataset: at(to), field: on.to },
              ] as const,
          )
        : [],
    );
  });
  const found = [...pairs, ...linked].flatMap(([a, b]) => [
    ...(a.dataset === dataset.id && a.field === field ? [b] : []),
    ...(b.dataset === dataset.id && b.field === field ? [a] : []),
  ]);
  if (isKey) {
    for (const member of estate.identities.flatMap(({ members }) => members))
      if (member.dataset === dataset.id) found.push(...member.references);
    for (const { dataset: of, history } of estate.lifecycles.flatMap(({ tracks }) => tracks)) {
      if (of === dataset.id && history !== undefined) found.push({ dataset: history.dataset, field: history.record });
    }
  }
  const others = found.filter((reference) => reference.dataset !== dataset.id || reference.field !== field);
  return [...new Map(others.map((reference) => [`${reference.dataset}.${reference.field}`, reference])).values()];
}
