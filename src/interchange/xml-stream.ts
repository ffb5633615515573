import { SaxesParser } from "saxes";
import { InputError } from "../model/index.ts";
import type { TapeRow } from "./tape.ts";

/** What a reader of XML makes of the elements that go by. It adds rows to `rows`. */
export interface XmlWatcher {
  readonly rows: TapeRow[];
  open(name: string, attributes: Readonly<Record<string, string>>, empty: boolean): void;
  close(name: string): void;
  text(text: string): void;
  /** The document ended. */
  end(): void;
}

/** Elements within elements; hostile files nest without end. */
const maxDepth = 1000;
/** Between two elements; one value cannot be longer. */
const maxValue = 64 * 1024 * 1024;

/**
 * Streams XML past a watcher and gives the rows that it makes. Document type
 * declarations are refused, so that no entity can be declared; those that XML has of itself are understood.
 *
 * @throws InputError `malformed-xml`, `xml-doctype`, `xml-too-deep`, `xml-value-too-long`, with line and column
 */
export async function* xmlRows(
  file: string,
  pieces: AsyncIterable<Buffer>,
  watcher: XmlWatcher,
  longest = maxValue,
): AsyncGenerator<readonly TapeRow[]> {
  const parser = new SaxesParser<{ position: true; xmlns: false }>({ position: true, xmlns: false });
  const fail = (code: string, message: string, hint?: string): never => {
    throw new InputError([
      { code, message, at: { file, line: parser.line, column: parser.column + 1 }, ...(hint === undefined ? {} : { hint }) },
    ]);
  };
  let depth = 0;
  let since = 0;
  parser.on("error", (error) => fail("malformed-xml", `This is no well-formed XML: ${error.message.replace(/^\d+:\d+:\s*/, "")}.`));
  parser.on("doctype", () =>
    fail("xml-doctype", "This XML declares a document type; event logs have none, and it could make entities that grow without end."),
  );
  parser.on("opentag", (tag) => {
    since = 0;
    if (++depth > maxDepth) fail("xml-too-deep", `Elements are nested more than ${maxDepth} deep.`);
    watcher.open(localName(tag.name), tag.attributes, tag.isSelfClosing);
  });
  parser.on("closetag", (tag) => {
    since = 0;
    depth--;
    watcher.close(localName(tag.name));
  });
  parser.on("text", (text) => watcher.text(text));
  parser.on("cdata", (text) => watcher.text(text));
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (piece: Buffer | undefined): string => {
    try {
      return piece === undefined ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch {
      return fail("unreadable-encoding", "This file is not in the encoding that it declares (UTF-8 where it declares none).");
    }
  };
  for await (const piece of pieces) {
    since += piece.length;
    parser.write(decode(piece));
    if (since > longest + piece.length) fail("xml-value-too-long", `A value is longer than ${longest} bytes.`);
    if (watcher.rows.length > 0) yield watcher.rows.splice(0);
  }
  parser.write(decode(undefined));
  parser.close();
  watcher.end();
  yield watcher.rows.splice(0);
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}
