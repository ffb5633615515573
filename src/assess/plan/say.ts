import { priceInWords, type PlanEffect } from "../../model/index.ts";
import { counted, listed, placeOf, titleOf, type Draft, type PlanGrounds } from "./draft.ts";
import { toldTogether } from "./record-drafts.ts";
import type { Raw } from "./steps.ts";

/** One imperative sentence. */
export function whatOf(step: Raw, grounds: PlanGrounds): string {
  const { work, place } = step;
  const title = `“${titleOf(place, grounds.review)}”`;
  const own = ownOf(step);
  const clauses = [...new Set(own.map(({ clause }) => clause))].filter((clause) => clause !== "");
  switch (work) {
    case "name-owner":
      return sentence(clauses[0] ?? `Name who owns ${title} and works what fails there`);
    case "agree-definition":
      return sentence(joined(clauses));
    case "find-cause":
      return sentence(clauses[0] ?? `Find why ${title} has ${toldTogether(own)}: ${lookAt(step, grounds)}`);
    case "change-setting":
      return sentence(clauses[0] ?? `Correct the setting at ${title}`);
    case "add-rule":
      return sentence(`Add ${clauses.length === 1 ? "a rule" : "rules"} to ${title}: ${clauses.join("; ")}`);
    case "add-alert":
      return sentence(
        clauses.length > 0 ? `At ${title}, ${clauses.join("; ")}` : `Have ${step.owner ?? "the owner"} told when ${title} fails`,
      );
    case "document-automation":
      return sentence(joined(clauses));
    case "move-upstream":
      return sentence(moveUpstream(step, title));
    case "decide-records":
      return sentence(decide(step, title));
    case "repair-records":
      return sentence(`Import the exact values for ${toldTogether(own)} at ${title}`);
    case "retire-workaround":
      return sentence(retire(step, title, clauses, grounds));
  }
}

/**
 * Why, with figures.
 *
 * @param ended findings of which it is the last step
 */
export function whyOf(step: Raw, effect: PlanEffect, ended: number, { review }: PlanGrounds): string {
  const { currency } = review.estate;
  const reasons = [...new Set(ownOf(step).flatMap(({ because }) => because ?? []))].slice(0, 3);
  const ends = [
    ...(Number(effect.interest.likely) > 0 ? [`${priceInWords(effect.interest.likely, currency)} a month`] : []),
    ...(Number(effect.moneyAtRisk.likely) > 0 ? [`${priceInWords(effect.moneyAtRisk.likely, currency)} at risk`] : []),
  ];
  const later = step.serves.size - ended;
  const parts = [
    ...(ended === 0 ? [] : [`It ends ${counted(ended, "finding")}${ends.length === 0 ? "" : `: ${listed(ends)}`}`]),
    ...(later === 0
      ? []
      : [`${ended === 0 ? "It" : "it"} serves ${counted(later, ended === 0 ? "finding" : "other finding")} that later steps end`]),
  ];
  const end = parts.join("; ");
  return [`${end}.`, ...reasons.map((reason) => sentence(capital(reason)))].join(" ");
}

function ownOf({ drafts }: Raw): readonly Draft[] {
  const own = drafts.filter(({ follows }) => follows === undefined);
  return own.length > 0 ? own : drafts.slice(0, 1);
}

/** What was not looked at yet, beginning where most of it is. */
function lookAt(step: Raw, { review }: PlanGrounds): string {
  const fields = [...new Set(ownOf(step).flatMap(({ finding }) => finding.slice?.value ?? []))].slice(0, 2);
  const first = fields.map((unit) => review.units.find(({ id }) => id === unit)?.title ?? unit);
  const begin = first.length === 0 ? "the listed records" : `the listed records, those of ${listed(first)} first`;
  return `no field, day or transformation holds them, so look at what the records do not tell: who or what wrote ${begin}, and what it was told to do`;
}

function decide(step: Raw, title: string): string {
  const own = ownOf(step);
  const corrections = own.filter(({ finding }) => finding.kind === "corrected-export").reduce((sum, { records = 0 }) => sum + records, 0);
  if (corrections > 0)
    return `Trace the ${counted(corrections, "correction")} behind ${title} to the records they change, and make those that are right there`;
  const told = own.filter(({ records }) => records !== undefined);
  return told.length > 0 ? `Decide what becomes of ${toldTogether(told)} at ${title}` : (own[0]?.clause ?? title);
}

function moveUpstream(step: Raw, title: string): string {
  const own = ownOf(step);
  const clauses = own.map(({ clause }) => clause).filter((clause) => clause !== "");
  if (step.place.type !== "workbook" && clauses.length > 0) return joined(clauses);
  const columns = (...outcomes: readonly string[]): string =>
    listed(
      [...new Set(own.filter(({ finding }) => outcomes.includes(finding.outcome)).flatMap(({ clause }) => clause.split("|")))].filter(
        (one) => one !== "",
      ),
    );
  const parts = [
    [columns("typed-over"), (names: string) => `make what is typed over in ${names} where the record is kept`],
    [columns("missing-backend-state"), (names: string) => `give ${names} a field where the work is done`],
    [columns("undocumented-join"), (names: string) => `keep the join of ${names} where the records are`],
    [columns("formula-fault"), (names: string) => `let a system compute ${names}`],
  ] as const;
  const said = parts.flatMap(([names, say]) => (names === "" ? [] : [say(names)]));
  return `Move upstream what ${title} holds${said.length === 0 ? "" : `: ${said.join("; ")}`}`;
}

function retire({ place, drafts }: Raw, title: string, clauses: readonly string[], { review }: PlanGrounds): string {
  if (place.type !== "workbook" && clauses.length > 0) return joined(clauses);
  const reports = drafts
    .filter(({ finding }) => finding.kind === "corrected-export")
    .map(({ finding }) => titleOf(placeOf(finding), review));
  const read = [...new Set(reports)].sort().map((report) => `“${report}”`);
  return read.length === 0 ? `Stop making ${title}` : `Let ${listed(read)} read raw records, and stop making ${title}`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Sentences of their own become one. */
function joined(clauses: readonly string[]): string {
  return clauses
    .map((clause, index) => (index === 0 || /^.[A-Z]/.test(clause) ? clause : `${clause.slice(0, 1).toLowerCase()}${clause.slice(1)}`))
    .join("; ");
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
