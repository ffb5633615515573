import type { CheckRun, PlanProof, Undecided } from "../../model/index.ts";
import { titleOf } from "./draft.ts";
import type { Raw } from "./steps.ts";

/** What each kind of place is checked as, in the coverage of a review. */
const SUBJECTS: Readonly<Record<string, string>> = {
  report: "all numbers",
  workbook: "all workbooks",
  fact: "all facts",
  automation: "all automations",
  actor: "all automations",
};

/** The check of the next review that shows whether the step is done. */
export function proofOf(step: Raw, review: Undecided): PlanProof {
  const { place, drafts } = step;
  const finding = drafts[0]?.finding;
  const title = `“${titleOf(place, review)}”`;
  const run = (check: string, subject: string): CheckRun | undefined =>
    review.coverage.find((one) => one.check === check && one.subject === subject);
  const silent = finding?.outcome === "no-alert" || finding?.subject?.type === "handoff";
  const own =
    silent || finding === undefined
      ? undefined
      : place.type === "handoff"
        ? run("tie-out", place.id)
        : place.type === "lifecycle"
          ? run("lifecycle", place.id)
          : undefined;
  const kind = finding?.kind ?? "silent-sync-failure";
  const runs = review.coverage.filter(({ check }) => check === kind);
  const of = own ?? run(kind, SUBJECTS[place.type] ?? "all records") ?? runs.find(({ status }) => status === "found") ?? runs[0];
  return { check: of?.check ?? kind, subject: of?.subject ?? place.id, expect: expectation(step, title) };
}

function expectation({ work, drafts }: Raw, title: string): string {
  switch (work) {
    case "name-owner":
      return `Every finding at ${title} stands at a name.`;
    case "agree-definition":
      return `${title} is read by one definition, and no finding speaks of another.`;
    case "find-cause":
      return `Of the breaks at ${title} a cause is told, or there are none any more.`;
    case "change-setting":
      return `No record dated after the change breaks as these did: ${drafts[0]?.finding.title.split(":")[0] ?? title} ties out.`;
    case "add-rule":
      return `No new record at ${title} breaks in this way.`;
    case "add-alert":
      return `No finding says that nobody is told at ${title}.`;
    case "document-automation":
      return `The register has no gap at ${title}.`;
    case "move-upstream":
      return `Nothing is typed, looked up or typed over in ${title} that a system could hold.`;
    case "decide-records":
      return `None of the records that were decided shows at ${title} again.`;
    case "repair-records":
      return `None of the imported records shows at ${title} again.`;
    case "retire-workaround":
      return `${title} is not needed any more: every number ties out with raw records.`;
  }
}
