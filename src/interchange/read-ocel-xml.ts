import { InputError } from "../model/index.ts";
import { tapeRow, type TapeRow } from "./tape.ts";
import type { XmlWatcher } from "./xml-stream.ts";

interface Thing {
  readonly kind: "event" | "object" | "event-type" | "object-type";
  readonly n: number;
  readonly name: string;
  places: number;
  links: number;
}

const sections = new Set(["object-types", "event-types", "objects", "events"]);

/**
 * OCEL 2.0 XML. What stands in `<objects>` of an event or object is a reference
 * by its `object-id`, whatever the element is called: the published schema wants
 * `<object>`, the published example has `<relationship>`.
 */
export class OcelXmlWatcher implements XmlWatcher {
  readonly rows: TapeRow[] = [];
  readonly #file: string;
  readonly #path: string[] = [];
  readonly #counts = { event: 0, object: 0, "event-type": 0, "object-type": 0 };
  readonly #seen = new Set<string>();
  #thing: Thing | undefined;
  #attribute: { readonly name: string | undefined; readonly time: string | undefined; text: string } | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#path.push(name);
    const depth = this.#path.length;
    const section = this.#path[1];
    if (this.#path[0] !== "log" || section === undefined) return;
    if (depth === 2) this.#seen.add(section);
    else if (depth === 3 && sections.has(section)) this.#begin(section, attributes);
    else if (depth === 5 && this.#thing !== undefined) this.#part(this.#thing, this.#path[3], attributes);
  }

  text(text: string): void {
    if (this.#attribute !== undefined) this.#attribute.text += text;
  }

  close(): void {
    const depth = this.#path.length;
    const thing = this.#thing;
    if (depth === 5 && this.#attribute !== undefined && thing !== undefined) {
      const { name, time, text } = this.#attribute;
      const kind = thing.kind === "event" ? "attribute" : "trait";
      this.rows.push(tapeRow(kind, { owner: thing.n, place: ++thing.places, name, value: text, time }));
      this.#attribute = undefined;
    }
    if (depth === 3) this.#thing = undefined;
    this.#path.pop();
  }

  end(): void {
    if (this.#seen.has("events")) return;
    throw new InputError([
      {
        code: "not-ocel-xml",
        message: "This XML is no OCEL 2.0 log: it has no <events> in <log>.",
        at: { file: this.#file },
        found: [...this.#seen].slice(0, 10).join(", ") || "nothing that is known",
        expected: "<log> with <object-types>, <event-types>, <objects> and <events>",
        ...(this.#seen.has("global") ? { hint: "OCEL 1.0 is not read: convert it to OCEL 2.0, with pm4py for instance." } : {}),
      },
    ]);
  }

  #begin(section: string, attributes: Readonly<Record<string, string>>): void {
    const kind =
      section === "events" ? "event" : section === "objects" ? "object" : section === "event-types" ? "event-type" : "object-type";
    const n = ++this.#counts[kind];
    if (kind === "event") {
      this.#thing = { kind, n, name: "", places: 0, links: 0 };
      this.rows.push(tapeRow(kind, { owner: n, id: attributes["id"], name: attributes["type"], value: attributes["time"] }));
    } else if (kind === "object") {
      this.#thing = { kind, n, name: "", places: 0, links: 0 };
      this.rows.push(tapeRow(kind, { owner: n, id: attributes["id"], name: attributes["type"] }));
    } else {
      const name = attributes["name"] ?? "";
      this.#thing = { kind, n, name, places: 0, links: 0 };
      this.rows.push(tapeRow("type", { place: n, type: kind === "event-type" ? "event" : "object", name }));
    }
  }

  #part(thing: Thing, within: string | undefined, attributes: Readonly<Record<string, string>>): void {
    if (within === "attributes") {
      const { name, type, time } = attributes;
      if (thing.kind === "event" || thing.kind === "object") this.#attribute = { name, time, text: "" };
      else {
        const kind = thing.kind === "event-type" ? "event" : "object";
        this.rows.push(tapeRow("declared", { place: ++thing.places, type: kind, id: thing.name, name, value: type }));
      }
    } else if (within === "objects" && (thing.kind === "event" || thing.kind === "object")) {
      const row = { owner: thing.n, place: ++thing.links, id: attributes["object-id"], name: attributes["qualifier"] };
      this.rows.push(tapeRow(thing.kind === "event" ? "link" : "relation", row));
    }
  }
}
