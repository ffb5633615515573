import type { LocatedProblem, ProblemAnswer } from "./contract/index.ts";
import type { InputError, Problem } from "../model/index.ts";

/** What a request is refused with; it becomes application/problem+json. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly problems: readonly LocatedProblem[] | undefined;
  /** Members of its own. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    title: string,
    options: {
      readonly detail?: string | undefined;
      readonly headers?: Readonly<Record<string, string>>;
      readonly problems?: readonly LocatedProblem[];
      readonly more?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(options.detail ?? title, { cause: options.cause });
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = options.detail;
    this.headers = options.headers ?? {};
    this.problems = options.problems;
    this.more = options.more ?? {};
  }
}

export const notFound = (detail?: string): Refusal => new Refusal(404, "not-found", "There is nothing here.", { detail });

/** Bad input that a room refused, each problem with its place. */
export function refusalOf(error: InputError, status = 422): Refusal {
  return new Refusal(status, error.problems[0]?.code ?? "bad-input", "The input cannot be used.", {
    detail: error.problems[0]?.message,
    problems: error.problems.map(locatedOf),
    cause: error,
  });
}

function locatedOf({ code, message, at, found, expected, hint }: Problem): LocatedProblem {
  const place = at === undefined ? undefined : { file: at.file, line: at.line, column: at.column, cell: at.cell };
  return { code, message, at: place, found, expected, hint };
}

export function problemResponse(refusal: Refusal, instance: string, requestId: string, head: boolean): Response {
  const body: ProblemAnswer = {
    type: `urn:tieout:problem:${refusal.code}`,
    title: refusal.title,
    status: refusal.status,
    detail: refusal.detail,
    instance,
    requestId,
    problems: refusal.problems,
    ...refusal.more,
  };
  return new Response(head ? null : JSON.stringify(body), {
    status: refusal.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...refusal.headers },
  });
}
