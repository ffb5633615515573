/**
 * Where a problem sits, as precisely as it is known: a file alone, a line and
 * column in a text, or a cell of a workbook. Lines and columns count from 1.
 */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly cell?: string;
}

/** One thing that is wrong with what a person gave us, and what would mend it. */
export interface Problem {
  /** Stable word for machines, for instance `unknown-column`. */
  readonly code: string;
  /** One plain sentence. */
  readonly message: string;
  readonly at?: Location;
  readonly found?: string;
  readonly expected?: string;
  /** The nearest valid word, or the next thing to do. */
  readonly hint?: string;
}

/**
 * Input that Tieout refuses, with every problem found in one go. The command
 * line prints them all and ends with exit code 2.
 */
export class InputError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly [Problem, ...Problem[]], options?: { cause?: unknown }) {
    super(problems.map(formatProblem).join("\n"), options);
    this.name = "InputError";
    this.problems = problems;
  }
}

/** A state of the machine that stops a run: no permission, a full disk, a locked workspace. Exit code 2. */
export class RunError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "RunError";
    this.code = code;
    this.hint = options.hint;
  }
}

/** `file:line:column` (or `file!cell`), the form that editors turn into a link. */
export function formatLocation(at: Location): string {
  if (at.cell !== undefined) return `${at.file}!${at.cell}`;
  return [at.file, at.line, at.line === undefined ? undefined : at.column].filter((part) => part !== undefined).join(":");
}

export function formatProblem(problem: Problem): string {
  const where = problem.at ? `${formatLocation(problem.at)}: ` : "";
  const found = problem.found === undefined ? "" : `\n  found:    ${problem.found}`;
  const expected = problem.expected === undefined ? "" : `\n  expected: ${problem.expected}`;
  const hint = problem.hint === undefined ? "" : `\n  hint:     ${problem.hint}`;
  return `${where}${problem.message} [${problem.code}]${found}${expected}${hint}`;
}
