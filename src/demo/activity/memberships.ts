import { filtered, matched, withinGrace, type Case, type Invoice } from "../business.ts";
import { csvLine } from "../files/csv.ts";
import { crmBranch } from "../hubspot.ts";
import { decimal } from "../money.ts";
import type { Random } from "../random.ts";
import { captured, instant, localDay, utcTime } from "../time.ts";
import type { World } from "../world.ts";
import type { Membership } from "./activity.ts";

/* Yearly memberships in the CRM, and what the renewal report makes of them. */

export const membershipHeader = [
  "Contract",
  "Member",
  "Status",
  "Yearly Fee",
  "Started",
  "Renewal Due",
  "Renewed",
  "Lapsed",
  "Canceled",
  "Branch",
];
export const renewalHeader = ["Contract", "Outcome", "Listed At", "Decided At", "Fee", "Branch"];

const day = 86_400;
/** Renewals fall due so long before the year is over. */
const notice = 20 * day;

/** Every membership that was billed, and some that nothing was due for. */
export function membershipsOf(affair: Case, world: World, random: Random): Membership[] {
  const memberships = affair.invoices.filter(({ category }) => category === "Membership").map((invoice) => renewed(affair, world, invoice));
  const [draw, kind] = [random.next() % 100, random.next() % 100];
  const start = affair.jobs.find(({ dealId }) => dealId === undefined)?.created ?? affair.deals[0]?.closes;
  if (draw < 16 && start !== undefined)
    memberships.push(unbilled(affair, world, start, kind < 30 ? "Lapsed" : kind < 42 ? "Canceled" : "Active"));
  return memberships;
}

function renewed({ person }: Case, world: World, invoice: Invoice): Membership {
  const number = world.contractId();
  invoice.contract = number;
  const renewed = invoice.created - 60;
  const due = renewed - notice;
  const decided = instant(localDay(renewed) + 1, 360);
  const known = decided < captured.dashboard;
  return {
    number,
    person,
    fee: invoice.total,
    word: "Renewed",
    started: renewed - 365 * day,
    due,
    renewed,
    lapsed: undefined,
    canceled: undefined,
    invoice,
    // A row that still said Pending would be a contradiction, not one on its way: the report lists what was decided overnight.
    report: known ? { word: "Renewed", listed: due + 3600, decided } : undefined,
    invoiceMark: matched,
    billedMark: matched,
    reportMark: known ? matched : withinGrace,
    rowMark: known ? matched : filtered,
  };
}

function unbilled({ person }: Case, world: World, start: number, word: "Active" | "Canceled" | "Lapsed"): Membership {
  const over = word === "Lapsed";
  const due = over ? start - notice : undefined;
  const decided = instant(localDay(start) + 1, 360);
  const known = decided < captured.dashboard;
  return {
    number: world.contractId(),
    person,
    fee: 22_800,
    word,
    started: start - (over ? 365 : 90) * day,
    due,
    renewed: undefined,
    lapsed: over ? start : undefined,
    canceled: word === "Canceled" ? start : undefined,
    invoice: undefined,
    report: due === undefined || !known ? undefined : { word: "Lapsed", listed: due + 3600, decided },
    invoiceMark: filtered,
    billedMark: filtered,
    reportMark: filtered,
    rowMark: filtered,
  };
}

export function membershipLine({ number, person, word, fee, started, due, renewed, lapsed, canceled }: Membership): string {
  const times = [started, due, renewed, lapsed, canceled].map((time) => (time === undefined ? "" : utcTime(time)));
  return csvLine([number, person.name, word, decimal(fee), ...times, crmBranch[person.branch]]);
}

export function renewalLine({ number, person, fee, report }: Membership): string {
  const { word, listed, decided } = report ?? { word: "", listed: 0, decided: undefined };
  return csvLine([number, word, utcTime(listed), decided === undefined ? "" : utcTime(decided), decimal(fee), crmBranch[person.branch]]);
}
