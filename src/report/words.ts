import type { CheckRun, DebtKind, OutcomeName, OutcomeReason, Severity, SystemKind } from "../model/index.ts";
import { count } from "./money.ts";

export const OUTCOME_WORDS: Readonly<Record<OutcomeName, { readonly title: string; readonly meaning: string }>> = {
  matched: { title: "Matched", meaning: "on both sides and equal, within the stated tolerance" },
  different: { title: "Different", meaning: "on both sides, but the values differ" },
  missing: { title: "Missing", meaning: "upstream, but not downstream" },
  extra: { title: "Extra", meaning: "downstream, but not upstream" },
  duplicate: { title: "Duplicate", meaning: "the same thing a second time" },
  ambiguous: { title: "Ambiguous", meaning: "several candidates, none of them certain" },
  "in-flight": { title: "In flight", meaning: "too recent to be expected on the other side" },
  excluded: { title: "Out of scope", meaning: "not part of this handoff" },
};

export const REASON_WORDS: Readonly<Record<OutcomeReason, string>> = {
  filter: "outside the handoff’s filter",
  deleted: "deleted or voided",
  "other-currency": "in another currency",
  "no-reference": "carries no reference",
  "counterpart-excluded": "counterpart is out of scope",
  "counterpart-deleted": "counterpart was deleted",
  "within-grace": "within the agreed grace",
  "newer-than-counterpart": "newer than the other side’s capture",
  "several-candidates": "several candidates",
  "identity-unsure": "may be one of the candidates: a person must say",
  "repeated-key": "its key repeats",
  "same-reference": "its reference is used again",
  "values-differ": "values differ",
  "sum-differs": "the sum differs",
  none: "",
};

export const KIND_WORDS: Readonly<Record<DebtKind, string>> = {
  "source-of-truth-conflict": "Source-of-truth conflict",
  "status-mismatch": "Status mismatch",
  "spreadsheet-middleware": "Spreadsheet middleware",
  "silent-sync-failure": "Silent sync failure",
  "corrected-export": "Corrected export",
  "vendor-setting": "Vendor setting",
  "migration-residue": "Migration residue",
  "unowned-automation": "Unowned automation",
};

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = { high: "High", medium: "Medium", low: "Low" };

export const STATUS_WORDS: Readonly<Record<CheckRun["status"], string>> = {
  found: "Found breaks",
  clear: "Clear",
  skipped: "Not checked",
  failed: "Failed",
};

export const SYSTEM_WORDS: Readonly<Record<SystemKind, string>> = {
  crm: "CRM",
  dispatch: "Dispatch",
  field: "Field",
  billing: "Billing",
  books: "Books",
  payments: "Payments",
  spreadsheet: "Spreadsheet",
  dashboard: "Dashboard",
  other: "System",
};

export const CARDINALITY_WORDS = {
  "one-to-one": "one record to one record",
  "one-to-many": "one record to many",
  "many-to-one": "many records to one",
} as const;

/** `Missing (carries no reference)`. */
export function outcomeLabel(outcome: OutcomeName, reason: OutcomeReason): string {
  const words = REASON_WORDS[reason];
  const title = OUTCOME_WORDS[outcome].title;
  return words === "" || reason === "values-differ" ? title : `${title} (${words})`;
}

/** `1 record`, `1,204 records`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** `2026-09-03` → `3 September 2026`; what is no ISO day stays as it is. */
export function day(iso: string): string {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso);
  const month = found === null ? undefined : MONTHS[Number(found[2]) - 1];
  return found === null || month === undefined ? iso : `${Number(found[3])} ${month} ${found[1]}`;
}

/** `2026-09-03` → `3 Sep 2026`, for pictures. */
export function shortDay(iso: string): string {
  return day(iso).replace(/ (\p{L}{3})\p{L}+ /u, " $1 ");
}

/** A UTC instant as the clock of a zone shows it: `1 October 2026, 06:00`. */
export function moment(instant: string, timeZone: string): string {
  const parts = clock(instant, timeZone);
  return parts === undefined
    ? instant
    : `${day(`${parts["year"]}-${parts["month"]}-${parts["day"]}`)}, ${parts["hour"]}:${parts["minute"]}`;
}

/** The day of a UTC instant in a zone, ISO: `2026-10-01`. */
export function localDay(instant: string, timeZone: string): string {
  const parts = clock(instant, timeZone);
  return parts === undefined ? instant : `${parts["year"]}-${parts["month"]}-${parts["day"]}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function clock(instant: string, timeZone: string): Readonly<Record<string, string>> | undefined {
  const time = new Date(instant);
  if (Number.isNaN(time.getTime())) return undefined;
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  return Object.fromEntries(format.formatToParts(time).map((part) => [part.type, part.value]));
}

/** `2026-09` → `September 2026`; what is no ISO month stays as it is. */
export function monthName(iso: string): string {
  const found = /^(\d{4})-(\d\d)$/.exec(iso);
  const month = found === null ? undefined : MONTHS[Number(found[2]) - 1];
  return found === null || month === undefined ? iso : `${month} ${found[1]}`;
}
