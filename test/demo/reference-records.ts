import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse as parseCsv } from "csv-parse/sync";
import { parse as parseYaml } from "yaml";
import type { EstateSpec, DatasetSpec, FieldSpec, SourceSpec } from "../../src/estate/schema.ts";

/*
 * Reads the demo's files by its tieout.yaml in plain TypeScript: slow, small,
 * and sharing no code with what is under test.
 */

/** Money in cents, times in seconds of UTC, dates as day and instant, else text; undefined: empty. */
export type Value = { readonly text: string; readonly number?: number; readonly day?: number } | undefined;

export interface ReferenceRecord {
  readonly key: string;
  readonly fields: Readonly<Record<string, Value>>;
  readonly deleted: boolean;
}

export interface ReferenceDataset {
  readonly spec: DatasetSpec;
  readonly records: readonly ReferenceRecord[];
  readonly capturedAt: number;
}

export interface ReferenceEstate {
  readonly directory: string;
  readonly spec: EstateSpec;
  readonly datasets: ReadonlyMap<string, ReferenceDataset>;
}

type Raw = (column: string) => string | undefined;

export function readReference(directory: string): ReferenceEstate {
  const spec = parseYaml(readFileSync(join(directory, "tieout.yaml"), "utf8")) as EstateSpec;
  const datasets = new Map<string, ReferenceDataset>();
  for (const [system, { datasets: own }] of Object.entries(spec.systems)) {
    for (const [name, dataset] of Object.entries(own)) {
      const { rows, capturedAt } = readSource(directory, dataset.source);
      datasets.set(`${system}.${name}`, { spec: dataset, capturedAt, records: rows.map((raw) => readRecord(dataset, raw)) });
    }
  }
  return { directory, spec, datasets };
}

function readSource(directory: string, source: SourceSpec | undefined): { rows: Raw[]; capturedAt: number } {
  if (source === undefined || typeof source === "string") throw new Error("the demo declares its sources in full");
  const folder = dirname(source.path);
  const [start = "", end = ""] = basename(source.path).split("*");
  const names = readdirSync(join(directory, folder)).filter((name) => name.startsWith(start) && name.endsWith(end));
  const files = names.sort().map((name) => join(folder, name));
  const rows: Raw[] = [];
  let time = source.capturedAt ?? "";
  for (const file of files) {
    const bytes = readFileSync(join(directory, file));
    const text = new TextDecoder(source.encoding ?? "utf-8").decode(file.endsWith(".gz") ? gunzipSync(bytes) : bytes);
    if (source.records === undefined) {
      const lines: Record<string, string>[] = parseCsv(text, { columns: true, from_line: source.headerRow ?? 1 });
      rows.push(...lines.map((line) => (column: string) => line[column]));
    } else {
      const document: unknown = JSON.parse(text);
      if (source.capturedAt === "$.time") time = at(document, "time") ?? "";
      rows.push(
        ...explode(
          [document],
          source.records.split("[]").filter((step) => step !== ""),
        ),
      );
    }
  }
  return { rows, capturedAt: Date.parse(time) / 1000 };
}

function explode(chain: readonly unknown[], steps: readonly string[]): Raw[] {
  const [step, ...rest] = steps;
  if (step === undefined) {
    return [
      (column) => {
        const carets = /^(\^*)\.?/.exec(column)?.[1]?.length ?? 0;
        return at(chain[carets], carets === 0 ? column : column.slice(carets + 1));
      },
    ];
  }
  const found = reach(chain[0], step.replace(/^\./, ""));
  return (Array.isArray(found) ? (found as readonly unknown[]) : []).flatMap((item) => explode([item, ...chain], rest));
}

function reach(value: unknown, path: string): unknown {
  let found = value;
  for (const step of path.replaceAll("[", ".").replaceAll("]", "").split("."))
    found = (found as Record<string, unknown> | undefined)?.[step];
  return found;
}

function at(value: unknown, path: string): string | undefined {
  const found = reach(value, path);
  return found === undefined || found === null ? undefined : String(found);
}

function readRecord(dataset: DatasetSpec, raw: Raw): ReferenceRecord {
  const fields: Record<string, Value> = {};
  for (const [name, field] of Object.entries<FieldSpec>(dataset.fields)) fields[name] = readField(field, raw);
  for (const [name, field] of Object.entries(dataset.fields)) {
    if (typeof field === "string" || field.sum === undefined) continue;
    let sum = 0;
    for (const term of field.sum) sum += (term.startsWith("-") ? -1 : 1) * (fields[term.replace("-", "")]?.number ?? 0);
    fields[name] = { text: String(sum), number: sum };
  }
  if (typeof dataset.state === "object") {
    const { field, words } = dataset.state;
    const word = field === undefined ? undefined : fields[field]?.text.toLowerCase();
    for (const [state, spoken] of Object.entries(words ?? {})) {
      if (list(spoken).some((one) => one.toLowerCase() === word)) fields["state"] = { text: state };
    }
  }
  const key = list(dataset.key)
    .map((name) => fields[name]?.text ?? "")
    .join(" · ");
  return { key, fields, deleted: dataset.deleted !== undefined && meets(fields, dataset.deleted) };
}

function readField(field: FieldSpec, raw: Raw): Value {
  const { column, type, timeZone } = typeof field === "string" ? { column: field, type: "text", timeZone: undefined } : field;
  const text = column === undefined ? undefined : raw(column)?.trim().normalize("NFC");
  if (text === undefined || text === "") return undefined;
  if (type === "money") return { text, number: Math.round(Number(text.replace(/[$,]/g, "")) * 100) };
  if (type === "date") return { text, number: toInstant(text, "00:00:00"), day: Date.parse(`${text}T00:00:00Z`) / 86_400_000 };
  if (type !== "timestamp") return { text };
  const seconds = readTime(text, timeZone);
  return { text, number: seconds, day: dayIn(seconds) };
}

function readTime(text: string, zone: string | undefined): number {
  if (/T.*([+-]\d\d:\d\d|Z)$/.test(text)) return Date.parse(text) / 1000;
  const us = /^(\d\d)\/(\d\d)\/(\d{4}) (\d+):(\d\d) (AM|PM)$/.exec(text);
  const [, month, day, year, hours, minutes, half] = us ?? [];
  const iso = us === null ? text.slice(0, 10) : `${year}-${month}-${day}`;
  const clock = us === null ? text.slice(11) : `${String((Number(hours) % 12) + (half === "PM" ? 12 : 0)).padStart(2, "0")}:${minutes}`;
  const full = clock.length === 5 ? `${clock}:00` : clock;
  return zone === "UTC" ? Date.parse(`${iso}T${full}Z`) / 1000 : toInstant(iso, full);
}

const format = new Intl.DateTimeFormat("sv-SE", { timeZone: "America/New_York", dateStyle: "short", timeStyle: "medium" });

/** `2026-09-30 15:05:00` on the company's wall. */
function wall(seconds: number): string {
  let known = walls.get(seconds);
  if (known === undefined) walls.set(seconds, (known = format.format(seconds * 1000)));
  return known;
}

const walls = new Map<number, string>();

function toInstant(iso: string, clock: string): number {
  const guess = Date.parse(`${iso}T${clock}Z`) / 1000;
  const found = [4, 5].map((hours) => guess + hours * 3600).find((seconds) => wall(seconds) === `${iso} ${clock}`);
  if (found === undefined) throw new Error(`no such time: ${iso} ${clock}`);
  return found;
}

function dayIn(seconds: number): number {
  return Date.parse(`${wall(seconds).slice(0, 10)}T00:00:00Z`) / 86_400_000;
}

/** Counts a business day at the same clock time of each next business day. */
export function plusBusinessDays(seconds: number, count: number, holidays: readonly string[]): number {
  let time = seconds;
  for (let left = count; left > 0;) {
    time += 86_400;
    const day = wall(time).slice(0, 10);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !holidays.includes(day)) left--;
  }
  return time;
}

export function meets(fields: Readonly<Record<string, Value>>, condition: object): boolean {
  return Object.entries(condition).every(([name, test]: [string, unknown]) => {
    const value = fields[name];
    if (typeof test === "object" && test !== null && "startsWith" in test) return value?.text.startsWith(String(test.startsWith)) === true;
    if (typeof test === "object" && test !== null && "above" in test) return (value?.number ?? 0) > Number(test.above) * 100;
    const allowed: readonly unknown[] = Array.isArray(test) ? test : [test];
    return allowed.some((one) =>
      typeof one === "number" ? value?.number === one * 100 : value?.text.toLowerCase() === String(one).toLowerCase(),
    );
  });
}

function list(words: unknown): readonly string[] {
  return Array.isArray(words) ? words.map(String) : [String(words)];
}
