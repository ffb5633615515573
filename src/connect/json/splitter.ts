import { nearestWord, InputError } from "../../model/index.ts";
import type { JsonLevel } from "./path.ts";
import type { ScanWatcher, Target } from "./watcher.ts";

/** What stands around the records. */
export interface EnvelopeEntry {
  readonly kind: "object" | "list" | "text" | "other";
  text: string | undefined;
}

const OBJECT = 0x7b;
const LIST = 0x5b;
const maxEntries = 2000;
const countPaths = ["QueryResponse.totalCount", "QueryResponse.maxResults", "totalCount", "total", "totalSize", "total_count", "count"];
const newline = Buffer.from("\n");

/** Finds the records of a JSON document and collects them, one a line; remembers what the envelope holds. */
export class JsonSplitter implements ScanWatcher {
  readonly envelope = new Map<string, EnvelopeEntry>();
  records = 0;
  longest = 0;
  found = false;
  readonly #level: JsonLevel;
  readonly #maxRecord: number;
  readonly #file: string;
  #keys: string[] = [];
  /** So many of the open containers, from the outside, are objects. */
  #objects = 0;
  #listDepth = -1;
  #at = "";
  #pending: Buffer;
  #filled = 0;
  readonly #buffer: number;
  #record = 0;
  #ready: Buffer[] = [];

  constructor(file: string, level: JsonLevel, maxRecordBytes: number, bufferBytes = 1 << 20) {
    this.#buffer = bufferBytes;
    this.#pending = Buffer.allocUnsafe(bufferBytes);
    this.#file = file;
    this.#level = level;
    this.#maxRecord = maxRecordBytes;
  }

  begin(first: number, depth: number): Target {
    if (depth === this.#listDepth) return "record";
    if (depth !== this.#objects) return "nowhere";
    const { names, list } = this.#level;
    const path = this.#keys.slice(0, depth);
    if (depth === names.length && names.every((name, index) => name === path[index])) {
      this.found = true;
      return this.#target(first, depth, list);
    }
    if (first === OBJECT) this.#objects = depth + 1;
    this.#at = path.join(".");
    if (depth === 0 || this.envelope.size >= maxEntries) return "nowhere";
    const kind = first === OBJECT ? "object" : first === LIST ? "list" : first === 34 ? "text" : "other";
    this.envelope.set(this.#at, { kind, text: undefined });
    return kind === "text" || kind === "other" ? "text" : "nowhere";
  }

  #target(first: number, depth: number, list: boolean): Target {
    if (depth === 0 && !list) return "record";
    if (first === LIST && list) {
      this.#listDepth = depth + 1;
      return "nowhere";
    }
    // Converters from XML write a list of one as the one.
    if (first === OBJECT && depth > 0) return "record";
    if (first === 0x6e) return "nowhere";
    const name = this.#level.names.join(".");
    if (first === OBJECT) {
      this.#objects = 1;
      this.found = false;
      return "nowhere";
    }
    throw new InputError([
      {
        code: "wrong-records-path",
        message:
          first === LIST
            ? "A list stands at the way to the records; say that it is to be taken apart."
            : "No list stands at the way to the records.",
        at: { file: this.#file },
        found: name === "" ? "a single value" : name,
        ...(first === LIST ? { hint: `records: ${name}[]` } : {}),
      },
    ]);
  }

  close(depth: number): void {
    if (depth === this.#listDepth) this.#listDepth = -1;
    if (depth <= this.#objects) this.#objects = depth - 1;
  }

  key(name: string, depth: number): void {
    if (depth === this.#objects) this.#keys[depth - 1] = name;
  }

  text(value: string): void {
    const entry = this.envelope.get(this.#at);
    if (entry !== undefined) entry.text = value;
  }

  write(bytes: Uint8Array): void {
    this.#record += bytes.length;
    if (this.#record > this.#maxRecord) {
      throw new InputError([
        {
          code: "record-too-large",
          message: `Record ${this.records + 1} is longer than ${this.#maxRecord} bytes.`,
          at: { file: this.#file },
          hint: "Is `records` the way to the list? Large exports are better written as JSON Lines.",
        },
      ]);
    }
    this.#put(bytes);
  }

  recordEnd(): void {
    this.#put(newline);
    this.records++;
    if (this.#record > this.longest) this.longest = this.#record;
    this.#record = 0;
  }

  #put(bytes: Uint8Array): void {
    if (this.#filled + bytes.length > this.#pending.length) {
      this.#ready.push(this.#pending.subarray(0, this.#filled));
      this.#pending = Buffer.allocUnsafe(Math.max(this.#buffer, bytes.length));
      this.#filled = 0;
    }
    this.#pending.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  /** The lines that were collected since the last call; `all`: the last call. */
  take(all = false): readonly Buffer[] {
    const ready = this.#ready;
    this.#ready = [];
    if (!all) return ready;
    const rest = this.#pending.subarray(0, this.#filled);
    this.#pending = Buffer.alloc(0);
    this.#filled = 0;
    return [...ready, rest];
  }

  /** How many records the envelope says there are. */
  declaredCount(): number | undefined {
    for (const path of countPaths) {
      const text = this.envelope.get(path)?.text;
      if (text !== undefined && /^\d{1,15}$/.test(text)) return Number(text);
    }
    return undefined;
  }

  /**
   * Was the list there, or is it empty and therefore left out?
   *
   * @throws InputError `wrong-records-path` when other lists stand where it should
   */
  assertFound(): void {
    if (this.found) return;
    const { names } = this.#level;
    const parent = names.slice(0, -1).join(".");
    const wanted = names.join(".");
    const beside = [...this.envelope].filter(([path]) => path.split(".").slice(0, -1).join(".") === parent && path !== "");
    const parentThere = names.length === 1 || this.envelope.get(parent)?.kind === "object" || this.envelope.get(parent)?.text === "null";
    const holders = beside.filter(([, entry]) => entry.kind === "list" || entry.kind === "object");
    if ((names.length > 1 && parentThere && holders.length === 0) || this.declaredCount() === 0) return;
    const lists = [...this.envelope].filter(([, entry]) => entry.kind === "list").map(([path]) => `${path}[]`);
    const others = (beside.length > 0 ? beside : [...this.envelope]).map(([path]) => path);
    const near = nearestWord(`${wanted}[]`, lists) ?? nearestWord(wanted, others) ?? (lists.length === 1 ? lists[0] : undefined);
    throw new InputError([
      {
        code: "wrong-records-path",
        message: names.length === 0 ? "This document is an object; say where its records are." : "The way to the records leads nowhere.",
        at: { file: this.#file },
        found: (lists.length > 0 ? lists : others).slice(0, 12).join(", ") || "an empty object",
        expected: names.length === 0 ? "records: the way to a list" : wanted,
        ...(near === undefined ? {} : { hint: `records: ${near}` }),
      },
    ]);
  }
}
