/** What the server says when it refuses or fails: RFC 9457, with what the page needs of it. */
export interface ProblemBody {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly [more: string]: unknown;
}

/** A request that was not answered as asked. Status 0: no answer at all. */
export class Problem extends Error {
  readonly status: number;
  readonly body: ProblemBody;

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? `The server answered with ${status}.`);
    this.name = "Problem";
    this.status = status;
    this.body = body;
  }
}

/** Title and advice for people, of whatever went wrong. */
export function problemInWords(error: unknown): { readonly title: string; readonly advice: string } {
  if (!(error instanceof Problem))
    return { title: "The page made a mistake.", advice: error instanceof Error ? error.message : String(error) };
  const told = error.message;
  if (error.status === 0)
    return { title: "The server does not answer.", advice: "Is `tieout serve` still running? Nothing you did is lost; try again." };
  if (error.body.type?.endsWith(":sign-in-refused") === true)
    return { title: error.body.title ?? "That does not sign you in.", advice: told };
  if (error.status === 401) return { title: "You are signed out.", advice: "Sign in again; you come back to this place." };
  if (error.status === 403) return { title: "This is not yours to see or change.", advice: told };
  if (error.status === 404) return { title: "There is nothing here.", advice: told };
  if (error.status === 429) return { title: "Too many tries.", advice: "Wait a minute, then try again." };
  if (error.status >= 500) return { title: "The server failed.", advice: told };
  return { title: error.body.title ?? "That was refused.", advice: told };
}
