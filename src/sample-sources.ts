import type { Engine } from "./engines/engine.ts";
import type { ChosenCapture } from "./gather.ts";
import { rawRows } from "./raw-rows.ts";
import type { Break, Finding, RecordSet, RecordSource, ReviewedReport } from "./model/index.ts";
import { id, join, sql } from "./sql/index.ts";

/** The relations in which breaks, mismatches and signs tell where their records stand. */
export interface PlacedRelations {
  readonly breaks: string;
  readonly mismatches: string;
  readonly signs: string;
}

/** What the samples' rows are read from. */
export interface SampleSources extends PlacedRelations {
  readonly sets: ReadonlyMap<string, RecordSet>;
  readonly captures: ReadonlyMap<string, ChosenCapture>;
  readonly reports: readonly ReviewedReport[];
}

/**
 * The findings with the raw row behind each sample, as its file has it: so that
 * a figure opens down to what somebody can look up. Rows are read dataset by
 * dataset, of all findings at once.
 */
export async function withSampleSources(engine: Engine, findings: readonly Finding[], from: SampleSources): Promise<Finding[]> {
  const samples = findings.flatMap((finding) => finding.samples);
  const places = await placesOf(engine, samples, from);
  const sources = new Map<Break, RecordSource>();
  for (const set of from.sets.values()) {
    const own = samples.filter(({ dataset }) => dataset === set.dataset.id);
    const capture = from.captures.get(set.dataset.id)?.chosen;
    if (own.length === 0 || capture === undefined) continue;
    const rows = await rowsOf(engine, set, own, places);
    const raw = await rawRows(engine, capture, [...new Set(rows.values())]);
    for (const sample of own) {
      const source = raw.get(rows.get(sample) ?? "");
      if (source !== undefined) sources.set(sample, source);
    }
  }
  return findings.map((finding) => ({
    ...finding,
    samples: finding.samples.map((sample) => {
      const source = sources.get(sample) ?? elsewhere(sample, finding, from.reports);
      return source === undefined ? sample : { ...sample, source };
    }),
  }));
}

interface Place {
  readonly file: string;
  readonly line: number;
}

/** So many values go into one statement. */
const AT_ONCE = 5000;

/** Where the records of breaks, mismatches and signs stand, by fingerprint; of a key that repeats, every place in order. */
async function placesOf(
  engine: Engine,
  samples: readonly Break[],
  relations: PlacedRelations,
): Promise<ReadonlyMap<string, readonly Place[]>> {
  const places = new Map<string, Place[]>();
  const names = [...new Set(samples.map(({ fingerprint }) => fingerprint))];
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const wanted = join(names.slice(at, at + AT_ONCE).map((name) => sql`${name}`));
    const parts = [relations.breaks, relations.mismatches, relations.signs].map(
      (relation) =>
        sql`SELECT fingerprint, file, line FROM ${id(relation)} WHERE file IS NOT NULL AND line IS NOT NULL AND fingerprint IN (${wanted})`,
    );
    const found = await engine.rows<{ fingerprint: string; file: string; line: string }>(
      sql`SELECT DISTINCT fingerprint, file, line FROM (${join(parts, " UNION ALL ")}) AS placed ORDER BY fingerprint, file, line`,
    );
    for (const { fingerprint, file, line } of found) {
      const own = places.get(fingerprint) ?? [];
      places.set(fingerprint, [...own.slice(0, 19), { file, line: Number(line) }]);
    }
  }
  return places;
}

/** The number of each sample's row in the capture: by its place, else by its key. */
async function rowsOf(
  engine: Engine,
  set: RecordSet,
  samples: readonly Break[],
  places: ReadonlyMap<string, readonly Place[]>,
): Promise<ReadonlyMap<Break, string>> {
  const files = new Map(set.capture.files.map(({ path }, index) => [index, path]));
  const lines = new Set(samples.flatMap(({ fingerprint }) => (places.get(fingerprint) ?? []).map(({ line }) => String(line))));
  const byPlace = new Map<string, string>();
  const byKey = new Map<string, string>();
  const read = async (values: readonly string[], query: (some: readonly string[]) => Promise<void>): Promise<void> => {
    for (let at = 0; at < values.length; at += AT_ONCE) await query(values.slice(at, at + AT_ONCE));
  };
  await read([...lines], async (some) => {
    const wanted = join(some.map((line) => sql`CAST(${line} AS BIGINT)`));
    const found = await engine.rows<{ row: string; file: number; pos: string }>(
      sql`SELECT _row AS row, _file AS file, _pos AS pos FROM ${id(set.relation)} WHERE _pos IN (${wanted}) ORDER BY _row`,
    );
    for (const { row, file, pos } of found) {
      const name = `${files.get(file) ?? ""}:${pos}`;
      if (!byPlace.has(name)) byPlace.set(name, String(row));
    }
  });
  const keys = new Set(samples.filter(({ fingerprint }) => !places.has(fingerprint)).map(({ key }) => key));
  await read([...keys], async (some) => {
    const found = await engine.rows<{ key: string; row: string }>(
      sql`SELECT _key AS key, min(_row) AS row FROM ${id(set.relation)} WHERE _key IN (${join(some.map((key) => sql`${key}`))}) GROUP BY _key ORDER BY _key`,
    );
    for (const { key, row } of found) byKey.set(key, String(row));
  });
  const rows = new Map<Break, string>();
  const taken = new Map<string, number>();
  for (const sample of samples) {
    const own = places.get(sample.fingerprint) ?? [];
    // Two samples of one finding with one fingerprint are a key that stands there twice.
    const turn = taken.get(sample.fingerprint) ?? 0;
    const place = own[turn % Math.max(own.length, 1)];
    taken.set(sample.fingerprint, turn + 1);
    const row = place === undefined ? byKey.get(sample.key) : byPlace.get(`${place.file}:${place.line}`);
    if (row !== undefined) rows.set(sample, row);
  }
  return rows;
}

const CELL = /^[^!]+![A-Z]{1,3}\d{1,7}(:[A-Z]{1,3}\d{1,7})?$/;
const FILE_AND_CELL = /^(.+) ([^!]+![A-Z]{1,3}\d{1,7})$/;

/** What stands in a workbook or a report, and is no record of a dataset. */
function elsewhere(sample: Break, { subject }: Finding, reports: readonly ReviewedReport[]): RecordSource | undefined {
  const values = sample.fields.map(({ from, to }) => ({ column: from.field, value: to.value ?? from.value }));
  const none = { line: undefined, record: undefined, more: 0 } as const;
  if (CELL.test(sample.key) && sample.dataset !== "") return { ...none, file: sample.dataset, cell: sample.key, cells: values };
  const [, file, cell] = FILE_AND_CELL.exec(sample.dataset === "" ? (sample.counterparts[0] ?? "") : "") ?? [];
  if (file !== undefined) return { ...none, file, cell, cells: values };
  const report = subject?.type === "report" ? reports.find(({ id: name }) => name === subject.id) : undefined;
  const number = report?.numbers.find(({ period, unit }) => period === sample.date && unit === sample.unit);
  if (number?.at === undefined) return undefined;
  const told = { column: "value", value: number.reported ?? null };
  return { ...none, file: number.at.file, line: number.at.line, cell: number.at.cell, cells: [told] };
}
