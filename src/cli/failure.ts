import { formatProblem, InputError, RunError } from "../model/index.ts";

/**
 * Says on standard error why a command could not run, all of it, and gives exit
 * code 2. Text from data is stripped of what would steer a terminal.
 */
export function failure(error: unknown): 2 {
  process.stderr.write(`${sayFailure(error)}\n`);
  return 2;
}

/** The message for a person; a defect of Tieout itself shows where it happened. */
function sayFailure(error: unknown): string {
  if (error instanceof InputError) {
    const count = error.problems.length;
    const heading = count === 1 ? "1 problem; nothing was written:" : `${count} problems; nothing was written:`;
    return printable([heading, ...error.problems.map((problem) => `\n${formatProblem(problem)}`)].join("\n"));
  }
  if (error instanceof RunError) {
    const hint = error.hint === undefined ? "" : `\n  hint: ${error.hint}`;
    return printable(`${error.message} [${error.code}]${hint}`);
  }
  return printable(`This is a defect of Tieout: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

/** Text without what would steer a terminal, or reorder what a person reads there. */
export function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "�");
}
