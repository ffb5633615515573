import { crc32, deflateRawSync } from "node:zlib";

export interface ZipPart {
  readonly name: string;
  readonly content: string | Buffer;
  /** What the directory says that it unpacks to. */
  readonly said?: number;
  readonly stored?: boolean;
  /** Sizes behind the data, as programs write that do not know them before. */
  readonly descriptor?: boolean;
  /** Sizes and place in a ZIP64 field. */
  readonly wide?: boolean;
}

/** A ZIP file of parts, in the order given, whatever their names. */
export function zipOf(parts: readonly ZipPart[], options: { readonly wide?: boolean } = {}): Buffer {
  const pieces: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const content = Buffer.isBuffer(part.content) ? part.content : Buffer.from(part.content);
    const packed = part.stored === true ? content : deflateRawSync(content);
    const name = Buffer.from(part.name);
    const sum = crc32(content);
    const size = part.said ?? content.length;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(part.descriptor === true ? 8 : 0, 6);
    local.writeUInt16LE(part.stored === true ? 0 : 8, 8);
    if (part.descriptor !== true) [sum, packed.length, size].forEach((value, index) => local.writeUInt32LE(value, 14 + index * 4));
    local.writeUInt16LE(name.length, 26);
    const after = Buffer.alloc(part.descriptor === true ? 16 : 0);
    if (part.descriptor === true) [0x08074b50, sum, packed.length, size].forEach((value, index) => after.writeUInt32LE(value, index * 4));
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(part.descriptor === true ? 8 : 0, 8);
    entry.writeUInt16LE(part.stored === true ? 0 : 8, 10);
    entry.writeUInt32LE(sum, 16);
    entry.writeUInt32LE(part.wide === true ? 0xffffffff : packed.length, 20);
    entry.writeUInt32LE(part.wide === true ? 0xffffffff : size, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(part.wide === true ? 0xffffffff : offset, 42);
    const extra = Buffer.alloc(part.wide === true ? 28 : 0);
    if (part.wide === true) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      [size, packed.length, offset].forEach((value, index) => extra.writeBigUInt64LE(BigInt(value), 4 + index * 8));
    }
    entry.writeUInt16LE(extra.length, 30);
    entries.push(entry, name, extra);
    pieces.push(local, name, packed, after);
    offset += 30 + name.length + packed.length + after.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  const wide = Buffer.alloc(options.wide === true ? 76 : 0);
  if (options.wide === true) {
    wide.writeUInt32LE(0x06064b50, 0);
    wide.writeBigUInt64LE(44n, 4);
    wide.writeBigUInt64LE(BigInt(directory.length), 40);
    wide.writeBigUInt64LE(BigInt(offset), 48);
    wide.writeUInt32LE(0x07064b50, 56);
    wide.writeBigUInt64LE(BigInt(offset + directory.length), 64);
    end.fill(0xff, 8, 20);
  }
  return Buffer.concat([...pieces, directory, wide, end]);
}

export interface SheetText {
  readonly name: string;
  /** What stands within `sheetData`. */
  readonly rows?: string;
  /** Before and behind it. */
  readonly before?: string;
  readonly after?: string;
  /** The whole XML instead. */
  readonly xml?: string | Buffer;
  readonly state?: string;
  /** Type and target, as in `comments` and `../comments1.xml`. */
  readonly relations?: readonly (readonly [type: string, target: string])[];
}

export interface PackageText {
  readonly sheets: readonly SheetText[];
  readonly shared?: readonly string[];
  /** Number formats of the styles 0, 1 …, by their numbers. */
  readonly formats?: readonly number[];
  readonly numFmts?: string;
  readonly workbook?: string;
  readonly relations?: readonly (readonly [type: string, target: string, external?: boolean])[];
  readonly packageRelations?: readonly (readonly [type: string, target: string])[];
  readonly parts?: readonly ZipPart[];
  readonly strict?: boolean;
}

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const strictMain = "http://purl.oclc.org/ooxml/spreadsheetml/main";

/** The parts of an .xlsx file as a program would write them. */
export function partsOf(book: PackageText): ZipPart[] {
  const space = book.strict === true ? strictMain : main;
  const office =
    book.strict === true ? "http://purl.oclc.org/ooxml/officeDocument" : "http://schemas.openxmlformats.org/officeDocument/2006";
  const sheets = book.sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${escape(name)}" sheetId="${index + 1}"${state === undefined ? "" : ` state="${state}"`} r:id="rId${index + 1}"/>`,
  );
  const relations = [
    ...book.sheets.map((_, index) => ["worksheet", `worksheets/sheet${index + 1}.xml`] as const),
    ["styles", "styles.xml"] as const,
    ...(book.shared === undefined ? [] : [["sharedStrings", "/xl/sharedStrings.xml"] as const]),
    ...(book.relations ?? []),
  ];
  const xfs = (book.formats ?? [0]).map((id) => `<xf numFmtId="${id}"/>`).join("");
  return [
    {
      name: "_rels/.rels",
      content: relationsXml(`${office}/relationships`, [["officeDocument", "xl/workbook.xml"], ...(book.packageRelations ?? [])]),
    },
    {
      name: "xl/workbook.xml",
      content: `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="${space}" xmlns:r="${office}/relationships"><sheets>${sheets.join("")}</sheets>${book.workbook ?? ""}</workbook>`,
    },
    { name: "xl/_rels/workbook.xml.rels", content: relationsXml(`${office}/relationships`, relations) },
    {
      name: "xl/styles.xml",
      content: `<styleSheet xmlns="${space}">${book.numFmts ?? ""}<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>${xfs}</cellXfs></styleSheet>`,
    },
    ...(book.shared === undefined
      ? []
      : [
          {
            name: "xl/sharedStrings.xml",
            content: `<sst xmlns="${space}">${book.shared.map((item) => `<si>${item}</si>`).join("")}</sst>`,
          },
        ]),
    ...book.sheets.flatMap((sheet, index) => [
      {
        name: `xl/worksheets/sheet${index + 1}.xml`,
        content:
          sheet.xml ??
          `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="${space}" xmlns:r="${office}/relationships">${sheet.before ?? ""}<sheetData>${sheet.rows ?? ""}</sheetData>${sheet.after ?? ""}</worksheet>`,
      },
      ...(sheet.relations === undefined
        ? []
        : [{ name: `xl/worksheets/_rels/sheet${index + 1}.xml.rels`, content: relationsXml(`${office}/relationships`, sheet.relations) }]),
    ]),
    ...(book.parts ?? []),
  ];
}

export function xlsxOf(book: PackageText): Buffer {
  return zipOf(partsOf(book));
}

export function relationsXml(office: string, list: readonly (readonly [type: string, target: string, external?: boolean])[]): string {
  const items = list.map(
    ([type, target, external], index) =>
      `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${escape(target)}"${external === true ? ' TargetMode="External"' : ""}/>`,
  );
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join("")}</Relationships>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
