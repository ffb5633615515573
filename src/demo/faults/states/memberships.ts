import type { Activity, Membership } from "../../activity/activity.ts";
import { limits, within } from "../../activity/agreements.ts";
import type { Invoice } from "../../business.ts";
import { filtered } from "../../business.ts";
import { deadline } from "../../deadlines.ts";
import { captured, instant, localDay } from "../../time.ts";
import type { StateFault } from "./state-fault.ts";

const lifecycle = "membership";
const day = 86_400;

function billed(activity: Activity): (Membership & { readonly invoice: Invoice; readonly renewed: number }) | undefined {
  return activity.memberships.find(
    (own): own is Membership & { invoice: Invoice; renewed: number } => own.invoice !== undefined && own.report?.word === "Renewed",
  );
}

function running(activity: Activity): Membership | undefined {
  return activity.memberships.find(({ word }) => word === "Active");
}

/** What can go wrong with the states of memberships. */
export const membershipFaults: readonly StateFault[] = [
  {
    name: "renewed-but-reported-lapsed",
    lifecycle,
    cause: "The renewal report counts a membership as lapsed that was renewed under another e-mail address.",
    breaks: { handoff: "invoice-to-renewal", kind: "missing" },
    least: 2,
    perThousand: 0.8,
    apply(_affair, activity, { tell, mark }) {
      const own = billed(activity);
      if (own?.report === undefined) return false;
      own.report.word = "Lapsed";
      own.reportMark = mark("missing", "counterpart-excluded");
      own.rowMark = filtered;
      const { number, renewed, fee } = own;
      tell(() => ({
        rule: "renewed-is-reported",
        outcome: "disagrees",
        track: "crm",
        key: number,
        state: "renewed",
        otherKey: number,
        otherState: "due",
        cents: fee,
        from: renewed,
        due: deadline(renewed, within.renewedIsReported),
        until: captured.crm,
      }));
      return true;
    },
  },
  {
    name: "canceled-but-billed",
    lifecycle,
    cause: "The customer had ended the membership; the yearly invoice went out all the same, and many pay what they are sent.",
    breaks: { handoff: "membership-to-invoice", kind: "extra" },
    least: 2,
    perThousand: 0.8,
    apply(_affair, activity, { tell, mark }) {
      const own = billed(activity);
      if (own === undefined) return false;
      const { number, fee, invoice, renewed } = own;
      Object.assign(own, { word: "Canceled", canceled: renewed - 3 * day, renewed: undefined, invoiceMark: filtered });
      own.billedMark = mark("extra", "counterpart-excluded");
      tell(() => ({
        rule: "cancelled-is-not-billed",
        outcome: "disagrees",
        track: "crm",
        key: number,
        state: "cancelled",
        otherKey: invoice.id,
        otherState: "posted",
        cents: fee,
        from: invoice.created,
        due: deadline(invoice.created, within.canceledIsNotBilled),
        until: captured.crm,
      }));
      return true;
    },
  },
  {
    name: "renewal-never-decided",
    lifecycle,
    cause: "Nobody called the member when the renewal fell due.",
    least: 2,
    perThousand: 0.8,
    apply(affair, activity, { tell }) {
      const own = running(activity);
      const from = affair.jobs[0]?.created;
      // It must be beyond its limit by the time of the review.
      if (own === undefined || from === undefined || from > captured.crm - 75 * day) return false;
      Object.assign(own, { word: "Renewal Due", due: from });
      const { number, fee } = own;
      own.report = { word: "Pending", listed: from + 3600, decided: undefined };
      const mismatch = { outcome: "stuck" as const, key: number, state: "due", cents: fee };
      tell(() => ({ ...mismatch, track: "crm", from, due: deadline(from, limits.renewalDue), until: captured.crm }));
      tell(() => ({
        ...mismatch,
        track: "report",
        from: from + 3600,
        due: deadline(from + 3600, limits.renewalDue),
        until: captured.dashboard,
      }));
      return true;
    },
  },
  {
    name: "renewed-never-billed",
    lifecycle,
    cause: "The member renewed on the phone; no one made the invoice.",
    breaks: { handoff: "membership-to-invoice", kind: "missing" },
    least: 2,
    perThousand: 0.8,
    apply(affair, activity, { tell, mark }) {
      const own = running(activity);
      const from = affair.jobs[0]?.created;
      if (own === undefined || from === undefined) return false;
      const due = from - 20 * day;
      Object.assign(own, { word: "Renewed", due, renewed: from, invoiceMark: mark("missing"), rowMark: mark("extra") });
      own.report = { word: "Renewed", listed: due + 3600, decided: instant(localDay(from) + 1, 360) };
      const { number, fee } = own;
      tell(() => ({
        rule: "renewed-is-billed",
        outcome: "disagrees",
        track: "crm",
        key: number,
        state: "renewed",
        otherState: "absent",
        cents: fee,
        from,
        due: deadline(from, within.renewedIsBilled),
        until: captured.crm,
      }));
      return true;
    },
  },
];
