import { indented, shown, wrap, type Layout } from "./terminal.ts";
import { alsoSentence, decisionSentence, GUARD_WORDS, MOVE_WORDS, openSentence } from "./triage-words.ts";
import { counted } from "./words.ts";

/** So many workflows are told; the page tells all. */
const FIRST = 6;

/** What to do, why, what must not be done, and the same for each workflow in a line. */
export function triageLines({ review, width, paint }: Layout): string[] {
  const { estate, workflows } = review.triage;
  const titles = new Map(review.workflows.map(({ id, title }) => [id, title]));
  const heading = wrap(shown(`What to do: ${decisionSentence(estate)}`), width).map((line) => paint(line, "strong"));
  const more = [alsoSentence(estate), openSentence(estate), ...estate.guardRails.map(({ id }) => `${GUARD_WORDS[id]}.`)];
  const each = workflows.slice(0, FIRST).map(({ workflow, primary }) => {
    const name = titles.get(workflow ?? "") ?? workflow ?? "";
    return `${name}: ${primary === undefined ? "not decided" : MOVE_WORDS[primary]}`;
  });
  const rest = workflows.length > FIRST ? [`${counted(workflows.length - FIRST, "more workflow")}: see review.html`] : [];
  const lines = [...more, ...each, ...rest].flatMap((text) => (text === undefined ? [] : indented(text, width)));
  return [...heading, ...lines];
}
