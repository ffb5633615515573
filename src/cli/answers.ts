import type { Readable } from "node:stream";

export type Answer =
  | { readonly kind: "accept" | "reject" | "skip"; readonly note: string }
  | { readonly kind: "quit" }
  | { readonly kind: "unknown"; readonly text: string };

/** Asks for one answer after the other. */
export interface Answers {
  /** The next answer; `quit` at the end of the input. */
  next(): Promise<Answer>;
  /** Drops keys that nobody asked for yet; lines of a pipe stay. */
  forget(): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

interface Terminal extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

/**
 * Answers from a terminal, where one key is one answer, or from anything else,
 * where a line is: its first word, then a note if there is more.
 */
export function readAnswers(input: Terminal): Answers {
  const isTerminal = input.isTTY === true && input.setRawMode !== undefined;
  const waiting: ((answer: Answer) => void)[] = [];
  const ready: Answer[] = [];
  let ended = false;
  let rest = "";
  const give = (answer: Answer): void => {
    const ask = waiting.shift();
    if (ask === undefined) ready.push(answer);
    else ask(answer);
  };
  const onData = (chunk: string): void => {
    if (isTerminal) {
      for (const key of keysOf(chunk)) give(answerOfKey(key));
      return;
    }
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) give(answerOfLine(line));
  };
  const onEnd = (): void => {
    if (ended) return;
    ended = true;
    if (rest.trim() !== "") give(answerOfLine(rest));
    for (const ask of waiting.splice(0)) ask({ kind: "quit" });
  };
  if (isTerminal) input.setRawMode?.(true);
  input.setEncoding("utf8").on("data", onData).once("end", onEnd).once("close", onEnd).once("error", onEnd);
  return {
    next: async () => {
      const answer = ready.shift();
      if (answer !== undefined) return answer;
      if (ended) return { kind: "quit" };
      return await new Promise((resolve) => waiting.push(resolve));
    },
    forget: () => {
      if (isTerminal) ready.length = 0;
    },
    close: () => {
      input.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd);
      if (isTerminal) input.setRawMode?.(false);
      input.pause();
    },
  };
}

/** Keys of what a terminal sent at once; an arrow key is one, not an escape and two letters. */
function keysOf(chunk: string): string[] {
  return chunk.match(/\u001b\[[\d;?]*[ -/]*[@-~]|\u001bO.|\u001b.?|[^]/gu) ?? [];
}

function answerOfKey(key: string): Answer {
  // Ctrl-C and Ctrl-D: raw mode hands them to us.
  if (key === "\u0003" || key === "\u0004") return { kind: "quit" };
  return answerOf(key, "");
}

function answerOfLine(line: string): Answer {
  const [word = "", ...note] = line.trim().split(/\s+/);
  return answerOf(word, note.join(" "));
}

const WORDS: Readonly<Record<string, "accept" | "reject" | "skip" | "quit">> = {
  a: "accept",
  accept: "accept",
  r: "reject",
  reject: "reject",
  s: "skip",
  skip: "skip",
  q: "quit",
  quit: "quit",
};

function answerOf(word: string, note: string): Answer {
  const kind = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined;
  if (kind === undefined) return { kind: "unknown", text: word };
  return kind === "quit" ? { kind } : { kind, note };
}
