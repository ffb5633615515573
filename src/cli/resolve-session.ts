import type { WaitingPair } from "../identities.ts";
import { formatProblem, type IdentityDecision, type Problem } from "../model/index.ts";
import { plain } from "../report/index.ts";
import type { Answers } from "./answers.ts";
import { printable } from "./failure.ts";
import { count, pairScreen, type ScreenContext } from "./resolve-screen.ts";

/** A queue to be worked. */
export interface Session {
  /** What the queue is of: `Customer`. */
  readonly title: string;
  readonly pairs: readonly WaitingPair[];
  /** All that wait; more than the pairs where those are only the most urgent. */
  readonly waiting: number;
  readonly by: string;
  readonly now: () => Date;
  /** Writes a decision down before the next pair is shown; gives the decisions that cannot all hold now. */
  readonly decide: (decision: IdentityDecision) => Promise<readonly Problem[]>;
  readonly answers: Answers;
  readonly print: (text: string) => void;
  readonly context: ScreenContext;
  /** May each pair begin on an empty screen? */
  readonly clears: boolean;
}

/** What came of a session. */
export interface SessionOutcome {
  readonly accepted: number;
  readonly rejected: number;
  readonly skipped: number;
  /** Pairs that still wait. */
  readonly left: number;
  readonly quit: boolean;
}

const CHOICES = "[a]ccept: one and the same   [r]eject: two   [s]kip   [q]uit";

/** Shows one pair after the other and writes down what is decided, at once. */
export async function workQueue(session: Session): Promise<SessionOutcome> {
  const { pairs, answers, print, context } = session;
  const counts = { accept: 0, reject: 0, skip: 0 };
  let said: readonly string[] = [];
  let quit = false;
  for (const [index, pair] of pairs.entries()) {
    if (session.clears) print("\u001b[2J\u001b[H");
    for (const line of said) print(`${line}\n`);
    said = [];
    const tally = `${count(counts.accept, "pair")} accepted, ${counts.reject} rejected, ${counts.skip} skipped`;
    const head = `${plain(session.title)} · ${index + 1} of ${session.waiting.toLocaleString("en-US")} · ${tally}`;
    // A key that was struck before the pair could be seen is no word on it.
    answers.forget();
    print(`${context.paint(head, "dim")}\n\n${pairScreen(pair, context).join("\n")}\n\n`);
    const verdict = await ask(session, pair);
    if (verdict === undefined) {
      quit = true;
      break;
    }
    counts[verdict.kind] += 1;
    if (verdict.kind === "skip") continue;
    const problems = await session.decide({
      from: { dataset: pair.from.dataset, key: pair.from.key },
      to: { dataset: pair.to.dataset, key: pair.to.key },
      verdict: verdict.kind === "accept" ? "same" : "different",
      by: session.by,
      at: session.now().toISOString(),
      note: verdict.note,
    });
    said = problems.map((problem) => printable(formatProblem(problem)));
  }
  for (const line of said) print(`${line}\n`);
  const decided = counts.accept + counts.reject;
  return { accepted: counts.accept, rejected: counts.reject, skipped: counts.skip, left: session.waiting - decided, quit };
}

interface Verdict {
  readonly kind: "accept" | "reject" | "skip";
  readonly note: string;
}

/** Undefined: the person has had enough. */
async function ask({ answers, print, context }: Session, { from, to }: WaitingPair): Promise<Verdict | undefined> {
  print(`${CHOICES}\n${context.paint("?", "strong")} `);
  for (;;) {
    const answer = await answers.next();
    if (answer.kind === "quit") {
      print("quit\n");
      return undefined;
    }
    if (answer.kind === "unknown") {
      if (answer.text.trim() !== "") print(`\nPlease answer a, r, s or q.\n${context.paint("?", "strong")} `);
      continue;
    }
    if (answer.kind !== "skip" && (from.key === "" || to.key === "")) {
      // A decision names records by their keys; one without could never be found again.
      print(`\nA record without a key cannot be decided on: give it one in its system. Please skip.\n${context.paint("?", "strong")} `);
      continue;
    }
    print(`${answer.kind}\n\n`);
    return answer;
  }
}
