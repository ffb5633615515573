import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { loadEstate } from "../../src/estate/index.ts";
import type { Dataset, RepairFile } from "../../src/model/index.ts";

/*
 * The systems' side of an import, as far as the example's exports go: CSV with or without
 * gzip, and QuickBooks' pages of JSON. Like the systems, it gives new records an id and
 * refuses a record that it does not have.
 */

/** Takes a review's import files over into the exports of a copy of an estate. */
export async function applyRepairs(directory: string, repairs: string, files: readonly RepairFile[]): Promise<void> {
  const estate = await loadEstate(directory);
  for (const file of files) {
    const dataset = estate.datasets.find(({ id }) => id === file.dataset) as Dataset;
    const [header = [], ...rows] = parseCsv(await readFile(path.join(repairs, file.file), "utf8"));
    if (header.join() !== file.columns.join()) throw new Error(`${file.file} has other columns than the review says`);
    const imported = { action: file.action, columns: header, keys: keyColumns(dataset), rows };
    const sources = await sourcesOf(directory, dataset);
    const done = new Set<string>();
    for (const [index, source] of sources.entries()) {
      const own = { ...imported, rows: file.action === "create" && index < sources.length - 1 ? [] : rows };
      await (source.endsWith(".json") ? importJson(source, dataset, own, done) : importCsv(source, dataset, own, done));
    }
    if (done.size !== rows.length) throw new Error(`${file.file}: ${done.size} of ${rows.length} records were taken over`);
  }
}

interface Import {
  readonly action: RepairFile["action"];
  readonly columns: readonly string[];
  readonly keys: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function keyColumns({ key, fields }: Dataset): string[] {
  return key.map((name) => {
    const from = fields.find((field) => field.name === name)?.from;
    if (from === undefined || !("column" in from)) throw new Error(`${name} stands in no column`);
    return from.column;
  });
}

async function sourcesOf(directory: string, { captures }: Dataset): Promise<string[]> {
  const found: string[] = [];
  for (const { path: pattern } of captures) {
    const wanted = new RegExp(
      `^${path
        .basename(pattern)
        .split("*")
        .map((part) => part.replaceAll(/[.[\]()+]/g, "\\$&"))
        .join(".*")}$`,
    );
    const folder = path.join(directory, path.dirname(pattern));
    for (const name of await readdir(folder)) if (wanted.test(name)) found.push(path.join(folder, name));
  }
  return found.sort();
}

async function importCsv(file: string, dataset: Dataset, { action, columns, keys, rows }: Import, done: Set<string>): Promise<void> {
  const { headerRow = 1, encoding } = dataset.captures[0] ?? {};
  const bytes = await readFile(file);
  const coded = encoding === "windows-1252" ? "latin1" : "utf8";
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString(coded);
  const all = parseCsv(text.replace(/^\uFEFF/, ""));
  const header = all[headerRow - 1] as string[];
  const at = (column: string): number => {
    const index = header.indexOf(column);
    if (index === -1) throw new Error(`${file} has no column ${column}`);
    return index;
  };
  const byKey = new Map(rows.map((row) => [keys.map((key) => row[columns.indexOf(key)]).join("|"), row]));
  const kept = all.flatMap((row, index) => {
    const key = keys.map((name) => row[at(name)]).join("|");
    const repair = index < headerRow || action === "create" ? undefined : byKey.get(key);
    if (repair === undefined) return [row];
    if (done.has(key)) throw new Error(`${file} holds ${key} twice`);
    done.add(key);
    if (action === "void") return [];
    columns.forEach((column, place) => (row[at(column)] = repair[place] as string));
    return [row];
  });
  for (const [index, repair] of action === "create" ? rows.entries() : []) {
    const row = header.map(() => "");
    columns.forEach((column, place) => (row[at(column)] = repair[place] as string));
    for (const key of keys) if (row[at(key)] === "") row[at(key)] = `NEW-${index + 1}`;
    kept.push(row);
    done.add(`${index}`);
  }
  const written = kept
    .map((row) => row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(","))
    .join("\n");
  const out = Buffer.from(`${written}\n`, coded);
  await writeFile(file, file.endsWith(".gz") ? gzipSync(out) : out);
}

type Json = Record<string, unknown>;

async function importJson(file: string, dataset: Dataset, { action, columns, keys, rows }: Import, done: Set<string>): Promise<void> {
  const document = JSON.parse(await readFile(file, "utf8")) as Json;
  const [, ...steps] = /^(.*)\.(\w+)\[\]$/.exec(dataset.captures[0]?.records ?? "") ?? [];
  const holder = valueAt(document, steps[0] ?? "") as Json;
  const list = holder[steps[1] ?? ""] as Json[];
  const byKey = new Map(rows.map((row) => [keys.map((key) => row[columns.indexOf(key)]).join("|"), row]));
  const sample = list[0] as Json;
  const kept = list.filter((record) => {
    const key = keys.map((name) => String(valueAt(record, name))).join("|");
    const repair = action === "create" ? undefined : byKey.get(key);
    if (repair === undefined) return true;
    done.add(key);
    if (action === "void") return false;
    take(record, columns, repair, sample);
    return true;
  });
  for (const [index, repair] of action === "create" ? rows.entries() : []) {
    const record = { CustomField: structuredClone(sample["CustomField"]) } as Json;
    for (const field of (record["CustomField"] ?? []) as Json[]) field["StringValue"] = "";
    take(record, columns, repair, sample);
    for (const key of keys) if (valueAt(record, key) === "") setAt(record, key, `NEW-${index + 1}`);
    kept.push(record);
    done.add(`${index}`);
  }
  holder[steps[1] ?? ""] = kept;
  await writeFile(file, JSON.stringify(document));
}

/** Cells are taken over in the type that the field has. The books themselves work out what is still to be paid when a total changes. */
function take(record: Json, columns: readonly string[], repair: readonly string[], sample: Json): void {
  const [total, balance] = [Number(record["TotalAmt"] ?? 0), Number(record["Balance"] ?? 0)];
  columns.forEach((column, place) => {
    const text = repair[place] as string;
    setAt(record, column, typeof valueAt(sample, column) === "number" ? Number(text) : text);
  });
  if (columns.includes("TotalAmt")) record["Balance"] = Math.round(100 * (balance + Number(record["TotalAmt"]) - total)) / 100;
}

const stepsOf = (way: string): (string | number)[] =>
  [...way.matchAll(/([^.[\]]+)/g)].map(([step]) => (/^\d+$/.test(step) ? Number(step) : step));

function valueAt(value: unknown, way: string): unknown {
  return stepsOf(way).reduce((inner, step) => (inner as Record<string | number, unknown> | undefined)?.[step], value);
}

function setAt(record: Json, way: string, value: unknown): void {
  const steps = stepsOf(way);
  let at = record as Record<string | number, unknown>;
  for (const step of steps.slice(0, -1)) at = (at[step] ??= {}) as Record<string | number, unknown>;
  at[steps.at(-1) as string] = value;
}

/** Rows of a CSV, quotes, doubled quotes and line breaks in values taken apart. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let [row, cell, quoted]: [string[], string, boolean] = [[], "", false];
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === ",") {
      row.push(cell);
      cell = "";
    } else if (char === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else if (char !== "\r") cell += char;
  }
  if (row.length > 0 || cell !== "") rows.push([...row, cell]);
  return rows;
}
