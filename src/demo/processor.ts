import type { Branch, Charge, Payout } from "./business.ts";
import { csvLine } from "./files/csv.ts";
import { decimal } from "./money.ts";
import { Random } from "./random.ts";
import { instant, processorTime } from "./time.ts";

/* The card processor's itemized payout report, with Stripe's headers. */

export const chargeHeader = [
  "automatic_payout_id",
  "automatic_payout_effective_at",
  "balance_transaction_id",
  "created",
  "currency",
  "gross",
  "fee",
  "net",
  "reporting_category",
  "source_id",
  "description",
  "payment_metadata[payment_ref]",
  "payment_metadata[branch]",
];

export const processorBranch: Readonly<Record<Branch, string>> = {
  albany: "summit-albany",
  syracuse: "summit-syracuse",
  rochester: "summit-rochester",
};

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** An id as the processor makes them; those of higher numbers sort later. */
export function processorId(prefix: string, serial: number, random: Random): string {
  let tail = "";
  for (let at = 0; at < 12; at++) tail += letters.charAt(random.next() % letters.length);
  return `${prefix}${serial.toString(36).padStart(6, "0")}${tail}`;
}

/** The key of a charge in the report. */
export function balanceId(seed: number, { serial }: Charge): string {
  return processorId("txn_3Q", serial, new Random(seed, "txn", serial));
}

/** 2.9 % and 30 cents; a refund gives nothing back. */
export function feeOf({ category, gross }: Charge): number {
  return category === "refund" ? 0 : Math.floor((gross * 29 + 500) / 1000) + 30;
}

export function chargeLine(charge: Charge, key: string, payout: Payout): string {
  const { category, gross, person } = charge;
  const fee = feeOf(charge);
  const source = `${category === "refund" ? "re" : "ch"}_${key.slice(4)}`;
  return csvLine([
    payout.id,
    // Noon in New York: the same day in Greenwich, whose time the report is in.
    processorTime(instant(payout.payDay, 720)),
    key,
    processorTime(charge.created),
    "usd",
    decimal(gross),
    decimal(fee),
    decimal(gross - fee),
    category,
    source,
    category === "refund" ? "Refund" : `Payment, ${person.name}`,
    charge.reference,
    processorBranch[person.branch],
  ]);
}
