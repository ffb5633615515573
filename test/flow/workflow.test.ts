import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { followWorkflow } from "../../src/flow/index.ts";
import type { RuleCount } from "../../src/model/index.ts";
import { sql } from "../../src/sql/index.ts";
import { startEngine } from "../detect/given.ts";
import { chains, endOf, makeChain, type ChainRecord, type GivenChain } from "./given-chain.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

type Change = (made: Awaited<ReturnType<typeof makeChain>>) => Partial<Awaited<ReturnType<typeof makeChain>>>;

async function follow(given: GivenChain, change: Change = () => ({})) {
  const made = await makeChain(engine, given);
  const { input, workflow } = { ...made, ...change(made) };
  const reviewed = await followWorkflow(engine, { currency: "USD" }, workflow, input, "w1");
  await made.close();
  expect(await engine.rows(sql`SELECT table_name FROM information_schema.tables`)).toEqual([]);
  return reviewed;
}

/* What becomes of a record, by walking with it from step to step. */
const BROKEN = ["different", "missing", "ambiguous", "duplicate"];
type Fate = "passed" | `${"outcome" | "states" | "waiting" | "ended"} ${number}`;

function walk({ records, steps }: GivenChain, origin: number): Fate {
  const mismatched = (dataset: string, row: number): boolean => {
    const mismatch = records[dataset]?.[row]?.mismatch ?? null;
    return mismatch !== null && mismatch !== "late-recorded";
  };
  let current = new Set([origin]);
  let lost = false;
  for (const [index, step] of steps.entries()) {
    const [here, end, isLast] = [`d${index + 1}`, endOf(steps, index), index === steps.length - 1];
    const outcomes = new Map(
      step.outcomes.flatMap(([side, row, outcome]) => (side === "from" && current.has(row) ? [[row, outcome] as const] : [])),
    );
    const reached = new Set(step.pairs.flatMap(([f, t]) => (outcomes.get(f) === "matched" ? [t] : [])));
    const told = [...outcomes.values()];
    if (lost || told.some((outcome) => BROKEN.includes(outcome))) return `outcome ${index + 1}`;
    const states = [...current].some((row) => mismatched(here, row));
    const statesAtEnd = (isLast || step.joined) && [...reached].some((row) => mismatched(end, row));
    if (states || statesAtEnd) return `states ${index + 1}`;
    if (told.includes("in-flight")) return `waiting ${index + 1}`;
    if (told.every((outcome) => outcome === "excluded")) return `ended ${index + 1}`;
    current = reached;
    if (!step.joined) continue;
    const links = [...reached].map((row) => records[end]?.[row]?.link ?? null);
    const joined = links.map((link) =>
      (records[`d${index + 2}`] ?? []).flatMap((each, row) => (link !== null && each.link === link ? [row] : [])),
    );
    lost = joined.some((rows) => rows.length === 0);
    current = new Set(joined.flat());
  }
  return "passed";
}

test("every record has the fate that a walk with it finds, and none is lost or counted twice", { timeout: 60_000 }, async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(chains, async (given) => {
      const reviewed = await follow(given);
      const first = given.steps[0]?.outcomes ?? [];
      const origins = first.flatMap(([side, row, outcome, reason]) =>
        side === "from" && outcome !== "excluded" && reason !== "repeated-key" ? [{ row, fate: walk(given, row) }] : [],
      );
      const tally = (rows: readonly { row: number }[]): RuleCount => {
        const cents = rows.reduce((sum, { row }) => sum + Math.round((given.records["d1"]?.[row]?.amount ?? 0) * 100), 0);
        return { records: rows.length, amount: given.hasAmount ? (cents / 100).toFixed(2).replace("-0.00", "0.00") : undefined };
      };
      const ofFate = (...fates: readonly string[]): RuleCount => tally(origins.filter(({ fate }) => fates.includes(fate)));
      expect(reviewed.entered).toEqual(tally(origins));
      expect(reviewed.passed).toEqual(ofFate("passed"));
      for (const [index, step] of reviewed.steps.entries()) {
        const at = index + 1;
        expect(step).toMatchObject({
          left: ofFate(`outcome ${at}`, `states ${at}`),
          mismatched: ofFate(`states ${at}`),
          waiting: ofFate(`waiting ${at}`),
          ended: ofFate(`ended ${at}`),
        });
      }
      // What arrives passes or stops, what passes arrives at the next step: in records and in money.
      const sum = (counts: readonly RuleCount[]): RuleCount => ({
        records: counts.reduce((total, { records }) => total + records, 0),
        amount: given.hasAmount
          ? (counts.reduce((total, { amount }) => total + Math.round(Number(amount) * 100), 0) / 100).toFixed(2).replace("-0.00", "0.00")
          : undefined,
      });
      let arrived = reviewed.entered;
      for (const step of reviewed.steps) {
        expect(step.arrived).toEqual(arrived);
        expect(sum([step.passed, step.left, step.waiting, step.ended])).toEqual(arrived);
        arrived = step.passed;
      }
      expect(arrived).toEqual(reviewed.passed);
      expect(sum([reviewed.passed, ...reviewed.steps.flatMap((step) => [step.left, step.waiting, step.ended])])).toEqual(reviewed.entered);
      for (const { fate } of origins) seen.add(fate);
    }),
    { numRuns: 140, seed: 1 },
  );
  // Deep fates are among them; nothing ends at the first step, for what is out of scope there has not entered.
  const stops = ["outcome", "states", "waiting", "ended"].flatMap((kind) => [1, 2, 3].map((step) => `${kind} ${step}`));
  for (const fate of ["passed", ...stops.filter((stop) => stop !== "ended 1")]) expect([...seen]).toContain(fate);
});

const plain: ChainRecord = { amount: 100, link: null, mismatch: null };
/** Six records through two steps: one missing, one in flight, one broken by states, one that ends lawfully, two that pass. */
const SIX: GivenChain = {
  hasAmount: true,
  records: {
    d1: [plain, plain, plain, plain, { ...plain, amount: 1234.5 }, plain],
    d2: [plain, plain, { ...plain, mismatch: "stuck" }, plain],
    e2: [plain, plain, plain, { ...plain, amount: 7 }],
  },
  steps: [
    {
      cardinality: "one-to-one",
      joined: false,
      pairs: [
        [0, 0],
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      outcomes: [
        ...[0, 1, 2, 3].map((row) => ["from", row, "matched"] as const),
        ["from", 4, "missing"],
        ["from", 5, "in-flight"],
        ...[0, 1, 2, 3].map((row) => ["to", row, "matched"] as const),
      ],
    },
    {
      cardinality: "one-to-one",
      joined: false,
      pairs: [
        [0, 0],
        [1, 1],
        [2, 2],
      ],
      outcomes: [
        ...[0, 1, 2].map((row) => ["from", row, "matched"] as const),
        ["from", 3, "excluded"],
        ...[0, 1, 2].map((row) => ["to", row, "matched"] as const),
        ["to", 3, "extra"],
      ],
    },
  ],
};

test("a chain in one sentence", async () => {
  const reviewed = await follow(SIX);
  expect(reviewed).toMatchObject({ dataset: "d1", share: 0.5, broken: undefined, passed: { records: 2, amount: "200.00" } });
  expect(reviewed.steps[1]).toMatchObject({
    from: "d2",
    to: "e2",
    arrived: { records: 4, amount: "400.00" },
    left: { records: 1, amount: "100.00" },
    mismatched: { records: 1, amount: "100.00" },
    ended: { records: 1, amount: "100.00" },
    extra: { records: 1, amount: "7.00" },
    medianHours: undefined,
  });
  expect(reviewed.sentence).toBe(
    "Of 6 d1 worth $1,734.50, 1 is on the way, 1 ended lawfully, and 50 % of the others run through to e2 untouched; 2 worth $1,334.50 leave on the way, 1 of them at Step 1, which exposes billing.",
  );
  const trusted = await follow(SIX, ({ input }) => ({ input: { ...input, mismatches: undefined } }));
  expect(trusted.sentence).toContain("; 1 worth $1,234.50 leaves at Step 1, which exposes billing.");
  expect(trusted.share).toBe(0.75);
});

test("a mismatch counts once, where the record leaves first", async () => {
  const records = { ...SIX.records, e2: [{ ...plain, mismatch: "disagrees" }, plain, { ...plain, mismatch: "stuck" }, plain] };
  const reviewed = await follow({ ...SIX, records });
  expect(reviewed.passed.records).toBe(1);
  expect(reviewed.steps[1]?.mismatched.records).toBe(2);
});

test("a chain is followed as far as it can be, and says why no further", async () => {
  const unjoined = await follow(
    {
      ...SIX,
      steps: SIX.steps.map((step, index) => ({ ...step, joined: index === 0 })),
      records: { ...SIX.records, e1: SIX.records["d2"] ?? [] },
    },
    ({ workflow }) => ({
      workflow: { ...workflow, joins: [] },
    }),
  );
  expect(unjoined).toMatchObject({
    broken: "“Step 1” ends at e1, “Step 2” begins at d2, and no join leads from one to the other",
    entered: { records: 6 },
    passed: { records: 3 },
    steps: [{ handoff: "h1", mismatched: { records: 1 } }],
  });
  expect(unjoined.sentence).toMatch(
    /60 % of the others run through to e1 untouched; .*; beyond “Step 1” the chain could not be followed\.$/,
  );
  const total = await follow(SIX, ({ input }) => {
    const handoffs = new Map(
      [...input.handoffs].map(([name, handoff]) => [name, name === "h1" ? { ...handoff, match: { kind: "total" } as const } : handoff]),
    );
    return { input: { ...input, handoffs } };
  });
  expect(total).toMatchObject({
    sentence: "Job to cash could not be followed: “Step 1” compares totals and follows no record.",
    dataset: "d1",
    entered: { records: 0 },
    share: undefined,
    steps: [],
  });
});

test("what has no record or no decided fate is said so", async () => {
  const none = await follow({
    ...SIX,
    records: { d1: [], d2: [], e2: [] },
    steps: SIX.steps.map((step) => ({ ...step, pairs: [], outcomes: [] })),
  });
  expect(none.sentence).toBe("No record of d1 is in scope for Job to cash.");
  const [first] = SIX.steps;
  const waiting: GivenChain = {
    ...SIX,
    hasAmount: false,
    steps: [{ ...first, cardinality: "one-to-one", joined: false, pairs: [], outcomes: [["from", 0, "in-flight"]] }],
    records: { d1: [plain], e1: [] },
  };
  const reviewed = await follow(waiting);
  expect(reviewed.sentence).toBe("Of 1 record of d1, none has run through or left yet: 1 is on the way.");
  expect(reviewed).toMatchObject({ share: undefined, entered: { records: 1, amount: undefined } });
});
