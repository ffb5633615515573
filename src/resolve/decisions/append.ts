import { constants } from "node:fs";
import { mkdir, open, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { InputError, type IdentityDecision, type Problem } from "../../model/index.ts";
import { asRunError, codeOf, flush } from "../disk.ts";
import { decisionsFile, type DecisionsPlace } from "./place.ts";
import { columnsOf, DECISION_COLUMNS, type DecisionColumn } from "./read.ts";
import { formatRow, parseTable } from "./table.ts";

/**
 * Adds one decision at the end of the file and sees it onto the disk. What stands
 * in the file is never changed; its own order of columns and delimiter are kept.
 * Directories and the first line are made where they are not there yet.
 *
 * @throws InputError when the file is none of decisions; RunError `no-permission`, `disk-full`
 */
export async function appendDecision(place: DecisionsPlace, decision: IdentityDecision): Promise<void> {
  const file = await decisionsFile(place);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    // The path was followed to its end: a link that stands here now was put there since.
    const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
    const handle = await open(file, flags, 0o644);
    try {
      const { size } = await handle.stat();
      await handle.appendFile(size === 0 ? firstLines(decision) : await nextLine(handle, size, decision, place));
      await handle.sync();
      if (size === 0) await flush(path.dirname(file));
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === "ELOOP") throw escaped(place, error);
    throw asRunError(error, place.path);
  }
}

function firstLines(decision: IdentityDecision): string {
  return (
    formatRow(DECISION_COLUMNS, ",") +
    formatRow(
      DECISION_COLUMNS.map((column) => valueOf(decision, column)),
      ",",
    )
  );
}

async function nextLine(handle: FileHandle, size: number, decision: IdentityDecision, place: DecisionsPlace): Promise<string> {
  const beginning = Buffer.alloc(Math.min(size, 4096));
  await handle.read(beginning, 0, beginning.length, 0);
  const last = Buffer.alloc(1);
  await handle.read(last, 0, 1, size - 1);
  const [firstLine = ""] = new TextDecoder().decode(beginning).split(/(?<=\n)/, 1);
  const { rows, delimiter } = parseTable(firstLine);
  const [header = []] = rows;
  const problems: Problem[] = [];
  const columns = columnsOf(header, (cell, problem) => {
    problems.push({ ...problem, at: { file: place.path, line: cell.line, column: cell.column } });
  });
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InputError([first, ...rest]);
  if (columns === undefined)
    throw new InputError([{ code: "missing-column", message: "The file of decisions has no first line.", at: { file: place.path } }]);
  const cells = header.map((_, index) => {
    const column = DECISION_COLUMNS.find((name) => columns[name] === index);
    return column === undefined ? "" : valueOf(decision, column);
  });
  // A person's editor may have left the last line without its end.
  return (last.toString("latin1") === "\n" ? "" : "\n") + formatRow(cells, delimiter);
}

function valueOf({ from, to, verdict, by, at, note }: IdentityDecision, column: DecisionColumn): string {
  const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
  switch (column) {
    case "from_dataset":
      return from.dataset;
    case "from_key":
      return from.key;
    case "to_dataset":
      return to.dataset;
    case "to_key":
      return to.key;
    case "verdict":
      return verdict;
    case "by":
      return oneLine(by);
    case "at":
      return at;
    case "note":
      return oneLine(note);
  }
}

function escaped(place: DecisionsPlace, cause: unknown): InputError {
  return new InputError(
    [
      {
        code: "path-escapes",
        message: "A link took the place of the file of decisions.",
        at: place.at,
        found: place.path,
        expected: "a plain file",
      },
    ],
    { cause },
  );
}
