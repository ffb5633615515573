import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { dataDirectory } from "../harness/paths.ts";
import { digestOf, type Listed } from "../tieout/data.ts";
import { ZipWriter } from "../workbook-read/data.ts";

/** Raised when what is made changes. */
const form = 3;
export const BRANCHES = ["Tampa", "Orlando", "Miami", "Naples", "Ocala", "Sarasota", "Fort Myers", "Jacksonville"] as const;
export const MONTHS = 12;
const STATUSES = ["Completed", "Billed", "Closed"];
const JANUARY = Date.UTC(2026, 0, 1) / 86_400_000;
const DAYS = 365;
const EPOCH = 25_569;

/** What is right, known from how it was made. */
export interface Answer {
  /** `month ⇥ branch ⇥ kind ⇥ key ⇥ effect`, each correction of each number. */
  readonly corrections: Listed;
  /** Sum of what is reported less what is raw, cents. */
  readonly difference: number;
  /** What a comparison by key finds; a row that stands twice is none to it. */
  readonly join: { readonly changed: number; readonly added: number; readonly removed: number };
}

export interface Files {
  readonly workbook: string;
  /** The workbook's rows as a table, for those that read no workbooks. */
  readonly parsed: string;
  readonly raw: string;
  readonly answer: Answer;
}

interface Job {
  readonly key: string;
  readonly branch: number;
  readonly day: number;
  readonly cents: number;
  readonly status: number;
}

const jobOf = (index: number): Job => {
  const mixed = (salt: number): number => {
    let state = Math.imul(index + 1, 0x9e37_79b1) ^ Math.imul(salt, 0x85eb_ca6b);
    state = Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d);
    state = Math.imul(state ^ (state >>> 12), 0x297a_2d39);
    return (state ^ (state >>> 15)) >>> 0;
  };
  return {
    key: `J-${String(index).padStart(7, "0")}`,
    branch: mixed(1) % BRANCHES.length,
    day: JANUARY + (mixed(2) % DAYS),
    // Even, so that halves of two changes' effects are whole cents.
    cents: 2 * (2500 + (mixed(3) % 100_000)),
    status: mixed(4) % STATUSES.length,
  };
};
const monthOf = (day: number): number => new Date(day * 86_400_000).getUTCMonth();
const EDITS = ["value-edited", "recategorised", "moved", "both", "row-removed", "row-added", "double-counted"] as const;

/**
 * A million jobs as a system exports them (Parquet), and the same in a workbook that people changed in `edits` places: each
 * with a sum by month and branch, 96 numbers. Kept between runs.
 */
export async function makeFiles(
  rows: number,
  edits: number,
  home = join(dataDirectory, `number-tieout-${rows}-${edits}-v${form}`),
): Promise<Files> {
  const files = { workbook: join(home, "jobs.xlsx"), parsed: join(home, "parsed.parquet"), raw: join(home, "jobs.parquet") };
  const answerPath = join(home, "answer.json");
  if (!existsSync(answerPath)) {
    mkdirSync(home, { recursive: true });
    await writeTable(files.raw, jobsOf(rows));
    await writeTable(files.parsed, rowsOf(rows, edits, new Told()));
    const answer = await writeWorkbook(`${files.workbook}.${process.pid}`, rows, edits);
    renameSync(`${files.workbook}.${process.pid}`, files.workbook);
    writeFileSync(answerPath, JSON.stringify(answer));
  }
  return { ...files, answer: JSON.parse(readFileSync(answerPath, "utf8")) as Answer };
}

function* jobsOf(rows: number): Generator<Job> {
  for (let index = 0; index < rows; index++) yield jobOf(index);
}

async function writeTable(path: string, jobs: Iterable<Job>): Promise<void> {
  const csv = `${path}.csv`;
  const file = createWriteStream(csv);
  let text = "job,branch,completed,amount,status\n";
  for (const { key, branch, day, cents, status } of jobs) {
    text += `${key},${BRANCHES[branch]},${isoDay(day)},${(cents / 100).toFixed(2)},${STATUSES[status]}\n`;
    if (text.length > 500_000) {
      if (!file.write(text)) await once(file, "drain");
      text = "";
    }
  }
  file.end(text);
  await once(file, "close");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const columns = "{'job': 'VARCHAR', 'branch': 'VARCHAR', 'completed': 'DATE', 'amount': 'DECIMAL(18,4)', 'status': 'VARCHAR'}";
  await connection.run(
    `COPY (SELECT * FROM read_csv('${csv.replaceAll("'", "''")}', header = true, columns = ${columns})) TO '${path.replaceAll("'", "''")}'`,
  );
  connection.closeSync();
  instance.closeSync();
  rmSync(csv);
}

function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

class Told {
  readonly lines: string[] = [];
  readonly sums = new Float64Array(MONTHS * BRANCHES.length);
  difference = 0;
  readonly join = { changed: 0, added: 0, removed: 0 };

  effect(kind: string, key: string, month: number, branch: number, cents: number): void {
    if (cents === 0) return;
    this.lines.push([month + 1, BRANCHES[branch], kind, key, (cents / 100).toFixed(2)].join("\t"));
    this.difference += cents;
  }

  add({ day, branch, cents }: Job): void {
    this.sums[monthOf(day) * BRANCHES.length + branch]! += cents;
  }
}

/** The rows of the workbook; what was done to them goes into `told`. */
function* rowsOf(rows: number, edits: number, told: Told): Generator<Job> {
  const every = Math.floor(rows / edits);
  for (let index = 0; index < rows; index++) {
    const job = jobOf(index);
    const nth = index % every === every >> 1 ? Math.floor(index / every) : -1;
    const kind = nth >= 0 && nth < edits ? EDITS[nth % EDITS.length] : undefined;
    const month = monthOf(job.day);
    const other = (job.branch + 1 + (nth % (BRANCHES.length - 1))) % BRANCHES.length;
    const cents = job.cents + 2 * (100 + (nth % 997));
    if (kind === "row-removed") {
      told.effect(kind, job.key, month, job.branch, -job.cents);
      told.join.removed++;
      continue;
    }
    let row = job;
    if (kind === "value-edited") {
      row = { ...job, cents };
      told.effect(kind, job.key, month, job.branch, cents - job.cents);
    } else if (kind === "recategorised") {
      row = { ...job, branch: other };
      told.effect(kind, job.key, month, job.branch, -job.cents);
      told.effect(kind, job.key, month, other, job.cents);
    } else if (kind === "moved") {
      row = { ...job, day: month < 2 ? job.day + 40 : job.day - 40 };
      told.effect(kind, job.key, month, job.branch, -job.cents);
      told.effect(kind, job.key, monthOf(row.day), job.branch, job.cents);
    } else if (kind === "both") {
      row = { ...job, branch: other, cents };
      told.effect("value-edited", job.key, month, job.branch, (cents - job.cents) / 2);
      told.effect("recategorised", job.key, month, job.branch, -(cents + job.cents) / 2);
      told.effect("value-edited", job.key, month, other, (cents - job.cents) / 2);
      told.effect("recategorised", job.key, month, other, (cents + job.cents) / 2);
    }
    if (row !== job) told.join.changed++;
    told.add(row);
    yield row;
    if (kind === "row-added" || kind === "double-counted") {
      const more = kind === "row-added" ? { ...job, key: `X-${nth}` } : job;
      told.effect(kind, more.key, month, job.branch, job.cents);
      if (kind === "row-added") told.join.added++;
      told.add(more);
      yield more;
    }
  }
}

async function writeWorkbook(path: string, rows: number, edits: number): Promise<Answer> {
  const told = new Told();
  const zip = new ZipWriter(createWriteStream(path));
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const override = (part: string, type: string): string => `<Override PartName="/xl/${part}.xml" ContentType="${types}.${type}+xml"/>`;
  await zip.part("[Content_Types].xml", [
    `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override("workbook", "sheet.main")}${override("worksheets/sheet1", "worksheet")}${override("worksheets/sheet2", "worksheet")}${override("styles", "styles")}</Types>`,
  ]);
  const relations = (list: readonly (readonly [string, string])[]): string =>
    `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`).join("")}</Relationships>`;
  await zip.part("_rels/.rels", [relations([["officeDocument", "xl/workbook.xml"]])]);
  await zip.part("xl/workbook.xml", [
    `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Jobs" sheetId="1" r:id="rId1"/><sheet name="Summary" sheetId="2" r:id="rId2"/></sheets></workbook>`,
  ]);
  await zip.part("xl/_rels/workbook.xml.rels", [
    relations([
      ["worksheet", "worksheets/sheet1.xml"],
      ["worksheet", "worksheets/sheet2.xml"],
      ["styles", "styles.xml"],
    ]),
  ]);
  await zip.part("xl/styles.xml", [
    `${declaration}<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  ]);
  await zip.part("xl/worksheets/sheet1.xml", jobsXml(`${declaration}<worksheet xmlns="${main}"><sheetData>`, rows, edits, told));
  await zip.part("xl/worksheets/sheet2.xml", [summaryXml(`${declaration}<worksheet xmlns="${main}"><sheetData>`, told)]);
  await zip.end();
  return { corrections: digestOf(told.lines), difference: told.difference, join: told.join };
}

const inline = (cell: string, text: string): string => `<c r="${cell}" t="inlineStr"><is><t>${text}</t></is></c>`;

function* jobsXml(start: string, rows: number, edits: number, told: Told): Generator<string> {
  let xml = `${start}<row r="1">${["Job", "Branch", "Completed", "Amount", "Status"].map((title, at) => inline(`${"ABCDE"[at]}1`, title)).join("")}</row>`;
  let r = 1;
  for (const { key, branch, day, cents, status } of rowsOf(rows, edits, told)) {
    r++;
    xml += `<row r="${r}">${inline(`A${r}`, key)}${inline(`B${r}`, BRANCHES[branch]!)}<c r="C${r}" s="1"><v>${day + EPOCH}</v></c><c r="D${r}" s="2"><v>${cents / 100}</v></c>${inline(`E${r}`, STATUSES[status]!)}</row>`;
    if (xml.length > 500_000) {
      yield xml;
      xml = "";
    }
  }
  yield `${xml}</sheetData></worksheet>`;
}

function summaryXml(start: string, told: Told): string {
  let xml = `${start}<row r="1">${["Month", "Branch", "Revenue", "Until"].map((title, at) => inline(`${"ABCD"[at]}1`, title)).join("")}</row>`;
  for (let month = 0; month < MONTHS; month++) {
    BRANCHES.forEach((branch, at) => {
      const r = month * BRANCHES.length + at + 2;
      const [from, to] = [month, month + 1].map((one) => Date.UTC(2026, one, 1) / 86_400_000 + EPOCH);
      const formula = `SUMIFS(Jobs!$D:$D,Jobs!$B:$B,B${r},Jobs!$C:$C,"&gt;="&amp;A${r},Jobs!$C:$C,"&lt;"&amp;D${r})`;
      xml += `<row r="${r}"><c r="A${r}" s="1"><v>${from}</v></c>${inline(`B${r}`, branch)}<c r="C${r}" s="2"><f>${formula}</f><v>${told.sums[month * BRANCHES.length + at]! / 100}</v></c><c r="D${r}" s="1"><v>${to}</v></c></row>`;
    });
  }
  return `${xml}</sheetData></worksheet>`;
}
