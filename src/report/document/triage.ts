import type { Triage, TriageAnswer } from "../../model/index.ts";
import { cut } from "../plain.ts";
import { decisionSentence, GROUND_WORDS, MOVE_WORDS } from "../triage-words.ts";
import { counted } from "../words.ts";
import { heading, note, soft, strong, type Block, type Cell, type Inline } from "./model.ts";
import { firstOf, joined, type Places } from "./places.ts";

const ANSWERS: Readonly<Record<TriageAnswer, string>> = { yes: "Yes", no: "No", unknown: "Not known" };
const WORKFLOWS = 20;
/** Findings named at one answer. */
const NAMED = 2;

/** The decision tree: every question with its answer and what that rests on, for the estate; then each workflow's move. */
export function triageBlocks(places: Places): Block[] {
  const { estate, workflows } = places.review.triage;
  const { told, left } = firstOf(workflows, WORKFLOWS);
  return [
    questionTable(estate, places),
    ...(told.length === 0
      ? []
      : [
          heading(2, "The move for each workflow"),
          {
            kind: "table",
            caption: "The same questions, asked of each chain",
            columns: [
              { title: "Workflow", align: "left", share: 2 },
              { title: "Exposes", align: "left", share: 2 },
              { title: "Move, and why", align: "left", share: 5 },
            ],
            rows: told.map((one): Cell[] => [
              [cut(places.subject(one.workflow ?? ""), 100)],
              [cut(one.decision ?? "–", 60)],
              [cut(decisionSentence(one), 400)],
            ]),
          } as const,
        ]),
    ...(left === 0 ? [] : [note(`${counted(left, "more workflow")} in review.html and review.json.`)]),
  ];
}

function questionTable({ questions }: Triage, { finding }: Places): Block {
  return {
    kind: "table",
    caption: "Every question, in the order in which the first yes is the primary move",
    columns: [
      { title: "Move", align: "left", share: 2 },
      { title: "Question", align: "left", share: 2.6 },
      { title: "Answer", align: "left" },
      { title: "Because", align: "left", share: 7 },
    ],
    rows: questions.flatMap(({ move, answer, grounds }) =>
      grounds.map((ground, at): Cell[] => {
        const links = joined(
          ground.findings.slice(0, NAMED).map((fingerprint) => finding(fingerprint, undefined, 70)),
          "; ",
        );
        const more = ground.of > NAMED ? [soft(`; and ${counted(ground.of - NAMED, "more finding")}`)] : [];
        const because: Inline[] = [cut(ground.because, 300), ...(links.length === 0 ? [] : [": ", ...links, ...more])];
        return [
          at > 0 ? [""] : [`${MOVE_WORDS[move]}: `, answer === "yes" ? strong("yes") : ANSWERS[answer].toLowerCase()],
          [`${GROUND_WORDS[ground.id]}?`],
          [ANSWERS[ground.answer]],
          because,
        ];
      }),
    ),
  };
}
