import { zipOf, type ZipPart } from "./zip.ts";

/* Spreadsheet files as a person saves them: formulas with their results, notes with their authors, hidden rows and columns. */

/** Number formats, by their place in the styles. */
const formats = { plain: 0, text: 1, day: 2, minute: 3, money: 4, bold: 5 } as const;
export type Format = keyof typeof formats;

/** What a cell holds. Numbers are text, as they are written: money must not pass through a float. */
export interface SheetCell {
  readonly value: { readonly number: string } | { readonly text: string };
  /** A1 notation without `=`; the value is then its result. */
  readonly formula?: string;
  readonly format?: Format;
}

export interface SheetNote {
  /** `F7`. */
  readonly cell: string;
  readonly author: string;
  readonly text: string;
}

export interface Sheet {
  readonly name: string;
  /** Row by row from the first; undefined where nothing stands. */
  readonly rows: readonly (readonly (SheetCell | undefined)[])[];
  /** Widths of the columns, in characters. */
  readonly widths: readonly number[];
  /** 0-based. */
  readonly hiddenRows?: readonly number[];
  readonly hiddenColumns?: readonly number[];
  readonly notes?: readonly SheetNote[];
}

export interface SpreadsheetFile {
  readonly sheets: readonly Sheet[];
  readonly creator: string;
  readonly lastModifiedBy: string;
  /** UTC ISO 8601: `2026-09-08T12:40:00Z`. */
  readonly created: string;
  readonly modified: string;
}

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The bytes of an .xlsx file: the same for the same contents. */
export function xlsxOf(file: SpreadsheetFile): Buffer {
  const strings = new Map<string, number>();
  const sheets = file.sheets.map((sheet) => sheetXml(sheet, strings));
  return zipOf([
    { name: "[Content_Types].xml", content: contentTypes(file.sheets) },
    {
      name: "_rels/.rels",
      content: relations([
        [`${office}/officeDocument`, "xl/workbook.xml"],
        [`${packaged}/relationships/metadata/core-properties`, "docProps/core.xml"],
        [`${office}/extended-properties`, "docProps/app.xml"],
      ]),
    },
    { name: "docProps/core.xml", content: coreXml(file) },
    {
      name: "docProps/app.xml",
      content: `${head}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>`,
    },
    { name: "xl/workbook.xml", content: workbookXml(file.sheets) },
    {
      name: "xl/_rels/workbook.xml.rels",
      content: relations([
        ...file.sheets.map((_, at) => [`${office}/worksheet`, `worksheets/sheet${at + 1}.xml`] as const),
        [`${office}/styles`, "styles.xml"],
        [`${office}/sharedStrings`, "sharedStrings.xml"],
      ]),
    },
    { name: "xl/styles.xml", content: stylesXml() },
    ...sheets.map((content, at): ZipPart => ({ name: `xl/worksheets/sheet${at + 1}.xml`, content })),
    ...file.sheets.flatMap(({ notes = [] }, at) => (notes.length === 0 ? [] : noteParts(notes, at + 1))),
    { name: "xl/sharedStrings.xml", content: stringsXml(strings) },
  ]);
}

/** `AB`, of a column counted from 0. */
export function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

function sheetXml({ rows, widths, hiddenRows = [], hiddenColumns = [], notes = [] }: Sheet, strings: Map<string, number>): string {
  const hidden = new Set(hiddenRows);
  const columns = widths.map(
    (width, at) =>
      `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"${hiddenColumns.includes(at) ? ' hidden="1"' : ""}/>`,
  );
  const lines = rows.map((cells, at) => {
    const written = cells.map((cell, column) => (cell === undefined ? "" : cellXml(`${columnName(column)}${at + 1}`, cell, strings)));
    return `<row r="${at + 1}"${hidden.has(at) ? ' hidden="1"' : ""}>${written.join("")}</row>`;
  });
  const drawing = notes.length === 0 ? "" : '<legacyDrawing r:id="rId1"/>';
  return `${head}<worksheet xmlns="${main}" xmlns:r="${office}"><cols>${columns.join("")}</cols><sheetData>${lines.join("")}</sheetData>${drawing}</worksheet>`;
}

function cellXml(place: string, { value, formula, format = "plain" }: SheetCell, strings: Map<string, number>): string {
  const written = formula === undefined ? "" : `<f>${escape(formula)}</f>`;
  if ("number" in value) return `<c r="${place}" s="${formats[format]}">${written}<v>${value.number}</v></c>`;
  if (formula !== undefined) return `<c r="${place}" s="${formats[format]}" t="str">${written}<v>${escape(value.text)}</v></c>`;
  const known = strings.get(value.text) ?? strings.size;
  strings.set(value.text, known);
  return `<c r="${place}" s="${formats[format]}" t="s"><v>${known}</v></c>`;
}

function stringsXml(strings: ReadonlyMap<string, number>): string {
  const items = [...strings.keys()].map((text) => `<si><t xml:space="preserve">${escape(text)}</t></si>`);
  return `${head}<sst xmlns="${main}" uniqueCount="${strings.size}">${items.join("")}</sst>`;
}

function stylesXml(): string {
  const cell = (format: number, font = 0) =>
    `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`;
  const font = (bold: string) => `<font>${bold}<sz val="11"/><name val="Calibri"/></font>`;
  return `${head}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="&quot;$&quot;#,##0.00"/></numFmts><fonts count="2">${font("")}${font("<b/>")}</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">${cell(0)}${cell(49)}${cell(14)}${cell(22)}${cell(164)}${cell(0, 1)}</cellXfs></styleSheet>`;
}

function workbookXml(sheets: readonly Sheet[]): string {
  const listed = sheets.map(({ name }, at) => `<sheet name="${escape(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  return `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${listed.join("")}</sheets><calcPr calcId="191029"/></workbook>`;
}

function coreXml({ creator, lastModifiedBy, created, modified }: SpreadsheetFile): string {
  const when = (name: string, time: string) => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${time}</dcterms:${name}>`;
  return `${head}<cp:coreProperties xmlns:cp="${packaged}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>${escape(creator)}</dc:creator><cp:lastModifiedBy>${escape(lastModifiedBy)}</cp:lastModifiedBy>${when("created", created)}${when("modified", modified)}</cp:coreProperties>`;
}

/** Notes, their boxes (which programs draw, and refuse a file without) and the sheet's way to both. */
function noteParts(notes: readonly SheetNote[], sheet: number): ZipPart[] {
  const authors = [...new Set(notes.map(({ author }) => author))];
  const texts = notes.map(
    ({ cell, author, text }) =>
      `<comment ref="${cell}" authorId="${authors.indexOf(author)}"><text><r><t xml:space="preserve">${escape(text)}</t></r></text></comment>`,
  );
  const boxes = notes.map(({ cell }, at) => {
    const [, letters = "A", row = "1"] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
    const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
    return `<v:shape id="_x0000_s${1025 + at}" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>${Number(row) - 1}</x:Row><x:Column>${column}</x:Column></x:ClientData></v:shape>`;
  });
  return [
    {
      name: `xl/worksheets/_rels/sheet${sheet}.xml.rels`,
      content: relations([
        [`${office}/vmlDrawing`, `../drawings/vmlDrawing${sheet}.vml`],
        [`${office}/comments`, `../comments${sheet}.xml`],
      ]),
    },
    {
      name: `xl/comments${sheet}.xml`,
      content: `${head}<comments xmlns="${main}"><authors>${authors.map((author) => `<author>${escape(author)}</author>`).join("")}</authors><commentList>${texts.join("")}</commentList></comments>`,
    },
    {
      name: `xl/drawings/vmlDrawing${sheet}.vml`,
      content: `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>${boxes.join("")}</xml>`,
    },
  ];
}

function contentTypes(sheets: readonly Sheet[]): string {
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const part = (name: string, kind: string) => `<Override PartName="/${name}" ContentType="${kind}+xml"/>`;
  const own = sheets.flatMap(({ notes = [] }, at) => [
    part(`xl/worksheets/sheet${at + 1}.xml`, `${type}.worksheet`),
    ...(notes.length === 0 ? [] : [part(`xl/comments${at + 1}.xml`, `${type}.comments`)]),
  ]);
  return `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>${part("xl/workbook.xml", `${type}.sheet.main`)}${own.join("")}${part("xl/styles.xml", `${type}.styles`)}${part("xl/sharedStrings.xml", `${type}.sharedStrings`)}${part("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties")}${part("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties")}</Types>`;
}

function relations(list: readonly (readonly [type: string, target: string])[]): string {
  const items = list.map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${type}" Target="${target}"/>`);
  return `${head}<Relationships xmlns="${packaged}/relationships">${items.join("")}</Relationships>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
