import type { Engine } from "../engines/engine.ts";
import { nearestWord, InputError, type Capture, type Dataset, type Field, type Problem } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import { literalPath, parseJsonPath, type JsonPath } from "./json-path.ts";
import { inlined } from "./inlined.ts";

/** The rows of a capture with one text column a field, `x0`, `x1` …, beside `_row`, `_file` and `_pos`. */
export interface RawRows {
  readonly fields: readonly Field[];
  readonly relation: Sql;
}

/** A path for the engine, which would take `*`, `?` and `[` in a directory's name for a pattern. */
function parquetRows(capture: Capture): Sql {
  return sql`read_parquet(${capture.parquet.replaceAll(/[*?[]/g, "[$&]")}, file_row_number = true)`;
}

/**
 * Finds each field's column in the capture, all unknown ones at once.
 *
 * @throws InputError `unknown-column`
 */
export async function findColumns(engine: Engine, estateFile: string, dataset: Dataset, capture: Capture): Promise<RawRows> {
  const fields = dataset.fields.filter((field) => !("sum" in field.from));
  const rows = parquetRows(capture);
  const names = capture.manifest.columns.map((column) => column.name);
  const isJson = names.includes("_json") && capture.manifest.files.some(({ format }) => format === "json" || format === "jsonl");
  const place = sql`file_row_number AS _row, _file, _pos`;
  if (!isJson) {
    const found = fields.map((field) => ("column" in field.from ? lookUp(field.from.column, names) : undefined));
    const problems = fields.flatMap((field, index) =>
      "column" in field.from && found[index] === undefined ? [unknown(estateFile, field, field.from.column, names)] : [],
    );
    refuse(problems);
    const types = new Map(capture.manifest.columns.map((column) => [column.name, column.type]));
    const values = fields.map((field, index) => {
      const name = found[index];
      if (name === undefined) return sql`${constant(field)} AS ${x(index)}`;
      return types.get(name) === "VARCHAR" ? sql`${id(name)} AS ${x(index)}` : sql`CAST(${id(name)} AS VARCHAR) AS ${x(index)}`;
    });
    return { fields, relation: sql`(SELECT ${join([place, ...values])} FROM ${rows})` };
  }
  const paths = await findPaths(engine, estateFile, fields, capture, rows, names);
  // All paths of one document in one call: it is parsed once.
  const documents = [...new Set(paths.flatMap((path) => (path === undefined ? [] : [path.parent])))];
  const lists = documents.map((parent) => {
    const pointers = paths.filter((path) => path?.parent === parent).map((path) => sql`${path?.pointer ?? ""}`);
    return sql`json_extract_string(${id(documentColumn(parent))}, [${join(pointers)}]) AS ${id(`j${parent}`)}`;
  });
  const taken = new Map<number, number>();
  const values = paths.map((path, index) => {
    if (path === undefined) return sql`${constant(fields[index] as Field)} AS ${x(index)}`;
    const position = (taken.get(path.parent) ?? 0) + 1;
    taken.set(path.parent, position);
    return sql`${id(`j${path.parent}`)}[${position}] AS ${x(index)}`;
  });
  return {
    fields,
    relation: sql`(SELECT ${join([sql`_row, _file, _pos`, ...values])} FROM (SELECT ${join([place, ...lists])} FROM ${rows}) AS documents)`,
  };
}

/** Name of the n-th raw column. */
export function x(index: number): Sql {
  return id(`x${index}`);
}

function constant(field: Field): Sql {
  return sql`CAST(${"value" in field.from ? field.from.value : null} AS VARCHAR)`;
}

/** By its exact header, else by the one header that agrees but for case and blanks. */
function lookUp(wanted: string, names: readonly string[]): string | undefined {
  if (names.includes(wanted)) return wanted;
  const folded = fold(wanted);
  const similar = names.filter((name) => fold(name) === folded);
  return similar.length === 1 ? similar[0] : undefined;
}

function fold(name: string): string {
  return name.normalize("NFC").trim().toLowerCase();
}

function unknown(estateFile: string, field: Field, wanted: string, names: readonly string[]): Problem {
  const similar = names.filter((name) => fold(name) === fold(wanted));
  const hint = similar.length > 1 ? `several columns are called so: ${similar.join(", ")}` : nearestWord(wanted, names);
  const shown = names.slice(0, 20).join(", ");
  return {
    code: "unknown-column",
    message: `The field ${field.name} reads a column that the source does not have.`,
    at: { file: estateFile, line: field.line },
    found: wanted,
    expected: names.length > 20 ? `one of ${shown} … (${names.length} columns)` : `one of ${shown}`,
    ...(hint === undefined ? {} : { hint: similar.length > 1 ? hint : `Did you mean ${hint}?` }),
  };
}

function refuse(problems: readonly Problem[]): void {
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InputError([first, ...rest]);
}

function documentColumn(parent: number): string {
  return parent === 0 ? "_json" : `_parent${parent}`;
}

/** A path that no record holds is unknown, unless it is the name of a key with dots in it. A source without records knows every path. */
async function findPaths(
  engine: Engine,
  estateFile: string,
  fields: readonly Field[],
  capture: Capture,
  rows: Sql,
  names: readonly string[],
): Promise<(JsonPath | undefined)[]> {
  const wanted = fields.map((field) => ("column" in field.from ? field.from.column : undefined));
  const paths = wanted.map((text) => (text === undefined ? undefined : parseJsonPath(text)));
  const problems = new Map<number, Problem>();
  const checks: { readonly index: number; readonly path: JsonPath; readonly literal: boolean }[] = [];
  wanted.forEach((text, index) => {
    if (text === undefined) return;
    const path = paths[index];
    if (path !== undefined && names.includes(documentColumn(path.parent))) checks.push({ index, path, literal: false });
    if (/[.[\]^"]/.test(text)) checks.push({ index, path: literalPath(text), literal: true });
  });
  if (checks.length === 0) return paths;
  const counts = checks.map(
    ({ path }, check) => sql`bool_or(json_exists(${id(documentColumn(path.parent))}, ${path.pointer})) AS ${id(`c${check}`)}`,
  );
  const found = capture.manifest.rows === 0 ? {} : await existing(engine, rows, counts);
  const known: string[] = [];
  for (const [index, text] of wanted.entries()) {
    if (text === undefined || capture.manifest.rows === 0) continue;
    const hit = checks.find((check, at) => check.index === index && found[`c${at}`] === true);
    if (hit !== undefined) {
      paths[index] = hit.path;
      continue;
    }
    if (known.length === 0) known.push(...(await knownPaths(engine, rows, names)));
    problems.set(index, unknown(estateFile, fields[index] as Field, text, known));
  }
  refuse([...problems.values()]);
  return paths;
}

/** A look at the first records settles nearly every path; only what they lack is looked for in all. */
async function existing(engine: Engine, rows: Sql, counts: readonly Sql[]) {
  const [first = {}] = await engine.rows(inlined(sql`SELECT ${join(counts)} FROM (SELECT * FROM ${rows} LIMIT 2000) AS head`));
  const open = counts.filter((_, index) => first[`c${index}`] !== true);
  if (open.length === 0) return first;
  const [all = {}] = await engine.rows(inlined(sql`SELECT ${join(open)} FROM ${rows}`));
  return { ...first, ...all };
}

/** The keys of the first records, two levels deep, for hints. */
async function knownPaths(engine: Engine, rows: Sql, names: readonly string[]): Promise<string[]> {
  const known = new Set<string>();
  for (const column of names.filter((name) => /^_(json|parent\d+)$/.test(name))) {
    const records = await engine.rows<{ document: string | null }>(
      inlined(sql`SELECT CAST(${id(column)} AS VARCHAR) AS document FROM ${rows} LIMIT 50`),
    );
    const prefix = column === "_json" ? "" : `${"^".repeat(Number(column.slice("_parent".length)))}.`;
    for (const { document } of records) {
      const value: unknown = document === null ? null : JSON.parse(document);
      for (const key of keys(value)) known.add(prefix + key);
    }
  }
  return [...known];
}

function keys(value: unknown): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    key,
    ...keys(inner)
      .filter((deep) => !deep.includes("."))
      .map((deep) => `${key}.${deep}`),
  ]);
}
