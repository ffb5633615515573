import { AUTOMATION_PARTS, type AutomationPart, type CheckRun, type Review, type ReviewedAutomation } from "../model/index.ts";
import { counted } from "./words.ts";

/** What a register must say of an automation, as headings. */
export const AUTOMATION_WORDS: Readonly<Record<AutomationPart, string>> = {
  owner: "Owner",
  trigger: "Trigger",
  output: "Expected output",
  exceptions: "Exceptions",
  monitoring: "Monitoring",
  rollback: "Rollback",
};

/** What runs, in one sentence; where nothing is known, why nothing is proven. */
export function automationSentence({ automations, coverage }: Pick<Review, "automations" | "coverage">): string {
  const registered = automations.filter((each) => each.registered);
  const strangers = automations.length - registered.length;
  const complete = registered.filter(({ gaps }) => gaps.length === 0).length;
  if (automations.length === 0) return nothingKnown(coverage.filter(({ check }) => check === "unowned-automation"));
  const register =
    registered.length === 0
      ? "No automation is registered"
      : `${counted(registered.length, "automation")} ${registered.length === 1 ? "is" : "are"} registered, ${complete === registered.length ? "with all that a register must say" : `${complete === 0 ? "none" : complete} of them with all that a register must say`}`;
  const seen =
    strangers === 0
      ? ""
      : `; ${counted(strangers, "actor")} ${strangers === 1 ? "writes" : "write"} like a machine and ${strangers === 1 ? "stands" : "stand"} in no register`;
  return `${register}${seen}.`;
}

function nothingKnown(runs: readonly CheckRun[]): string {
  const blind = runs.find(({ status }) => status === "skipped" || status === "failed");
  if (blind !== undefined || runs.length === 0) return `Not checked: ${blind?.reason ?? "no check of automations ran"}.`;
  return "No automation is registered, and no actor was seen that writes like a machine; where records do not say who made them, nothing is proven.";
}

/** The parts with what the register says; undefined is a gap. */
export function automationParts(automation: ReviewedAutomation): { readonly part: AutomationPart; readonly said: string | undefined }[] {
  return AUTOMATION_PARTS.map((part) => ({ part, said: automation[part] }));
}
