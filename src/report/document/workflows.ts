import type { ReviewedWorkflow, RuleCount } from "../../model/index.ts";
import { count, money, percent } from "../money.ts";
import { cut } from "../plain.ts";
import { lag } from "../state-words.ts";
import { counted } from "../words.ts";
import { stepFigures } from "../workflow-figures.ts";
import { heading, note, paragraph, result, soft, strong, type Block, type Cell } from "./model.ts";
import { firstOf, type Places } from "./places.ts";

const WORKFLOWS = 20;

/** Workflow by workflow: can the chain be trusted from end to end, and where do records leave it? */
export function workflowBlocks(places: Places): Block[] {
  const { workflows } = places.review;
  if (workflows.length === 0) return [paragraph("No workflow is declared, so no chain was followed from end to end.")];
  const { told, left } = firstOf(workflows, WORKFLOWS);
  return [
    ...told.flatMap((workflow) => workflowBlock(workflow, places)),
    ...(left === 0 ? [] : [note(`${counted(left, "more workflow")} in audit.html and review.json.`)]),
  ];
}

function workflowBlock(workflow: ReviewedWorkflow, places: Places): Block[] {
  const { review, handoff } = places;
  const cell = ({ records, amount }: RuleCount): Cell =>
    records === 0 ? [""] : [count(records), ...(amount === undefined ? [] : [soft(` ${money(amount)}`)])];
  const { steps } = stepFigures(workflow, review);
  // A column stands where a step has something to tell in it.
  const [waits, ends, extras] = [
    steps.some(({ step }) => step.waiting.records > 0),
    steps.some(({ step }) => step.ended.records > 0),
    steps.some(({ step }) => step.extra.records > 0),
  ];
  const rows = steps.map(({ step, end, p90 }): Cell[] => [
    [handoff(step.handoff), soft(` to ${cut(end.title, 40)}`)],
    cell(step.arrived),
    cell(step.passed),
    step.left.records === 0
      ? [""]
      : [strong(count(step.left.records)), ...(step.left.amount === undefined ? [] : [soft(` ${money(step.left.amount)}`)])],
    ...(waits ? [cell(step.waiting)] : []),
    ...(ends ? [cell(step.ended)] : []),
    ...(extras ? [cell(step.extra)] : []),
    [step.medianHours === undefined ? "" : lag(step.medianHours)],
    [p90 === undefined ? "" : lag(p90)],
  ]);
  const share =
    workflow.share === undefined ? "no record’s fate is decided yet" : `${percent(workflow.share)} of the decided records ran through`;
  const right = (title: string, of?: number) => ({ title, align: "right", ...(of === undefined ? {} : { share: of }) }) as const;
  return [
    heading(2, cut(workflow.title, 120)),
    result(strong(cut(workflow.sentence, 500))),
    note(`${workflow.decision === undefined ? "No decision is said to rest on it" : `Exposes ${cut(workflow.decision, 60)}`}; ${share}.`),
    ...(workflow.broken === undefined ? [] : [paragraph(strong("Followed no further: "), cut(workflow.broken, 400))]),
    ...(rows.length === 0
      ? []
      : [
          {
            kind: "table",
            caption: `Step by step; with each number its amount, ${review.estate.currency}`,
            columns: [
              { title: "Handoff", align: "left", share: 4 },
              right("Arrived", 2),
              right("Passed", 2),
              right("Left", 2),
              ...(waits ? [right("Waiting", 2)] : []),
              ...(ends ? [right("Ended", 2)] : []),
              ...(extras ? [right("Unexplained", 2)] : []),
              right("Half within"),
              right("Nine of ten within"),
            ],
            rows,
          } as const,
        ]),
  ];
}
