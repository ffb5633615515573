import type { AlertKind, Severity } from "../../model/index.ts";

/** One exception, as an alert names it. */
export interface AlertItem {
  readonly fingerprint: string;
  readonly title: string;
  readonly severity: Severity;
  readonly key: string | null;
  readonly unit: string | null;
  readonly owner: string | null;
  /** Decimal string in the estate's currency. */
  readonly amount: string | null;
  /** ISO day. */
  readonly due: string | null;
}

/** What an alert says, whatever way it goes. It holds no secret: it is kept in the outbox. */
export interface Alert {
  readonly kind: AlertKind | "digest";
  /** UTC ISO 8601. */
  readonly at: string;
  readonly estate: string;
  readonly currency: string;
  /** Plain language; stands first, and alone in a mail's subject. */
  readonly sentence: string;
  /** How many exceptions it is about. */
  readonly count: number;
  /** What they are worth together; decimal string. */
  readonly amount: string;
  /** The first of them. */
  readonly items: readonly AlertItem[];
  /** Of a digest: who gets it. */
  readonly to?: string;
}

/** `2 high · north · billing · 1,000.00 USD · due 2026-11-25`, without what is not known. */
export function itemLine({ severity, key, unit, owner, amount, due }: AlertItem, currency: string): string {
  const parts = [severity, key, unit, owner, amount === null ? null : `${amount} ${currency}`, due === null ? null : `due ${due}`];
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}

/** Where the page shows an exception; undefined when nobody knows the server's address. */
export function linkOf(publicUrl: string | undefined, fingerprint: string): string | undefined {
  return publicUrl === undefined ? undefined : `${publicUrl.replace(/\/+$/, "")}/exceptions/${encodeURIComponent(fingerprint)}`;
}

export function restOf({ count, items }: Alert): string | undefined {
  return count > items.length && items.length > 0 ? `and ${count - items.length} more` : undefined;
}
