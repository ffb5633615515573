import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync, type WriteStream } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, createDeflateRaw } from "node:zlib";
import { Checksum, type Answer } from "./answer.ts";

/** Raised when what is made changes. */
const form = 3;
const jobs = 1_000_000;
const statuses = ["Completed", "Scheduled", "Canceled", "On hold", "In progress", "Billed"];
const branches = ["Tampa", "Orlando", "Miami", "Naples", "Ocala", "Sarasota", "Fort Myers", "Jacksonville"];
const headers = ["Id", "Job", "Customer", "Branch", "Completed", "Hours", "Rate", "Status", "Labor", "Tax", "Total"];
const letters = "ABCDEFGHIJK";

export interface WorkbookFiles {
  readonly path: string;
  readonly answer: Answer;
}

/**
 * Writes a workbook as Excel would: eleven columns, three of them formulas; of the formulas one half is shared, as
 * after filling down, the other half stands in each cell. Every 500th row and the column H are hidden. Kept between runs.
 */
export async function makeWorkbook(rows: number): Promise<WorkbookFiles> {
  const home = join(process.env["TIEOUT_BENCH_DIR"] ?? join(tmpdir(), "tieout-bench-data"), `workbook-${rows}-v${form}`);
  const path = join(home, "jobs.xlsx");
  const answerPath = join(home, "answer.json");
  if (!existsSync(answerPath)) {
    mkdirSync(home, { recursive: true });
    const answer = await write(`${path}.${process.pid}`, rows);
    renameSync(`${path}.${process.pid}`, path);
    writeFileSync(answerPath, JSON.stringify(answer));
  }
  return { path, answer: JSON.parse(readFileSync(answerPath, "utf8")) as Answer };
}

async function write(path: string, rows: number): Promise<Answer> {
  const zip = new ZipWriter(createWriteStream(path));
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const types = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  await zip.part("[Content_Types].xml", [
    `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${types}.sharedStrings+xml"/></Types>`,
  ]);
  const relations = (list: readonly (readonly [string, string])[]): string =>
    `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`).join("")}</Relationships>`;
  await zip.part("_rels/.rels", [relations([["officeDocument", "xl/workbook.xml"]])]);
  await zip.part("xl/workbook.xml", [
    `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Jobs" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  ]);
  await zip.part("xl/_rels/workbook.xml.rels", [
    relations([
      ["worksheet", "worksheets/sheet1.xml"],
      ["styles", "styles.xml"],
      ["sharedStrings", "sharedStrings.xml"],
    ]),
  ]);
  await zip.part("xl/styles.xml", [
    `${declaration}<styleSheet xmlns="${main}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  ]);
  const strings = [...headers, ...statuses, ...branches];
  const firstJob = strings.length;
  const text = (id: number): string => strings[id] ?? `J-${String(id - firstJob).padStart(6, "0")} Repair`;
  const count = firstJob + Math.min(rows, jobs);
  await zip.part(
    "xl/sharedStrings.xml",
    stringsXml(declaration + `<sst xmlns="${main}" count="${rows * 3}" uniqueCount="${count}">`, count, text),
  );
  const sum = new Checksum();
  await zip.part(
    "xl/worksheets/sheet1.xml",
    sheetXml(
      declaration +
        `<worksheet xmlns="${main}" xmlns:r="${office}" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">`,
      rows,
      firstJob,
      text,
      sum,
    ),
  );
  await zip.end();
  return { ...sum.answer(), hiddenColumns: 1 };
}

function* stringsXml(start: string, count: number, text: (id: number) => string): Generator<string> {
  yield start;
  for (let from = 0; from < count; from += 5000) {
    let xml = "";
    for (let id = from; id < Math.min(count, from + 5000); id++) xml += `<si><t>${text(id)}</t></si>`;
    yield xml;
  }
  yield "</sst>";
}

function* sheetXml(start: string, rows: number, firstJob: number, text: (id: number) => string, sum: Checksum): Generator<string> {
  yield `${start}<dimension ref="A1:K${rows + 1}"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><cols><col min="8" max="8" width="12" hidden="1" customWidth="1"/></cols><sheetData><row r="1" spans="1:11" x14ac:dyDescent="0.25">${headers.map((_, at) => `<c r="${letters[at]}1" t="s"><v>${at}</v></c>`).join("")}</row>`;
  for (const header of headers) sum.text(header);
  let xml = "";
  let random = 20_261_124;
  const next = (below: number): number => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((random / 4_294_967_296) * below);
  };
  for (let n = 0; n < rows; n++) {
    const r = n + 2;
    const job = firstJob + (n < jobs ? n : next(jobs));
    const customer = 1_000_000 + next(9_000_000);
    const branch = headers.length + statuses.length + next(branches.length);
    const date = 45_000 + next(900);
    const hours = (1 + next(96)) / 4;
    const rate = 1000 + next(99_000);
    const status = headers.length + next(statuses.length);
    const labor = Math.round(hours * rate);
    const tax = Math.round(labor * 0.07);
    const hidden = n % 500 === 499;
    if (hidden) sum.hiddenRow();
    for (const number of [n + 1, customer, date, hours, rate / 100, labor / 100, tax / 100, (labor + tax) / 100]) sum.number(number);
    for (const id of [job, branch, status]) sum.text(text(id));
    for (let formula = 0; formula < 3; formula++) sum.formula();
    const filled = (at: string, own: string, group: number, first: number, last: number): string =>
      r === first ? `<f t="shared" ref="${at}${first}:${at}${last}" si="${group}">${own}</f>` : `<f t="shared" si="${group}"/>`;
    const half = Math.floor(rows / 2);
    const total = n < half ? filled("K", `I${r}+J${r}`, 1, 2, half + 1) : `<f>I${r}+J${r}</f>`;
    xml += `<row r="${r}" spans="1:11"${hidden ? ' hidden="1"' : ""} x14ac:dyDescent="0.25"><c r="A${r}"><v>${n + 1}</v></c><c r="B${r}" t="s"><v>${job}</v></c><c r="C${r}"><v>${customer}</v></c><c r="D${r}" t="s"><v>${branch}</v></c><c r="E${r}" s="1"><v>${date}</v></c><c r="F${r}"><v>${hours}</v></c><c r="G${r}" s="2"><v>${rate / 100}</v></c><c r="H${r}" t="s"><v>${status}</v></c><c r="I${r}" s="2">${filled("I", `ROUND(F${r}*G${r},2)`, 0, 2, rows + 1)}<v>${labor / 100}</v></c><c r="J${r}" s="2"><f>ROUND(I${r}*0.07,2)</f><v>${tax / 100}</v></c><c r="K${r}" s="2">${total}<v>${(labor + tax) / 100}</v></c></row>`;
    if (xml.length > 500_000) {
      yield xml;
      xml = "";
    }
  }
  yield `${xml}</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`;
}

/** Writes parts one after the other, sizes behind them, so that nothing is held. */
export class ZipWriter {
  readonly #file: WriteStream;
  readonly #entries: Buffer[] = [];
  #offset = 0;

  constructor(file: WriteStream) {
    this.#file = file;
  }

  async part(name: string, pieces: Iterable<string>): Promise<void> {
    const offset = this.#offset;
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(8, 6);
    header.writeUInt16LE(8, 8);
    header.writeUInt16LE(name.length, 26);
    await this.#write(Buffer.concat([header, Buffer.from(name)]));
    const deflate = createDeflateRaw({ level: 6 });
    let [sum, size, packed] = [0, 0, 0];
    const written = (async () => {
      for await (const piece of deflate as AsyncIterable<Buffer>) {
        packed += piece.length;
        await this.#write(piece);
      }
    })();
    for (const piece of pieces) {
      const bytes = Buffer.from(piece);
      sum = crc32(bytes, sum);
      size += bytes.length;
      if (!deflate.write(bytes)) await once(deflate, "drain");
    }
    deflate.end();
    await written;
    const sizes = Buffer.alloc(16);
    sizes.writeUInt32LE(0x08074b50, 0);
    sizes.writeUInt32LE(sum, 4);
    sizes.writeUInt32LE(packed, 8);
    sizes.writeUInt32LE(size, 12);
    await this.#write(sizes);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(0x00140014, 4);
    entry.writeUInt16LE(8, 8);
    entry.writeUInt16LE(8, 10);
    sizes.copy(entry, 16, 4, 16);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    this.#entries.push(entry, Buffer.from(name));
  }

  async end(): Promise<void> {
    const directory = Buffer.concat(this.#entries);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(this.#entries.length / 2, 8);
    end.writeUInt16LE(this.#entries.length / 2, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(this.#offset, 16);
    await this.#write(Buffer.concat([directory, end]));
    this.#file.end();
    await once(this.#file, "close");
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#offset += bytes.length;
    if (!this.#file.write(bytes)) await once(this.#file, "drain");
  }
}
