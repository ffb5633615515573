import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../src/sql/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { embedded, shared, type StoreKind } from "../stores/given.ts";
import { ANNA, deskOver, reviewOf } from "./given.ts";

/** What the test itself remembers of an exception. */
interface Known {
  state: string;
  by: "gone" | "person" | undefined;
  /** Number of the day of the newest data when a person resolved it. */
  resolvedOn: number;
  acceptedAmount: number;
  amount: number;
  version: number;
}

const NAMES = ["a", "b", "c"] as const;
type Step =
  | { readonly kind: "run"; readonly day: number; readonly amounts: readonly number[]; readonly checked: boolean }
  | {
      readonly kind: "act";
      readonly on: number;
      readonly type: "acknowledge" | "start" | "resolve" | "accept" | "reopen";
      readonly stale: boolean;
    };

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("run" as const),
      day: fc.integer({ min: 1, max: 9 }),
      amounts: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }),
      checked: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("act" as const),
      on: fc.integer({ min: 0, max: 2 }),
      type: fc.constantFrom("acknowledge" as const, "start" as const, "resolve" as const, "accept" as const, "reopen" as const),
      stale: fc.boolean(),
    }),
  ),
  { minLength: 1, maxLength: 12 },
) as fc.Arbitrary<readonly Step[]>;

const FROM: Readonly<Record<string, readonly string[]>> = {
  acknowledge: ["new"],
  start: ["new", "acknowledged"],
  resolve: ["new", "acknowledged", "in-progress", "accepted"],
  accept: ["new", "acknowledged", "in-progress", "accepted"],
  reopen: ["resolved", "accepted"],
};
const TO: Readonly<Record<string, string>> = {
  acknowledge: "acknowledged",
  start: "in-progress",
  resolve: "resolved",
  accept: "accepted",
  reopen: "new",
};

/** The rules again, for one exception and one review; amount 0: it is not found. */
function reviewed(known: Known | undefined, amount: number, day: number, checked: boolean): Known | undefined {
  if (amount === 0) {
    if (known === undefined || known.state === "resolved" || !checked) return known;
    return { ...known, state: "resolved", by: "gone", version: known.version + 1 };
  }
  if (known === undefined) return { state: "new", by: undefined, resolvedOn: 0, acceptedAmount: 0, amount, version: 1 };
  const again = { ...known, state: "new", by: undefined, amount, version: known.version + 1 };
  if (known.state === "resolved") return known.by === "gone" || day > known.resolvedOn ? again : known;
  if (known.state === "accepted" && amount > known.acceptedAmount) return again;
  return amount === known.amount ? known : { ...known, amount, version: known.version + 1 };
}

async function agree(store: Store, sequence: readonly Step[]): Promise<void> {
  const { desk } = deskOver(store);
  const known = new Map<string, Known>();
  let newest = 0;
  /** The day of the last review that looked, or that found something at all for the first time. */
  let looked = 0;
  for (const step of sequence) {
    if (step.kind === "run") {
      const breaks = Object.fromEntries(
        NAMES.flatMap((name, index) => (step.amounts[index] === 0 ? [] : [[name, String(step.amounts[index])]])),
      );
      const summary = await desk.recordRun(
        reviewOf({ day: `2026-10-0${step.day}`, handoffs: { h: { breaks, ...(step.checked ? {} : { check: "skipped" as const }) } } }),
      );
      expect(summary.applied).toBe(step.day >= newest);
      if (step.day < newest) continue;
      newest = step.day;
      if (step.checked || (looked === 0 && Object.keys(breaks).length > 0)) looked = step.day;
      for (const [index, name] of NAMES.entries()) {
        const next = reviewed(known.get(name), step.amounts[index] ?? 0, step.day, step.checked);
        if (next !== undefined) known.set(name, next);
      }
      continue;
    }
    const name = NAMES[step.on] ?? "a";
    const before = known.get(name);
    const action = { type: step.type, reason: "because", until: "2027-01-01" } as const;
    const [result] = await desk.act([{ fingerprint: name, version: (before?.version ?? 1) - (step.stale ? 1 : 0) }], action, ANNA);
    if (before === undefined) expect(result?.outcome).toBe("unknown");
    else if (step.stale) expect(result?.outcome).toBe("stale");
    else if (FROM[step.type]?.includes(before.state) !== true) expect(result?.outcome).toBe("refused");
    else {
      expect(result?.outcome).toBe("done");
      const by = step.type === "resolve" ? "person" : undefined;
      known.set(name, {
        ...before,
        state: TO[step.type] ?? "",
        by,
        resolvedOn: looked,
        acceptedAmount: before.amount,
        version: before.version + 1,
      });
    }
  }
  const { exceptions } = await desk.listExceptions({});
  expect(
    Object.fromEntries(
      exceptions.map(({ fingerprint, state, amount, version, resolution }) => [
        fingerprint,
        { state, amount, version, by: resolution?.by },
      ]),
    ),
  ).toEqual(
    Object.fromEntries([...known].map(([name, { state, amount, version, by }]) => [name, { state, amount: `${amount}.00`, version, by }])),
  );
  // Every version has its event, in order, and nothing else has.
  const histories = await store.rows(
    sql`SELECT fingerprint, string_agg(CAST(version AS text), ' ' ORDER BY id) AS versions FROM exception_events GROUP BY fingerprint`,
  );
  for (const { fingerprint, versions } of histories) {
    const count = known.get(String(fingerprint))?.version ?? 0;
    expect(versions).toBe(Array.from({ length: count }, (_, index) => index + 1).join(" "));
  }
  expect(await desk.verifyAudit()).toMatchObject({ intact: true });
}

describe.each([
  ["PGlite", embedded, 8],
  ["PostgreSQL", shared, 12],
] as const)("any sequence of reviews and actions on %s", (_name, start, numRuns) => {
  let kind: StoreKind | undefined;
  beforeAll(async () => {
    kind = await start();
  });
  afterAll(() => kind?.end());

  it("ends as the rules say", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const stores = kind;
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => agree(await stores.open(), sequence)),
      { numRuns, endOnFailure: true },
    );
  });
});
