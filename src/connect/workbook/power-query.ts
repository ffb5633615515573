import type { WorkbookQuery } from "../../model/index.ts";
import { limitsOf } from "../reading.ts";
import { secretless } from "./connections.ts";
import { damagedWorkbook } from "./refusals.ts";
import type { Relation } from "./relations.ts";
import { readXml } from "./xml-part.ts";
import { ZipArchive } from "./zip.ts";

/** Texts longer than this are no queries that a person wrote. */
const maxBytes = 64 * 1024 * 1024;

/**
 * Power Queries: an XML part holds, in base64, four bytes for the version, four
 * for a length, and a ZIP file of that length with the text in M
 * ([MS-QDEFF], 2.2). Passwords in it are left out.
 */
export async function readQueries(zip: ZipArchive, file: string, relations: readonly Relation[]): Promise<readonly WorkbookQuery[]> {
  const queries: WorkbookQuery[] = [];
  for (const { type, target } of relations) {
    if (type !== "customXml" || !zip.has(target) || zip.size(target) > maxBytes) continue;
    let mashup = false;
    const base64: string[] = [];
    await readXml(zip, file, target, {
      open: (name) => {
        mashup ||= name === "DataMashup";
      },
      text: (text) => {
        if (mashup) base64.push(text);
      },
    });
    if (!mashup) continue;
    const bytes = Buffer.from(base64.join(""), "base64");
    const length = bytes.length < 8 ? 0 : bytes.readUInt32LE(4);
    if (length === 0 || 8 + length > bytes.length) throw damagedWorkbook(file, `${target}: its queries are cut off`);
    const inner = await ZipArchive.open(bytes.subarray(8, 8 + length), file, limitsOf({}));
    for (const name of inner.names()) {
      if (/^formulas\/.*\.m$/i.test(name))
        queries.push(...queriesOf((await inner.bytes(name, maxBytes)).toString("utf8").replace(/^\ufeff/, "")));
    }
  }
  return queries;
}

/** The members of a section document, `shared Name = … ;` each. */
export function queriesOf(section: string): WorkbookQuery[] {
  const queries: WorkbookQuery[] = [];
  let start = 0;
  for (const end of memberEnds(section)) {
    const member = section.slice(start, end);
    start = end + 1;
    const [, quoted, plain, text] =
      /^(?:\s|\/\/.*|\/\*[^]*?\*\/|\[[^\]]*\])*(?:shared\s+)?(?:#"((?:[^"]|"")*)"|([^\s=]+))\s*=\s*([^]*)$/.exec(member) ?? [];
    const name = quoted?.replaceAll('""', '"') ?? plain;
    if (name !== undefined && text !== undefined) queries.push({ name, text: secretless(text.trim()) });
  }
  return queries;
}

/** Semicolons that stand in no text, no comment and no record. */
function* memberEnds(section: string): Generator<number> {
  let depth = 0;
  for (const token of section.matchAll(/"(?:[^"]|"")*"|\/\/[^\n\r]*|\/\*[^]*?\*\/|[()[\]{};]/g)) {
    if ("([{".includes(token[0])) depth++;
    else if (")]}".includes(token[0])) depth--;
    else if (token[0] === ";" && depth <= 0) yield token.index;
  }
}
