import { InputError } from "../model/index.ts";
import { tapeRow, type TapeRow } from "./tape.ts";
import type { XmlWatcher } from "./xml-stream.ts";

/** The type of the objects that traces become. */
export const CASE = "case";

const valued = new Set(["string", "date", "int", "float", "boolean", "id"]);
const nesting = new Set(["list", "container", "values"]);

/** Whose attributes are being read. */
interface Owner {
  readonly kind: "event" | "trace" | "header";
  /** Number of the event or trace; the header has one. */
  readonly n: number;
  readonly section: string;
  places: number;
  name: string | undefined;
  time: string | undefined;
  id: string | undefined;
}

/**
 * XES: traces become objects of the type `case`, events are linked to theirs. An
 * event's `concept:name` and `time:timestamp` become its activity and time, a trace's
 * `concept:name` its id; all other attributes are kept, with their nesting.
 */
export class XesWatcher implements XmlWatcher {
  readonly rows: TapeRow[] = [];
  readonly #file: string;
  readonly #header: Owner = { kind: "header", n: 0, section: "attribute", places: 0, name: undefined, time: undefined, id: undefined };
  /** The elements that are open: an owner, the place of an attribute, or nothing of ours. */
  readonly #open: (Owner | number | undefined)[] = [];
  #owner: Owner | undefined;
  #events = 0;
  #traces = 0;
  #trace: Owner | undefined;
  #sawLog = false;

  constructor(file: string) {
    this.#file = file;
  }

  open(name: string, attributes: Readonly<Record<string, string>>, empty: boolean): void {
    this.#open.push(this.#begin(name, attributes, empty));
  }

  close(): void {
    const closed = this.#open.pop();
    if (typeof closed !== "object") return;
    if (closed.kind === "event") this.#endEvent(closed);
    else if (closed.kind === "trace") {
      this.rows.push(tapeRow("object", { owner: closed.n, id: closed.name, name: CASE }));
      this.#trace = undefined;
    }
    this.#owner = this.#open.findLast((entry) => typeof entry === "object");
  }

  text(): void {}

  end(): void {
    if (!this.#sawLog) {
      throw new InputError([
        { code: "not-xes", message: "This XML is no XES log.", at: { file: this.#file }, expected: "a document whose root is <log>" },
      ]);
    }
  }

  #begin(element: string, attributes: Readonly<Record<string, string>>, empty: boolean): Owner | number | undefined {
    if (this.#open.length === 0) {
      if (element !== "log") return undefined;
      this.#sawLog = true;
      for (const [name, value] of Object.entries(attributes)) this.#headerRow("log", undefined, name, undefined, value);
      this.#owner = this.#header;
      return this.#header;
    }
    const owner = this.#owner;
    if (owner === undefined) return undefined;
    if (valued.has(element) || nesting.has(element)) return this.#attribute(owner, element, attributes, empty);
    if (element === "trace" && owner.kind === "header") {
      this.#trace = this.#begun("trace", ++this.#traces);
      return this.#trace;
    }
    if (element === "event" && owner.kind !== "event") return this.#begun("event", ++this.#events);
    if (owner.kind !== "header") return undefined;
    if (element === "extension") this.#headerRow(element, undefined, attributes["name"], attributes["prefix"], attributes["uri"]);
    else if (element === "classifier") this.#headerRow(element, undefined, attributes["name"], attributes["scope"], attributes["keys"]);
    else if (element === "global") {
      const scope = attributes["scope"] === "trace" ? "global-trace" : "global-event";
      this.#owner = { ...this.#header, section: scope };
      return this.#owner;
    }
    return undefined;
  }

  #begun(kind: "event" | "trace", n: number): Owner {
    const owner: Owner = { kind, n, section: "", places: 0, name: undefined, time: undefined, id: undefined };
    this.#owner = owner;
    return owner;
  }

  #attribute(owner: Owner, type: string, attributes: Readonly<Record<string, string>>, empty: boolean): number {
    const name = attributes["key"];
    const value = attributes["value"];
    const above = this.#open[this.#open.length - 1];
    const parent = typeof above === "number" ? above : undefined;
    if (owner.kind === "header") return this.#headerRow(owner.section, parent, name, type, value);
    // What is told by a column need not be told twice, unless something is nested in it.
    if (parent === undefined && value !== undefined && this.#told(owner, name, type, value) && empty) return 0;
    const place = ++owner.places;
    this.rows.push(tapeRow(owner.kind === "event" ? "attribute" : "trait", { owner: owner.n, place, parent, name, type, value }));
    return place;
  }

  #told(owner: Owner, name: string | undefined, type: string, value: string): boolean {
    if (name === "concept:name" && type === "string" && owner.name === undefined) {
      owner.name = value;
      return true;
    }
    if (owner.kind === "event" && name === "time:timestamp" && type === "date" && owner.time === undefined) {
      owner.time = value;
      return true;
    }
    if (owner.kind === "event" && name === "identity:id") owner.id ??= value;
    return false;
  }

  #headerRow(
    section: string,
    parent: number | undefined,
    name: string | undefined,
    type: string | undefined,
    value: string | undefined,
  ): number {
    const place = ++this.#header.places;
    this.rows.push(tapeRow("header", { place, parent, id: section, name, type, value }));
    return place;
  }

  #endEvent(event: Owner): void {
    const fields = { owner: event.n, id: event.id, name: event.name, value: event.time };
    this.rows.push(tapeRow("event", this.#trace === undefined ? fields : { ...fields, parent: this.#trace.n }));
  }
}
