import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { estateJsonSchema } from "../../src/estate/index.ts";
import { FLOW } from "./lifecycle-base.ts";
import { edit, problemsOf } from "./marked.ts";

/** [what is replaced, what by: « marks the place of the problem, code, a piece of hint or expected text] */
type Slip = readonly [find: string, put: string, code: string, says?: string];

const STATES: readonly Slip[] = [
  ["state: { when: { paid: { balance: 0,", "state: { when: { paid: { «balence: 0,", "unknown-field", "balance?"],
  ["state: { when: { paid: { balance: 0,", "state: { when: { paid: { «state: posted,", "circular-state", "a field"],
  ["state: { when: { paid: { balance: 0,", "state: { when: { paid: { balance: «lots,", "bad-value", "plain number"],
  ["balance: { column: Balance, type: money }\n", "balance: Balance\n", "wrong-field-type", "type: money"],
  ["        state: status\n", "        «state: {}\n", "no-state-field", "when"],
  ["        state: status\n", "        «state: { words: { hold: OnHold } }\n", "no-state-field", "the status field"],
  ["        state: status\n", "        state: { «wen: { hold: { id: x } } }\n", "unknown-key", "when?"],
  ["filter: { state: [posted, paid] }", "filter: { state: [posted, «payed] }", "unknown-state", "paid?"],
  ["working: { title: In progress,", "«absent: {}\n      working: { title: In progress,", "reserved-name", "Rename"],
  ["      paid: {}\n", "      paid: {}\n      «Paid: {}\n", "names-differ-by-case"],
  ["      paid: {}\n", "      paid: { limit: «2 days }\n", "limit-on-final", "next"],
  ["cancelled: { final: true }", "cancelled: { final: true, limit: «2 days }", "limit-on-final", "final"],
  ["cancelled: { final: true }", "cancelled: { final: true, «limt: 2 days }", "unknown-key", "limit?"],
  ["limit: 36 hours", "limit: «36 ours", "bad-form", "business days"],
  ["next: [working, cancelled]", "next: [«workin, cancelled]", "unknown-state", "working?"],
  ["next: [working, cancelled]", "next: [working, «scheduled]", "same-state", "Leave it out"],
  ["from: completed, to: working", "from: «complete, to: working", "unknown-state", "completed?"],
  ["from: completed, to: working", "from: completed, to: «posted", "repeated-transition", "next to completed"],
  ["reworkLimit: 2", "reworkLimit: «-1", "bad-form", "at least 0"],
  ["      voided: {}\n", "      voided: {}\n      «hold2: false\n", "nothing-to-drop"],
  ["    states:\n      scheduled: {", "    template: «job-to-csh\n    states:\n      scheduled: {", "unknown-template", "job-to-cash?"],
];

const TRACKS: readonly Slip[] = [
  ["site: { title: On site,", "«Dispatch: { dataset: dispatch.jobs }\n      site: { title: On site,", "names-differ-by-case"],
  ["dataset: field.visits, pack", "dataset: «field.visit, pack", "unknown-dataset", "field.visits?"],
  ["pack: servicetitan.jobs", "pack: «servicetitan.job", "unknown-pack", "servicetitan.jobs?"],
  ["pack: servicetitan.jobs", "«pak: servicetitan.jobs", "unknown-key", "pack?"],
  ["words: { working: [Rolling] }", "words: { «workin: [Rolling] }", "unknown-state", "working?"],
  ["words: { working: [Rolling] }", "words: { working: [Rolling], hold: [Idle, «rolling] }", "word-of-two-states", "one state"],
  ["filter: { type: { not: Test } }", "filter: { «typ: { not: Test } }", "unknown-field", "type?"],
  ["since: updatedAt", "since: «updatdAt", "unknown-time", "updatedAt?"],
  ["since: updatedAt", "since: «number", "wrong-field-type", "timestamp"],
  ["deleted: cancelled\n", "deleted: «canceled\n", "unknown-state", "cancelled?"],
  ["pack: servicetitan.jobs }", "pack: servicetitan.jobs, deleted: «cancelled }", "no-deleted", "condition"],
  ["stamps: { posted: created,", "stamps: { «post: created,", "unknown-state", "posted?"],
  ["stamps: { posted: created,", "stamps: { posted: «job,", "wrong-field-type", "date"],
  ["stamps: { posted: created,", "stamps: { posted: «made,", "unknown-time", "created"],
  ["recorded: recordedAt, actor", "recorded: «recrdedAt, actor", "unknown-time", "recordedAt?"],
  ["actor: changedBy", "actor: «changdBy", "unknown-field", "changedBy?"],
  ["record: jobId, at: changedAt, recorded", "record: «jobI, at: changedAt, recorded", "unknown-field", "jobId?"],
  [
    "{ dataset: dispatch.changes, record: jobId, at: changedAt, recorded",
    "{ dataset: «field.visit, record: jobId, at: changedAt, recorded",
    "unknown-dataset",
    "field.visits?",
  ],
  ["recorded: recordedAt, actor", "actor", "no-recorded", "recorded"],
  ["log: { history", "log: { «stamps: { hold: x }, history", "only-with-records", "Leave it out"],
  ["log: { history", "log: { «filter: { id: x }, history", "only-with-records", "into the history"],
  [
    "log: { history: { dataset: dispatch.changes, record: jobId, at: changedAt } }",
    "log: { dataset: bank.deposits, history: { dataset: «books.invoices, record: id, at: created } }",
    "no-state",
  ],
  [
    "log: { history: { dataset: dispatch.changes, record: jobId, at: changedAt } }",
    "«log: { dataset: bank.deposits }",
    "no-state",
    "stamps",
  ],
  ["log: { history: { dataset: dispatch.changes, record: jobId, at: changedAt } }", "«log: {}", "no-dataset", "history"],
  [
    "log: { history: { dataset: dispatch.changes, record: jobId, at: changedAt } }",
    "log: { dataset: books.lines, stamps: { paid: madeOn }, «captures: true }",
    "no-state",
  ],
  ["words: { hold: OnHold }", "words: { idle: OnHold }", "nothing-shown", "hold"],
];

const LINKS: readonly Slip[] = [
  ["{ from: books, to: dispatch, handoff", "{ from: «book, to: dispatch, handoff", "unknown-track", "books?"],
  ["{ from: dispatch, to: log }", "{ from: dispatch, to: «dispatch }", "same-track", "another track"],
  [
    "{ from: dispatch, to: log }",
    "{ from: dispatch, to: log }\n      - { from: site, to: «dispatch, match: { job: number } }",
    "repeated-link",
  ],
  ["handoff: job-to-invoice", "handoff: «job-to-invoic", "unknown-handoff", "job-to-invoice?"],
  ["handoff: job-to-invoice", "handoff: «invoice-to-lines", "other-datasets", "books.invoices and dispatch.jobs"],
  ["handoff: job-to-invoice }", "handoff: job-to-invoice, «match: { job: number } }", "match-and-handoff"],
  ["handoff: job-to-invoice }", "handoff: job-to-invoice, «ignoreCase: true }", "only-with-match"],
  ["match: { number: job }, ignoreCase", "match: { «numbr: job }, ignoreCase", "unknown-field", "number?"],
  ["match: { number: job }, ignoreCase", "match: { number: «jb }, ignoreCase", "unknown-field", "job?"],
  ["match: { number: job }, ignoreCase", "match: { number: «crew }, ignoreCase", "incompatible-types"],
  ["match: { number: job }, ignoreCase", "«match: {}, ignoreCase", "empty-match"],
  ["{ from: dispatch, to: log }", "{ from: dispatch, to: log, «match: { id: jobId } }", "only-with-records", "by the key"],
];

const RULES: readonly Slip[] = [
  ["when: { dispatch: completed }", "when: { «dispach: completed }", "unknown-track", "dispatch?"],
  ["when: { dispatch: completed }", "when: { dispatch: «complete }", "unknown-state", "completed?"],
  ["when: { dispatch: completed }", "«when: { dispatch: completed, site: completed }", "one-track", "one track"],
  ["when: { dispatch: completed }", "when: { dispatch: «voided }", "never-shown", "scheduled"],
  ["when: { dispatch: completed }", "when: { dispatch: [completed, «absent] }", "absent-when"],
  ["        when: { dispatch: completed }\n", "", "missing-key", "one track"],
  ["then: { books: [posted, paid] }", "then: { books: [posted, «payd] }", "unknown-state", "paid?"],
  ["then: { books: [posted, paid] }", "then: { «books: [hold, working] }", "never-shown", "posted"],
  [
    "when: { dispatch: [cancelled] }\n        then: { site: [cancelled, absent] }",
    "when: { books: paid }\n        «then: { site: [cancelled, absent] }",
    "not-linked",
    "from: books",
  ],
  ["then: { site: [cancelled, absent] }", "«then: { dispatch: completed }", "same-track"],
  ["of: each", "of: «all", "unknown-word", "each"],
  ["filter: { total: { above: 0 } }\n        then", "filter: { «totl: { above: 0 } }\n        then", "unknown-field", "total?"],
  ["worth: { books: late }", "worth: { books: «lat }", "unknown-field", "late?"],
  ["worth: { books: late }", "worth: { «site: crew }", "unknown-track", "books"],
  ["worth: total", "worth: «plannedFor", "wrong-field-type", "money"],
  ["within: 5 business days", "within: «5 fortnights", "bad-form", "business days"],
  ["      cancelled-is-not-worked:\n", "      «gone: false\n      cancelled-is-not-worked:\n", "nothing-to-drop", "Without"],
  ["to: { site: scheduledFor }", "to: { site: «scheduldFor }", "unknown-field", "scheduledFor?"],
  ["to: { site: scheduledFor }", "to: { site: «crew }", "incompatible-types"],
  ["to: { site: scheduledFor }", "to: { «sit: scheduledFor }", "unknown-track", "site?"],
  [
    "from: { dispatch: plannedFor }, to: { site: scheduledFor }",
    "from: { books: createdAt }, «to: { site: scheduledFor }",
    "not-linked",
    "from: books",
  ],
  ["from: { dispatch: plannedFor }", "from: { «log: changedAt }", "only-with-records"],
  ["while: [scheduled]", "while: [«schedule]", "unknown-state", "scheduled?"],
  ["      plan-reaches-site:", "      «completed-is-invoiced:", "repeated-name"],
];

const WORKFLOWS: readonly Slip[] = [
  ["    workflows: [job-to-cash]\n    states", "    workflows: [«job-to-csh]\n    states", "unknown-workflow", "job-to-cash?"],
  ["handoffs: [job-to-invoice, invoice-to-lines,", "handoffs: [«job-to-invoic, invoice-to-lines,", "unknown-handoff", "job-to-invoice?"],
  ["handoffs: [job-to-invoice, invoice-to-lines,", "handoffs: [job-to-invoice, «job-to-invoice, invoice-to-lines,", "repeated-handoff"],
  [
    "handoffs: [job-to-invoice, invoice-to-lines, payment-to-deposit], joins",
    "handoffs: [job-to-invoice, «payment-to-deposit], joins",
    "not-connected",
    "from: books.invoices",
  ],
  [
    "handoffs: [job-to-invoice, invoice-to-lines, payment-to-deposit], joins",
    "handoffs: [job-to-invoice, invoice-to-lines], joins",
    "unused-join",
    "Leave the join out",
  ],
  ["match: { id: payment } }] }", "match: { id: «paymnt } }] }", "unknown-field", "payment?"],
  ["match: { id: payment } }] }", "«match: {} }] }", "empty-match"],
  ["joins: [{ from: books.payments,", "joins: [{ from: «books.paymnts,", "unknown-dataset", "books.payments?"],
  ["decision: billing, handoffs", "«decison: billing, handoffs", "unknown-key", "decision?"],
  ["workflows:\n  job-to-cash: {", "workflows:\n  Job-to-cash: { handoffs: [job-to-invoice] }\n  «job-to-cash: {", "names-differ-by-case"],
];

test("the base of all cases is right", () => {
  expect(problemsOf(FLOW)).toEqual([]);
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(estateJsonSchema());
  expect(validate(parse(FLOW)) || validate.errors).toBe(true);
});

describe.each([{ slips: STATES }, { slips: TRACKS }, { slips: LINKS }, { slips: RULES }, { slips: WORKFLOWS }])(
  "each slip is said at its place",
  ({ slips }) => {
    test.each(slips.map(([find, put, code, says]) => ({ find, put, code, says })))("$code: $put", ({ find, put, code, says }) => {
      const { text, places } = edit(FLOW, [find, put]);
      const problems = problemsOf(text);
      const problem = problems.find((each) => each.code === code);
      expect(problems.map((each) => each.code)).toContain(code);
      if (places[0]) expect(problem?.at).toEqual({ file: "/estate/tieout.yaml", ...places[0] });
      if (says !== undefined) expect(`${problem?.expected} ${problem?.hint} ${problem?.message}`).toContain(says);
      expect(problems.filter((each) => each !== problem)).toEqual([]);
    });
  },
);
