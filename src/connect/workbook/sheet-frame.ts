import type { CellRange, Span, WorkbookSheet } from "../../model/index.ts";
import { rangeOf } from "./spans.ts";
import { isTrue, XmlParser, type Attributes } from "./xml-part.ts";

type Filter = WorkbookSheet["filters"][number];

/** What stands in a sheet's XML around its cells. */
export interface SheetFrame {
  readonly hiddenColumns: readonly Span[];
  /** Are rows hidden that the file does not name? */
  readonly hidesOtherRows: boolean;
  readonly merged: readonly CellRange[];
  readonly filters: readonly Filter[];
}

/** Parses it; of tables the same reader takes the filter. */
export class SheetFrameReader {
  readonly #parser: XmlParser;
  readonly #columns: Span[] = [];
  readonly #merged: CellRange[] = [];
  readonly #filters = new FilterReader();
  #hidesOtherRows = false;
  #viewDepth = 0;

  constructor(file: string, part: string) {
    this.#parser = new XmlParser(file, part, {
      open: (name, attributes) => this.#open(name, attributes),
      close: (name) => {
        if (name === "customSheetView") this.#viewDepth--;
      },
    });
  }

  push(xml: Buffer): void {
    this.#parser.push(xml);
  }

  finish(): SheetFrame {
    this.#parser.finish();
    return {
      hiddenColumns: joinSpans(this.#columns),
      hidesOtherRows: this.#hidesOtherRows,
      merged: this.#merged,
      filters: this.#filters.list(),
    };
  }

  #open(name: string, attributes: Attributes): void {
    // Views of single people have filters and hidden columns of their own; only what all see is read.
    if (name === "customSheetView") this.#viewDepth++;
    if (this.#viewDepth > 0) return;
    if (name === "sheetFormatPr") this.#hidesOtherRows = isTrue(attributes.get("zeroHeight"));
    else if (name === "col") {
      const [from, to] = [Number(attributes.get("min")) - 1, Number(attributes.get("max")) - 1];
      if (isTrue(attributes.get("hidden")) && from >= 0 && to >= from && to < 16_384) this.#columns.push({ from, to });
    } else if (name === "mergeCell") {
      const range = rangeOf(attributes.get("ref") ?? "");
      if (range !== undefined) this.#merged.push(range);
    } else this.#filters.open(name, attributes);
  }
}

const conditions = new Set(["filters", "top10", "customFilters", "dynamicFilter", "colorFilter", "iconFilter"]);

/** Where filters stand, and whether they leave rows out. */
export class FilterReader {
  readonly #filters: { range: CellRange; active: boolean }[] = [];

  open(name: string, attributes: Attributes): void {
    if (name === "autoFilter") {
      const range = rangeOf(attributes.get("ref") ?? "");
      if (range !== undefined) this.#filters.push({ range, active: false });
      return;
    }
    const last = this.#filters.at(-1);
    if (last !== undefined && conditions.has(name)) last.active = true;
  }

  list(): readonly Filter[] {
    return this.#filters;
  }
}

/** Spans in ascending order, those that touch as one. */
export function joinSpans(spans: readonly Span[]): readonly Span[] {
  const joined: { from: number; to: number }[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && span.from <= last.to + 1) last.to = Math.max(last.to, span.to);
    else joined.push({ ...span });
  }
  return joined;
}

/** What lies between spans, up to `last`. */
export function otherSpans(spans: readonly Span[], last: number): readonly Span[] {
  const others: Span[] = [];
  let next = 0;
  for (const span of joinSpans(spans)) {
    if (span.from > next) others.push({ from: next, to: span.from - 1 });
    next = span.to + 1;
  }
  if (next <= last) others.push({ from: next, to: last });
  return others;
}
