/** A report as a sequence of blocks: what Markdown and PDF are made from. Texts come from data and are never markup. */
export interface ReportDocument {
  /** `Growth Systems Review`. */
  readonly title: string;
  /** Of which company: the estate's title. */
  readonly subject: string;
  /** What it is, one plain sentence, for the document's own description. */
  readonly description: string;
  /** Day and zone of which it speaks, in words. */
  readonly dated: string;
  readonly paper: "a4" | "us-letter";
  readonly blocks: readonly Block[];
}

export type Block =
  | {
      readonly kind: "heading";
      /** 1: a part; 2 and 3 below it. A level is never skipped. */
      readonly level: 1 | 2 | 3;
      readonly text: string;
      /** What links lead to; each at most once in a document. */
      readonly id?: string;
    }
  | {
      readonly kind: "paragraph";
      readonly content: readonly Inline[];
      /** `result`: what counts most; `note`: what may be skipped. */
      readonly tone?: "result" | "note";
    }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] }
  | Table
  | Figure
  | { readonly kind: "key-figures"; readonly figures: readonly KeyFigure[] }
  /** What is said of one thing, label by label. */
  | { readonly kind: "facts"; readonly facts: readonly { readonly label: string; readonly content: readonly Inline[] }[] }
  | { readonly kind: "page-break" };

export interface Table {
  readonly kind: "table";
  /** What stands in it; it names the table for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One cell. */
export type Cell = readonly Inline[];

export interface Column {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly align: "left" | "right";
  /** Share of the room that columns of text divide among them; undefined: as wide as what stands in it. */
  readonly share?: number;
}

export interface Figure {
  readonly kind: "figure";
  /** A standalone SVG: no style from elsewhere, no script, no reference beyond itself. */
  readonly svg: string;
  /** What it shows, for those who do not see it. */
  readonly alternative: string;
  readonly caption: string;
  /** At most so much of a page's height, 0 to 1; undefined: half of it. */
  readonly height?: number;
}

export interface KeyFigure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

export type Inline =
  | string
  | { readonly kind: "strong" | "code" | "soft"; readonly text: string }
  /** A link to a heading or target of the same document; where there is none, its text alone. */
  | { readonly kind: "link"; readonly to: string; readonly text: string }
  /** What links lead to where there is no heading: the name of a row. Each `id` at most once in a document. */
  | { readonly kind: "target"; readonly id: string; readonly text: string };

export function strong(text: string): Inline {
  return { kind: "strong", text };
}

export function code(text: string): Inline {
  return { kind: "code", text };
}

/** What is less than the rest: a remark below a figure. */
export function soft(text: string): Inline {
  return { kind: "soft", text };
}

export function link(to: string, text: string): Inline {
  return { kind: "link", to, text };
}

/** The name of a row to which links lead. */
export function target(id: string, text: string): Inline {
  return { kind: "target", id, text };
}

export function paragraph(...content: readonly Inline[]): Block {
  return { kind: "paragraph", content };
}

export function note(...content: readonly Inline[]): Block {
  return { kind: "paragraph", content, tone: "note" };
}

export function result(...content: readonly Inline[]): Block {
  return { kind: "paragraph", content, tone: "result" };
}

export function heading(level: 1 | 2 | 3, text: string, id?: string): Block {
  return id === undefined ? { kind: "heading", level, text } : { kind: "heading", level, text, id };
}

export function list(items: readonly (readonly Inline[])[], ordered = false): Block {
  return { kind: "list", ordered, items };
}

/** The headings, and the targets in tables, that links can lead to. */
export function linkTargets({ blocks }: ReportDocument): ReadonlySet<string> {
  return new Set(
    blocks.flatMap((block) => {
      if (block.kind === "table") return block.rows.flatMap((row) => row.flatMap((cell) => cell.flatMap(targetOf)));
      return block.kind === "heading" && block.id !== undefined ? [block.id] : [];
    }),
  );
}

function targetOf(piece: Inline): string[] {
  return typeof piece !== "string" && piece.kind === "target" ? [piece.id] : [];
}

/** The name of a part in links: of our own making, whatever the id holds. */
export function anchorOf(kind: string, index: number): string {
  return `${kind}-${index + 1}`;
}
