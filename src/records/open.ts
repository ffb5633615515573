import type { Engine } from "../engines/engine.ts";
import { InputError, type Capture, type CaptureManifest, type Dataset, type Estate, type Problem, type RecordSet } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import { findColumns, x, type RawRows } from "./columns.ts";
import { EXPECTED, tellForms, type Form } from "./forms.ts";
import { inlined } from "./inlined.ts";
import { placeOf } from "./place.ts";
import { checkSums, preparedRows, recordRows } from "./relation.ts";
import { refuseRepeatedKeys } from "./repeated-keys.ts";
import { wordNotes } from "./words.ts";

export interface OpenOptions {
  /** Name of the relation that is made. */
  readonly relation: string;
  /** A table is read often, a view once. */
  readonly as: "table" | "view";
  /** Path of the estate's file as messages name it; its absolute path when not given. */
  readonly estateFile?: string;
  /** `tieout check` lists repeated keys with everything else instead of stopping at them. */
  readonly keepRepeatedKeys?: boolean;
}

/** A record set with what `checkRecords` needs besides. */
export interface OpenedRecords extends RecordSet {
  /** How each read field was understood. */
  readonly forms: readonly Form[];
  readonly estateFile: string;
  /** The texts that they were read from. */
  readonly raw: RawRows;
}

const SAMPLES = 100;

/**
 * Makes a dataset's relation from a capture: the columns found, the values read
 * by their types, told by the whole column where one value does not tell.
 *
 * @throws InputError `unknown-column`, `cyclic-sum`, `repeated-key`, `unreadable-constant`
 */
export async function openRecords(
  engine: Engine,
  estate: Estate,
  dataset: Dataset,
  capture: Capture,
  options: OpenOptions,
): Promise<OpenedRecords> {
  const estateFile = options.estateFile ?? estate.file;
  checkSums(estateFile, dataset);
  const raw = await findColumns(engine, estateFile, dataset, capture);
  const forms = await tellForms(engine, estate, raw);
  const select = recordRows(estate, dataset, raw, forms, engine.dialect);
  await engine.runInline(sql`CREATE ${options.as === "table" ? sql`TABLE` : sql`VIEW`} ${id(options.relation)} AS ${select}`);
  const unreadable = await unreadableValues(engine, estateFile, capture.manifest, raw, forms, options.relation);
  if (dataset.repeatedKey === "refuse" && options.keepRepeatedKeys !== true) {
    await refuseRepeatedKeys(engine, estateFile, dataset, capture.manifest, options.relation);
  }
  const notes = [
    ...(capture.manifest.notes ?? []),
    ...forms.flatMap((form) => form.notes.map((note) => note.message)),
    ...(await wordNotes(engine, estate, dataset, options.relation)),
  ];
  return {
    dataset,
    capture: capture.manifest,
    relation: options.relation,
    rows: capture.manifest.rows,
    unreadable: unreadable.count + capture.manifest.unreadableRows,
    unreadableSamples: [...capture.manifest.unreadable, ...unreadable.samples].slice(0, SAMPLES),
    notes,
    forms,
    estateFile,
    raw,
  };
}

/** Values that were filled in and are empty in the relation; they are fetched only where there are any. */
async function unreadableValues(
  engine: Engine,
  estateFile: string,
  manifest: CaptureManifest,
  raw: RawRows,
  forms: readonly Form[],
  relation: string,
): Promise<{ readonly count: number; readonly samples: readonly Problem[] }> {
  const doubtful = forms.filter((form) => !form.clean);
  if (doubtful.length === 0) return { count: 0, samples: [] };
  const rows = preparedRows(raw, doubtful);
  const failed = (form: Form): Sql => sql`${id(`c${form.index}`)} IS NOT NULL AND (${form.typed}) IS NULL`;
  const counts = doubtful.map((form) => sql`count(${id(form.field.name)}) AS ${id(`n${form.index}`)}`);
  const [look = {}] = await engine.rows(sql`SELECT ${join(counts)} FROM ${id(relation)}`);
  const found: { readonly order: number; readonly problem: Problem }[] = [];
  const constants: Problem[] = [];
  let count = 0;
  for (const form of doubtful) {
    const missed = form.filled - Number(look[`n${form.index}`] ?? 0);
    if (missed === 0) continue;
    if ("value" in form.field.from) {
      constants.push({
        ...unreadable(form),
        code: "unreadable-constant",
        at: { file: estateFile, line: form.field.line },
        found: form.field.from.value,
      });
      continue;
    }
    count += missed;
    const samples = await engine.rows<{ row: string; file: number; pos: string; text: string }>(
      inlined(sql`SELECT _row AS "row", _file AS file, _pos AS pos, left(${x(form.index)}, 200) AS "text" FROM ${rows} AS prepared
        WHERE ${failed(form)} ORDER BY _row LIMIT ${SAMPLES}`),
    );
    for (const sample of samples) {
      const problem = { ...unreadable(form), at: placeOf(manifest, sample.file, sample.pos), found: sample.text };
      found.push({ order: Number(sample.row), problem: inRecord(problem, manifest, sample.file, sample.pos) });
    }
  }
  const [first, ...rest] = constants;
  if (first !== undefined) throw new InputError([first, ...rest]);
  found.sort((a, b) => a.order - b.order);
  return { count, samples: found.slice(0, SAMPLES).map(({ problem }) => problem) };
}

function unreadable(form: Form): Problem {
  const { field } = form;
  const column = "column" in field.from ? ` of ${field.from.column}` : "";
  const message = `This value${column} cannot be read as ${field.type}; the field ${field.name} stays empty here.`;
  return { code: "unreadable-value", message, expected: EXPECTED[field.type] };
}

function inRecord(problem: Problem, manifest: CaptureManifest, file: number, position: string): Problem {
  return placeOf(manifest, file, position).line === undefined ? { ...problem, message: `Record ${position}: ${problem.message}` } : problem;
}
