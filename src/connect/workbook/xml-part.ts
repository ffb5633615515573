import { TextDecoder } from "node:util";
import { SaxesParser } from "saxes";
import { byteOrderMark, utf8Pieces } from "../encoding.ts";
import { damagedWorkbook, unsafeWorkbook } from "./refusals.ts";
import type { ZipArchive } from "./zip.ts";

/** Told of what stands in XML; names are without their prefix. */
export interface XmlHandlers {
  open?(name: string, attributes: Attributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** The attributes of an element, by names without their prefix. */
export interface Attributes {
  get(name: string): string | undefined;
  /** `r:id`, by whatever prefix. */
  relation(): string | undefined;
}

/** Parses XML that comes in pieces. Document types are refused, and entities of one's own with them. */
export class XmlParser {
  readonly #parser = new SaxesParser();
  readonly #decoder = new TextDecoder();
  readonly #file: string;
  readonly #part: string;

  constructor(file: string, part: string, handlers: XmlHandlers) {
    this.#file = file;
    this.#part = part;
    this.#parser.on("opentag", (tag) => handlers.open?.(localName(tag.name), attributesOf(tag.attributes)));
    this.#parser.on("closetag", (tag) => handlers.close?.(localName(tag.name)));
    this.#parser.on("text", (text) => handlers.text?.(text));
    this.#parser.on("cdata", (text) => handlers.text?.(text));
    this.#parser.on("doctype", () => {
      throw unsafeWorkbook(file, `${part}: a document type in its XML`);
    });
    this.#parser.on("error", (cause) => {
      throw damagedWorkbook(file, `${part}: ${cause.message}`, cause);
    });
  }

  push(piece: Uint8Array): void {
    const text = this.#decoder.decode(piece, { stream: true });
    if (text !== "") this.#parser.write(text);
  }

  finish(): void {
    const rest = this.#decoder.decode();
    if (rest !== "") throw damagedWorkbook(this.#file, `${this.#part} ends within a character`);
    this.#parser.close();
  }
}

/** Reads a part whose size is not that of a sheet. @throws InputError `damaged-workbook`, `unsafe-workbook` */
export async function readXml(zip: ZipArchive, file: string, part: string, handlers: XmlHandlers): Promise<void> {
  const parser = new XmlParser(file, part, handlers);
  for await (const piece of utf8Part(zip, part)) parser.push(piece);
  parser.finish();
}

/** A part in UTF-8, whichever of the two encodings it has that are allowed. */
export async function* utf8Part(zip: ZipArchive, part: string): AsyncGenerator<Buffer> {
  const pieces = zip.pieces(part);
  const first = await pieces.next();
  if (first.done === true) return;
  const start = first.value;
  const mark = byteOrderMark(start);
  async function* all(): AsyncGenerator<Buffer> {
    yield start;
    yield* pieces;
  }
  yield* utf8Pieces(all(), mark?.encoding ?? "utf-8", mark !== undefined);
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function attributesOf(given: Readonly<Record<string, unknown>>): Attributes {
  return {
    get: (name) => {
      const plain = given[name];
      if (typeof plain === "string") return plain;
      const found = Object.keys(given).find((key) => key.endsWith(`:${name}`) && !key.startsWith("xmlns:"));
      return found === undefined ? undefined : String(given[found]);
    },
    relation: () => {
      const found = Object.keys(given).find((key) => key.endsWith(":id"));
      return found === undefined ? undefined : String(given[found]);
    },
  };
}

/** `1`, `true`. */
export function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true";
}
