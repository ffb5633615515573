import { expect, test } from "vitest";
import { estateOf } from "./marked.ts";
import { describeSlips, type Slip } from "./slips.ts";

const DECLARED = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
systems:
  dispatch:
    datasets:
      jobs: { entity: job, source: jobs.csv, key: id, fields: { id: Id } }
  books:
    datasets:
      invoices: { entity: invoice, source: invoices.csv, key: id, fields: { id: Id, job: Job } }
handoffs:
  bill: { from: dispatch.jobs, to: books.invoices, match: { id: job } }
workflows:
  job-to-cash: { handoffs: [bill], decision: billing }
triage:
  - question: stack-cannot-represent
    answer: yes
    why: Recurring contracts have no place in any system.
    by: COO
  - question: diagnosis-complete
    answer: no
    why: Dispatch was not asked.
    workflow: job-to-cash
`;

test("what people say of the triage", () => {
  expect(estateOf(DECLARED).triage).toEqual([
    {
      question: "stack-cannot-represent",
      answer: "yes",
      why: "Recurring contracts have no place in any system.",
      by: "COO",
      workflow: undefined,
    },
    { question: "diagnosis-complete", answer: "no", why: "Dispatch was not asked.", by: undefined, workflow: "job-to-cash" },
  ]);
  expect(estateOf(DECLARED.slice(0, DECLARED.indexOf("triage:"))).triage).toEqual([]);
});

const SLIPS: readonly Slip[] = [
  ["workflow: job-to-cash\n", "workflow: «job-to-cahs\n", "unknown-workflow", "Did you mean job-to-cash?"],
  ["question: diagnosis-complete", "question: «diagnosis-done", "unknown-word"],
  ["answer: no", "answer: «perhaps", "unknown-word"],
  [
    "  - question: diagnosis-complete\n    answer: no\n    why: Dispatch was not asked.\n    workflow: job-to-cash\n",
    "  - «question: stack-cannot-represent\n    answer: no\n    why: Not so.\n",
    "answered-twice",
  ],
];

describeSlips(DECLARED, SLIPS);
