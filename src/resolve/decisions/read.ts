import { readFile } from "node:fs/promises";
import { InputError, nearestWord, type IdentityDecision, type Problem } from "../../model/index.ts";
import { asRunError, codeOf } from "../disk.ts";
import { decisionsFile, type DecisionsPlace } from "./place.ts";
import { parseTable, unguarded, type TableCell } from "./table.ts";

/** Columns of the file, as its first line names them. */
export const DECISION_COLUMNS = ["from_dataset", "from_key", "to_dataset", "to_key", "verdict", "by", "at", "note"] as const;
export type DecisionColumn = (typeof DECISION_COLUMNS)[number];

/** A decision and where it stands. */
export interface LocatedDecision extends IdentityDecision {
  /** Line of the file, from 1. */
  readonly line: number;
}

/** What a file of decisions says. */
export interface Decisions {
  /** As messages name it: below the estate's directory. */
  readonly file: string;
  /** All of them, in the order of the file. */
  readonly all: readonly LocatedDecision[];
  /** One a pair: the one of the latest time, of equal times the one further down. In the order of the file. */
  readonly holding: readonly LocatedDecision[];
}

/**
 * Reads a file of decisions; a file that does not exist holds none.
 *
 * @throws InputError with everything that is wrong, each at its line and column; RunError `no-permission`
 */
export async function readDecisions(place: DecisionsPlace): Promise<Decisions> {
  const file = await decisionsFile(place);
  const bytes = await readFile(file).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return undefined;
    throw asRunError(error, place.path);
  });
  const all = bytes === undefined ? [] : parseDecisions(bytes, place.path);
  return { file: place.path, all, holding: latest(all) };
}

/** `dataset key` of both, the lesser first: the order of a pair says nothing. */
export function pairName({ from, to }: Pick<IdentityDecision, "from" | "to">): string {
  return [`${from.dataset} ${from.key}`, `${to.dataset} ${to.key}`].sort().join("\n");
}

function latest(all: readonly LocatedDecision[]): LocatedDecision[] {
  const holding = new Map<string, LocatedDecision>();
  for (const decision of all) {
    const name = pairName(decision);
    const earlier = holding.get(name);
    if (earlier === undefined || earlier.at <= decision.at) holding.set(name, decision);
  }
  return [...holding.values()].toSorted((a, b) => a.line - b.line);
}

function parseDecisions(bytes: Uint8Array, file: string): LocatedDecision[] {
  const { rows, open } = parseTable(decode(bytes, file));
  const problems: Problem[] = [];
  const add = (cell: Pick<TableCell, "line" | "column">, problem: Omit<Problem, "at">): void => {
    problems.push({ ...problem, at: { file, line: cell.line, column: cell.column } });
  };
  const [header, ...lines] = rows;
  if (header === undefined) return [];
  const columns = columnsOf(header, add);
  const decisions = columns === undefined ? [] : lines.flatMap((row) => parseDecision(row, header, columns, add) ?? []);
  if (open !== undefined) {
    add(open, { code: "open-quote", message: "A quote is never closed.", found: open.text.slice(0, 60), expected: "a closing quote" });
  }
  const [first, ...rest] = problems.toSorted((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0));
  if (first !== undefined) throw new InputError([first, ...rest]);
  return decisions;
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const valid = new TextDecoder("utf-8").decode(bytes).split("\ufffd", 1)[0] ?? "";
    throw new InputError(
      [
        {
          code: "not-utf-8",
          message: "The file of decisions is not UTF-8.",
          at: { file, line: valid.split("\n").length },
          expected: "UTF-8; a spreadsheet saves it as “CSV UTF-8”",
        },
      ],
      { cause },
    );
  }
}

type Add = (cell: Pick<TableCell, "line" | "column">, problem: Omit<Problem, "at">) => void;
type Columns = Readonly<Record<DecisionColumn, number>>;

/** Where each column stands. Further columns are let be. */
export function columnsOf(header: readonly TableCell[], add: Add): Columns | undefined {
  const names = header.map(({ text }) => text.trim().toLowerCase());
  const missing = DECISION_COLUMNS.filter((column) => !names.includes(column));
  const twice = header.find((_, index) => {
    const name = names[index] ?? "";
    return names.indexOf(name) !== index && (DECISION_COLUMNS as readonly string[]).includes(name);
  });
  const [first] = header;
  if (missing.length > 0 && first !== undefined) {
    const others = names.filter((name) => !(DECISION_COLUMNS as readonly string[]).includes(name));
    const nearest = nearestWord(missing[0] ?? "", others);
    add(first, {
      code: "missing-column",
      message: `The first line must name the columns; ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not there.`,
      found: header.map(({ text }) => text).join(", "),
      expected: DECISION_COLUMNS.join(", "),
      ...(nearest === undefined ? {} : { hint: `Is ${nearest} meant as ${missing[0]}?` }),
    });
  }
  if (twice !== undefined) {
    add(twice, { code: "repeated-column", message: "This column is named twice.", found: twice.text, expected: "each column once" });
  }
  if (missing.length > 0 || twice !== undefined) return undefined;
  return Object.fromEntries(DECISION_COLUMNS.map((column) => [column, names.indexOf(column)])) as Columns;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})$/i;

function parseDecision(row: readonly TableCell[], header: readonly TableCell[], columns: Columns, add: Add): LocatedDecision | undefined {
  const [first] = row;
  if (first === undefined) return undefined;
  if (/^(<{7}|={7}|>{7}|\|{7})/.test(first.text)) {
    add(first, {
      code: "merge-conflict",
      message: "A merge of two versions was not finished here.",
      found: first.text.slice(0, 60),
      expected: "decisions only",
      hint: "Keep the lines of both versions: of two on one pair the later holds. `*.csv merge=union` in .gitattributes does so by itself.",
    });
    return undefined;
  }
  if (row.length !== header.length) {
    add(first, {
      code: "cell-count",
      message: "This line has another number of cells than the first line names.",
      found: `${row.length}: ${row
        .map(({ text }) => text)
        .join(" | ")
        .slice(0, 120)}`,
      expected: String(header.length),
    });
    return undefined;
  }
  const cell = (column: DecisionColumn): TableCell => row[columns[column]] as TableCell;
  const text = (column: DecisionColumn): string => unguarded(cell(column).text).normalize("NFC");
  let sound = true;
  const refuse = (column: DecisionColumn, problem: Omit<Problem, "at">): void => {
    sound = false;
    add(cell(column), problem);
  };
  for (const column of ["from_dataset", "from_key", "to_dataset", "to_key", "by"] as const) {
    if (text(column).trim() !== "") continue;
    const meaning = column === "by" ? "who decided" : column.endsWith("key") ? "a record's key" : "a dataset such as crm.contacts";
    refuse(column, { code: "empty-cell", message: `${column} is empty.`, found: "nothing", expected: meaning });
  }
  const verdict = text("verdict").trim().toLowerCase();
  if (verdict !== "same" && verdict !== "different") {
    const nearest = nearestWord(verdict, ["same", "different"]);
    refuse("verdict", {
      code: "unknown-verdict",
      message: "This is no verdict.",
      found: text("verdict"),
      expected: "same or different",
      ...(nearest === undefined ? {} : { hint: `Did you mean ${nearest}?` }),
    });
  }
  const at = text("at").trim();
  const instant = INSTANT.test(at) ? Date.parse(at.replace(" ", "T").replace(/\s/, "")) : Number.NaN;
  if (Number.isNaN(instant)) {
    refuse("at", {
      code: "bad-instant",
      message: "This is no exact time.",
      found: at,
      expected: "a time with its zone: 2026-11-24T07:00:00Z",
    });
  }
  const from = { dataset: text("from_dataset").trim(), key: text("from_key") };
  const to = { dataset: text("to_dataset").trim(), key: text("to_key") };
  if (from.dataset === to.dataset && from.key === to.key && from.key !== "") {
    refuse("to_key", {
      code: "same-record",
      message: "A record is held against itself.",
      found: to.key,
      expected: "the key of another record",
    });
  }
  if (!sound) return undefined;
  return {
    from,
    to,
    verdict: verdict as IdentityDecision["verdict"],
    by: text("by").trim(),
    at: new Date(instant).toISOString(),
    note: text("note"),
    line: first.line,
  };
}
