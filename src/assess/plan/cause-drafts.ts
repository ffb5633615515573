import type { CausePart, Finding, PlanWork } from "../../model/index.ts";
import { priceInWords } from "../../model/index.ts";
import { counted, placeOf, type Draft, type PlanGrounds } from "./draft.ts";

/** Fewer records that nothing explains are settled one by one; no cause is looked for. */
const WORTH_ASKING = 3;

/** What ends the cause of a finding: the setting, the practice, or first the search for it. */
export function causeDrafts(finding: Finding, grounds: PlanGrounds): Draft[] {
  const { cause } = finding;
  if (cause === undefined) return [];
  const drafts = [cause, ...cause.besides].flatMap((part) => ofPart(part, finding, grounds));
  if (cause.code !== "unknown" && cause.unexplained.records >= WORTH_ASKING) drafts.push(search(finding, cause.unexplained.records));
  return drafts;
}

function ofPart(part: CausePart, finding: Finding, grounds: PlanGrounds): Draft[] {
  const { review } = grounds;
  const place = placeOf(finding);
  const base = { place, finding, owner: finding.owner } as const;
  const statement = part.statement.replace(/\.$/, "");
  const because = explained(part, finding, review.estate.currency);
  const draft = (work: PlanWork, clause: string, apart?: string): Draft => ({ ...base, work, clause, because, apart });
  switch (part.code) {
    case "unknown":
      return [search(finding, finding.records)];
    case "definitions":
      return [draft("agree-definition", `settle what it means: ${statement}`)];
    case "no-owner":
      return finding.owner === undefined && place.type !== "fact" ? [draft("name-owner", "")] : [];
    case "person":
    case "practice":
      return [draft("add-rule", `agree with those who do it how it is done from now on: ${statement}`)];
    case "automation":
      return [draft("add-rule", `have the automation corrected that does it: ${statement}`)];
    case "outage":
      return [draft("add-alert", `tell somebody at once when it stops again: ${statement}`)];
    case "stale-capture":
      return [draft("add-rule", `read a newer export before anything is changed: ${statement}`)];
    case "page-limit":
    case "cut-off":
      return [draft("add-rule", `work around what the product does not do: ${statement}`)];
    default:
      return [{ ...draft("change-setting", settingClause(part), settingOf(part, place.id)), system: systemOf(finding, grounds) }];
  }
}

/** Groups that one setting breaks are mended by one change, wherever they show. */
function settingOf({ setting, signature, onset, slices }: CausePart, place: string): string {
  const terms = slices.flatMap((slice) => slice.terms.map(({ field, value }) => `${field.split(".").at(-1)}=${value}`)).sort();
  const local = terms.length === 0 ? place : "";
  return JSON.stringify([
    terms.length > 0 && signature === undefined ? terms : setting,
    signature?.code,
    signature?.parameters,
    onset?.from,
    local,
  ]);
}

function settingClause({ setting, statement, signature, onset }: CausePart): string {
  const told = lower(statement.replace(/\.$/, ""));
  if (signature !== undefined) return `Set right ${setting ?? "the values"}: ${told}`;
  if (onset?.from === undefined) return `Set right what is set for ${setting ?? "these records"}: ${told}`;
  const { earliest, latest } = onset.between;
  const when = earliest === latest ? `on ${dayWords(latest)}` : `between ${dayWords(earliest)} and ${dayWords(latest)}`;
  return `Set right what was changed for ${setting ?? "these records"} ${when}: ${told}`;
}

function explained({ explained: { records, amount }, refutedBy }: CausePart, finding: Finding, currency: string): string {
  const worth = amount === undefined || Number(amount) === 0 ? "" : `, ${priceInWords(amount, currency)}`;
  const refuted = refutedBy === undefined ? "" : `; what would disprove it: ${refutedBy}`;
  const lead = finding.title.split(": ")[0] ?? "";
  return `${lead}: it explains ${records.toLocaleString("en-US")} of ${counted(finding.records, "record")}${worth}${refuted}`;
}

/** What was looked through and found nothing is not looked through again. */
function search(finding: Finding, records: number): Draft {
  const place = placeOf(finding);
  const apart = place.type === "lifecycle" ? finding.owner : undefined;
  return { work: "find-cause", place, finding, apart, clause: "", owner: finding.owner, records };
}

/** The system in which the finding's own records are: there it is set what becomes of them. */
function systemOf({ handoff, samples, subject }: Finding, { review }: PlanGrounds): string | undefined {
  const known = review.handoffs.find(({ id }) => id === handoff);
  const dataset = samples[0]?.dataset ?? known?.from ?? subject?.id.split(".").slice(0, 2).join(".");
  return review.datasets.find(({ id }) => id === dataset)?.system;
}

function lower(text: string): string {
  return /^.[A-Z]/.test(text) ? text : `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** `15 June 2026`. */
function dayWords(iso: string): string {
  const [year, month, day] = iso.split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}
