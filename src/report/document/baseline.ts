import { BASELINE_STATE_WORDS, BASELINE_TOPIC_WORDS, baselineAnswer, baselineByTopic, baselineCounts } from "../baseline-words.ts";
import { cut } from "../plain.ts";
import { counted } from "../words.ts";
import { heading, note, paragraph, soft, strong, type Block, type Cell } from "./model.ts";
import { firstOf, joined, type Places } from "./places.ts";

/** Lines of one topic. */
const LINES = 80;

/** What should be documented before tools are changed: declared, contradicted, inferred or unknown, with its evidence. */
export function baselineBlocks({ review, finding }: Places): Block[] {
  const { baseline } = review;
  const topics = baselineByTopic(baseline);
  if (topics.length === 0) return [paragraph(baseline.sentence === "" ? "Nothing is asked of this estate." : baseline.sentence)];
  const states = Object.values(BASELINE_STATE_WORDS).map(({ title, meaning }) => `${title}: ${meaning}`);
  return [
    paragraph(baseline.sentence),
    note(`${states.join(". ")}.`),
    ...topics.flatMap(({ topic, items }): Block[] => {
      const { told, left } = firstOf(items, LINES);
      const words = BASELINE_TOPIC_WORDS[topic];
      return [
        heading(2, words.title),
        {
          kind: "table",
          caption: `${words.question} ${baselineCounts(items)}${left === 0 ? "" : `; ${counted(left, "more line")} in review.html`}`,
          columns: [
            { title: "Of what", align: "left", share: 3 },
            { title: "Answer", align: "left", share: 4 },
            { title: "State", align: "left" },
            { title: "Evidence", align: "left", share: 5 },
          ],
          rows: told.map((item): Cell[] => {
            const state = BASELINE_STATE_WORDS[item.state].title;
            const links = item.findings.slice(0, 2).map((fingerprint, at) => finding(fingerprint, `finding ${at + 1}`));
            return [
              [cut(item.subject, 80), soft(` ${cut(item.question, 120)}`)],
              [cut(baselineAnswer(item), 240)],
              [item.state === "declared" ? state : strong(state)],
              [cut(item.evidence, 300), ...(links.length === 0 ? [] : [" (", ...joined(links), ")"])],
            ];
          }),
        },
      ];
    }),
  ];
}
