import type { Actor, CheckRun, Finding, Review } from "../../src/model/index.ts";
import { createDesk, type Desk, type SeenBreak } from "../../src/desk/index.ts";
import type { Store } from "../../src/stores/store.ts";

export const ANNA: Actor = { type: "user", name: "anna" };

/** A clock that is set by hand. Monday, 23 November 2026, noon in New York, to begin with. */
export interface Clock {
  at: string;
}

export function deskOver(store: Store, unitOwners: Readonly<Record<string, string>> = {}): { desk: Desk; clock: Clock } {
  const clock: Clock = { at: "2026-11-23T17:00:00.000Z" };
  let count = 0;
  const calendar = {
    timeZone: "America/New_York",
    businessDays: [1, 2, 3, 4, 5],
    holidays: ["2026-11-26"],
    due: { high: 2, medium: 5, low: 10 },
  };
  const desk = createDesk({ store, now: () => clock.at, newId: () => `id-${(count += 1)}`, calendar, unitOwners });
  return { desk, clock };
}

/** What a review of the tests found: by handoff, the breaks with their amounts. */
export interface Found {
  /** ISO day of what it speaks of. */
  readonly day: string;
  readonly handoffs: Readonly<Record<string, FoundAt>>;
}

export interface FoundAt {
  /** By fingerprint; `a@2` is a break of the same record as `a`. */
  readonly breaks: Readonly<Record<string, string | undefined>>;
  readonly check?: CheckRun["status"];
  /** undefined: billing; null: nobody. */
  readonly owner?: string | null | undefined;
  readonly severity?: Finding["severity"];
  readonly symptom?: boolean;
  readonly units?: readonly string[];
}

/** A review, as far as the desk reads it; the rest of a review is nothing to it. */
export function reviewOf({ day, handoffs }: Found): { review: Review; breaks: AsyncIterable<readonly SeenBreak[]> } {
  const findings = Object.entries(handoffs).flatMap(([handoff, at]) =>
    Object.keys(at.breaks).length === 0 ? [] : [findingOf(handoff, at)],
  );
  const coverage = Object.entries(handoffs).map(([handoff, { breaks, check }]) => ({
    check: "tie-out",
    subject: handoff,
    status: check ?? (Object.keys(breaks).length > 0 ? "found" : "clear"),
    records: 10,
    findings: 0,
    reason: undefined,
  }));
  const verdict = {
    sentence: "A sentence.",
    findings: findings.length,
    breaks: 0,
    mismatched: 0,
    amount: "0.00",
    handoffsClean: 0,
    handoffs: 1,
  };
  const part = {
    version: 1,
    estate: { name: "test", title: "Test", currency: "USD", timeZone: "America/New_York" },
    asOf: `${day}T10:00:00Z`,
    verdict,
    datasets: [{ id: "books.invoices", entity: "invoice" }],
    handoffs: Object.keys(handoffs).map((id) => ({ id, workflows: ["job-to-cash"] })),
    reports: [],
    findings,
    coverage,
  };
  return { review: part as unknown as Review, breaks: breaksOf(handoffs) };
}

function findingOf(handoff: string, { breaks, owner = "billing", severity = "high", symptom = false }: FoundAt): Partial<Finding> {
  return {
    fingerprint: `finding-${handoff}`,
    kind: "silent-sync-failure",
    severity,
    handoff,
    outcome: "missing",
    title: `${Object.keys(breaks).length} records never arrived`,
    records: Object.keys(breaks).length,
    amount: "1.00",
    owner: owner ?? undefined,
    ...(symptom ? { symptomOf: "another" } : {}),
  };
}

async function* breaksOf(handoffs: Found["handoffs"]): AsyncGenerator<readonly SeenBreak[]> {
  for (const [handoff, { breaks, units = ["north"] }] of Object.entries(handoffs)) {
    yield Object.entries(breaks).map(([fingerprint, amount], index) => ({
      fingerprint,
      finding: `finding-${handoff}`,
      dataset: "books.invoices",
      key: `INV-${fingerprint.replace(/@.*/, "")}`,
      reference: undefined,
      unit: units[index % units.length],
      date: "2026-10-01",
      amount,
    }));
  }
}
