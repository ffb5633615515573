import type { PlanStep } from "../../model/index.ts";
import { cut } from "../plain.ts";
import { effectText, effortText, PLAN_WORK_WORDS, proofText, stepsBefore } from "../plan-words.ts";
import { counted } from "../words.ts";
import { anchorOf, code, heading, note, paragraph, soft, strong, target, type Block, type Cell, type Inline } from "./model.ts";
import { firstOf, joined, type Places } from "./places.ts";

/** Steps of a plan that are told in full, and those that have a row each after them. */
const STEPS = 12;
const LISTED = 200;
/** Findings named at one step. */
const NAMED = 3;

/** What is to be done, step by step: who, why, what ends with it, what proves it; later steps in a row each. */
export function planBlocks(places: Places): Block[] {
  const { plan } = places.review;
  if (plan.steps.length === 0) return [paragraph(plan.sentence === "" ? "No step is planned." : plan.sentence)];
  const { told, left } = firstOf(plan.steps, STEPS);
  return [
    paragraph(plan.sentence),
    ...told.flatMap((step, index) => stepBlocks(step, index, places)),
    ...(left === 0 ? [] : laterSteps(plan.steps, places)),
  ];
}

function laterSteps(steps: readonly PlanStep[], { system, finding }: Places): Block[] {
  const rows = steps.map((step, index) => ({ step, index })).slice(STEPS, STEPS + LISTED);
  const beyond = steps.length - STEPS - rows.length;
  return [
    heading(2, counted(steps.length - STEPS, "later step")),
    {
      kind: "table",
      caption: `In their order${beyond === 0 ? "" : `; ${counted(beyond, "more step")} in review.html`}`,
      columns: [
        { title: "Step", align: "right" },
        { title: "What, and the finding that it ends or serves", align: "left", share: 6 },
        { title: "Who", align: "left", share: 1.4 },
        { title: "After", align: "left", share: 0.9 },
        { title: "Effort", align: "left", share: 1.7 },
      ],
      rows: rows.map(({ step, index }): Cell[] => {
        const before = stepsBefore(step, steps);
        const [first] = step.findings;
        return [
          [target(stepAnchor(index), String(index + 1))],
          [cut(step.what, 240), ...(first === undefined ? [] : [" ", finding(first, undefined, 80)])],
          [
            step.owner === undefined ? strong("nobody") : cut(step.owner, 60),
            ...(step.system === undefined ? [] : [soft(`, in ${cut(system(step.system), 40)}`)]),
          ],
          [before.length > 4 ? `${before.slice(0, 4).join(", ")} …` : before.join(", ")],
          [effortText(step.effort)],
        ];
      }),
    },
    note("Why each, its effect and its proof: review.html and review.json."),
  ];
}

/** The name of a step's heading, by its place in the plan. */
export function stepAnchor(index: number): string {
  return anchorOf("step", index);
}

function stepBlocks(step: PlanStep, index: number, { review, finding, system, subject }: Places): Block[] {
  const { currency } = review.estate;
  const before = stepsBefore(step, review.plan.steps);
  const effect = effectText(step.effect, currency);
  const findings = firstOf(step.findings, NAMED);
  const more = findings.left === 0 ? "" : ` and ${counted(findings.left, "more finding")}`;
  const fact = (label: string, ...content: readonly Inline[]) => ({ label, content });
  const touched = step.system === undefined ? "" : `; in ${cut(system(step.system), 60)}`;
  return [
    heading(2, `${index + 1}. ${cut(step.what, 300)}`, stepAnchor(index)),
    {
      kind: "facts",
      facts: [
        fact("Who", step.owner === undefined ? strong("nobody is named yet") : strong(cut(step.owner, 80)), touched),
        fact("Work", `${PLAN_WORK_WORDS[step.work]}; ${effortText(step.effort)}`),
        fact("Why", cut(step.why, 600)),
        ...(before.length === 0 ? [] : [fact("After", `${before.length === 1 ? "step" : "steps"} ${before.slice(0, 8).join(", ")}`)]),
        ...(effect === undefined ? [] : [fact("Ends", effect)]),
        ...(step.workflows.length === 0 ? [] : [fact("Serves", cut(step.workflows.map(subject).join(", "), 240))]),
        ...(step.files.length === 0 ? [] : [fact("Files", ...joined(step.files.slice(0, 6).map((file) => code(cut(file, 100)))))]),
        ...(findings.told.length === 0
          ? []
          : [
              fact(
                "Findings",
                ...joined(
                  findings.told.map((fingerprint) => finding(fingerprint)),
                  "; ",
                ),
                more,
              ),
            ]),
        fact("Proof", cut(proofText(step.proof, review), 400)),
      ],
    },
  ];
}
