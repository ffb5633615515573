/** Where something stands in a text of JSON: line and column from 1. */
export interface JsonPlace {
  readonly line: number;
  readonly column: number;
}

/** Lists and objects within each other, at most: a manifest nests a dozen deep. */
const DEEPEST = 512;

/** Why a text is no JSON, and where. */
export class JsonFault extends Error {
  readonly at: JsonPlace;

  constructor(message: string, at: JsonPlace) {
    super(message);
    this.name = "JsonFault";
    this.at = at;
  }
}

/**
 * The first place at which a text is no JSON. Only asked once a parser has refused
 * it: messages of `JSON.parse` name no line, and some no place at all.
 */
export function faultIn(text: string): JsonFault | undefined {
  try {
    new Walk(text, undefined).whole();
    return undefined;
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
}

/** Where the value at a path begins, or as much of the path as there is. */
export function placeOfPath(text: string, path: readonly PropertyKey[]): JsonPlace {
  const walk = new Walk(text, path.map(String));
  walk.whole();
  return placeAt(text, walk.found);
}

function placeAt(text: string, offset: number): JsonPlace {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - start + 1 };
}

/** One walk over a text, value by value. */
class Walk {
  readonly #text: string;
  readonly #path: readonly string[] | undefined;
  #at = 0;
  /** Offset of the deepest value of the path that was found. */
  found = 0;

  constructor(text: string, path: readonly string[] | undefined) {
    this.#text = text;
    this.#path = path;
  }

  whole(): void {
    this.#value(0, true);
    this.#space();
    if (this.#at < this.#text.length) this.#fail("the document ends here, and more follows");
  }

  #value(depth: number, onPath: boolean): void {
    this.#space();
    if (depth > DEEPEST) this.#fail(`lists and objects stand more than ${DEEPEST} deep in each other`);
    if (onPath) this.found = this.#at;
    const next = this.#text[this.#at];
    if (next === "{") this.#members(depth, onPath);
    else if (next === "[") this.#items(depth, onPath);
    else if (next === '"') this.#string();
    else this.#word();
  }

  #members(depth: number, onPath: boolean): void {
    this.#at += 1;
    this.#space();
    if (this.#take("}")) return;
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') this.#fail("a name in quotes should stand here");
      const name = this.#string();
      this.#space();
      if (!this.#take(":")) this.#fail("a colon should stand here");
      this.#value(depth + 1, onPath && this.#path?.[depth] === name);
      this.#space();
    } while (this.#take(","));
    if (!this.#take("}")) this.#fail("a comma or } should stand here");
  }

  #items(depth: number, onPath: boolean): void {
    this.#at += 1;
    this.#space();
    if (this.#take("]")) return;
    let index = 0;
    do {
      this.#value(depth + 1, onPath && this.#path?.[depth] === String(index));
      index += 1;
      this.#space();
    } while (this.#take(","));
    if (!this.#take("]")) this.#fail("a comma or ] should stand here");
  }

  /** Escapes are checked by the parser's own eyes, a string at a time. */
  #string(): string {
    const start = this.#at;
    let end = start + 1;
    for (;;) {
      const code = this.#text.charCodeAt(end);
      if (Number.isNaN(code) || code < 0x20) {
        this.#at = Math.min(end, this.#text.length);
        this.#fail("a text is not closed");
      }
      if (code === 0x22) break;
      end += code === 0x5c ? 2 : 1;
    }
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(start, this.#at)) as string;
    } catch {
      this.#at = start;
      return this.#fail("a text holds an escape that JSON does not know");
    }
  }

  #word(): void {
    const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/.exec(
      this.#text.slice(this.#at, this.#at + 400),
    );
    if (word === null) this.#fail(this.#at >= this.#text.length ? "the text ends before the document does" : "no value stands here");
    this.#at += word[0].length;
  }

  #space(): void {
    while (" \t\n\r".includes(this.#text[this.#at] ?? "x")) this.#at += 1;
  }

  #take(sign: string): boolean {
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #fail(message: string): never {
    throw new JsonFault(message, placeAt(this.#text, this.#at));
  }
}
