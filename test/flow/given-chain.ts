import * as fc from "fast-check";
import type { Engine } from "../../src/engines/engine.ts";
import type { FollowInput } from "../../src/flow/index.ts";
import type { Cardinality, HandoffTiming, RecordSet, Workflow, WorkflowJoin } from "../../src/model/index.ts";
import { id, join, sql } from "../../src/sql/index.ts";
import { givenHandoff, givenRecords } from "../detect/given.ts";
import { givenKept, type GivenKept } from "./given.ts";

/** A record of a chain; its key is its dataset's name and its row. */
export interface ChainRecord {
  readonly amount: number | null;
  /** The field by which joins find it. */
  readonly link: string | null;
  /** What is wrong with its states; null: nothing. */
  readonly mismatch: string | null;
}

export interface GivenStep extends GivenKept {
  readonly cardinality: Cardinality;
  /** Is the next step's beginning another dataset, joined by `link`? */
  readonly joined: boolean;
}

/** Records by dataset: `d1` … begin steps, `e1` … end those that are joined or last. */
export interface GivenChain {
  readonly records: Readonly<Record<string, readonly ChainRecord[]>>;
  readonly steps: readonly GivenStep[];
  readonly hasAmount: boolean;
}

export function endOf(steps: readonly GivenStep[], index: number): string {
  return steps[index]?.joined || index === steps.length - 1 ? `e${index + 1}` : `d${index + 2}`;
}

/** Makes all relations of a chain; `close` drops them. */
export async function makeChain(
  engine: Engine,
  { records, steps, hasAmount }: GivenChain,
): Promise<{ input: FollowInput; workflow: Workflow; close: () => Promise<void> }> {
  const sets = new Map<string, RecordSet>();
  const fields = { id: "key", amount: "money", link: "key" } as const;
  for (const [name, list] of Object.entries(records)) {
    const rows = list.map(({ amount, link }, row) => ({ id: `${name}-${row}`, amount, link }));
    sets.set(name, await givenRecords(engine, name, { fields, records: rows }));
  }
  await engine.runInline(sql`CREATE TABLE mismatches (dataset VARCHAR, key VARCHAR, outcome VARCHAR)`);
  const wrong = Object.entries(records).flatMap(([name, list]) =>
    list.flatMap(({ mismatch }, row) => (mismatch === null ? [] : [sql`(${name}, ${`${name}-${row}`}, ${mismatch})`])),
  );
  // The same record may stand there more than once; words and definitions are of no record.
  const more = sql`(${"d1"}, NULL, 'unmapped-word')`;
  await engine.runInline(sql`INSERT INTO mismatches VALUES ${join([...wrong, ...wrong, more])}`);
  const kept = new Map<string, { pairs: string; outcomes: string }>();
  const handoffs = steps.map((step, index) => {
    const side = { filter: undefined, amount: hasAmount ? "amount" : undefined, clock: undefined };
    return givenHandoff({
      id: `h${index + 1}`,
      title: `Step ${index + 1}`,
      from: { ...side, dataset: `d${index + 1}` },
      to: { ...side, dataset: endOf(steps, index) },
      cardinality: step.cardinality,
    });
  });
  for (const [index, step] of steps.entries()) kept.set(`h${index + 1}`, await givenKept(engine, `h${index + 1}`, step));
  const joins = steps.flatMap(({ joined }, index): WorkflowJoin[] =>
    joined ? [{ from: `e${index + 1}`, to: `d${index + 2}`, on: [{ from: "link", to: "link" }] }] : [],
  );
  const tables = [
    "mismatches",
    ...[...sets.values()].map(({ relation }) => relation),
    ...[...kept.values()].flatMap((each) => Object.values(each)),
  ];
  return {
    input: {
      handoffs: new Map(handoffs.map((handoff) => [handoff.id, handoff])),
      sets,
      kept,
      timings: new Map<string, HandoffTiming | undefined>(),
      mismatches: "mismatches",
    },
    workflow: { id: "w", title: "Job to cash", decision: "billing", handoffs: handoffs.map(({ id }) => id), joins, line: 1 },
    close: async () => {
      for (const name of tables) await engine.runInline(sql`DROP TABLE ${id(name)}`);
    },
  };
}

const chainRecord: fc.Arbitrary<ChainRecord> = fc.record({
  amount: fc.constantFrom(null, 0, 0.01, 10.5, -3, 100),
  link: fc.constantFrom("a", "b", "c", "a", "b", "c", null),
  mismatch: fc.oneof(
    { weight: 24, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom("disagrees", "disagreed", "not-carried", "skipped-state", "stuck") },
    // Told, but no reason to distrust where the record stands.
    { weight: 1, arbitrary: fc.constant("late-recorded") },
  ),
});
const LONE = ["missing", "ambiguous", "duplicate", "in-flight", "in-flight", ...Array.from({ length: 8 }, () => "excluded")];

/** A chain of one to five steps, in which most records find a counterpart. */
export const chains: fc.Arbitrary<GivenChain> = fc
  .record({
    kinds: fc.array(
      fc.record({ cardinality: fc.constantFrom<Cardinality>("one-to-one", "one-to-many", "many-to-one"), joined: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    hasAmount: fc.boolean(),
  })
  .chain(({ kinds, hasAmount }) => {
    const shape = kinds.map((kind, index) => ({ ...kind, joined: kind.joined && index < kinds.length - 1, pairs: [], outcomes: [] }));
    const names = shape.flatMap((_, index) => [`d${index + 1}`, endOf(shape, index)]);
    return fc
      .record({
        records: fc.record(Object.fromEntries(names.map((name) => [name, fc.array(chainRecord, { maxLength: 7 })]))),
        dice: fc.infiniteStream(fc.nat(999)),
      })
      .map(({ records, dice }) => ({ hasAmount, records, steps: shape.map((step, index) => fill(step, index, shape, records, dice)) }));
  });

type Dice = Iterator<number>;

function fill(step: GivenStep, index: number, steps: readonly GivenStep[], records: GivenChain["records"], dice: Dice): GivenStep {
  const [from, to] = [records[`d${index + 1}`] ?? [], records[endOf(steps, index)] ?? []];
  const pick = (below: number): number => (dice.next().value as number) % below;
  const pairs: [number, number][] = [];
  if (step.cardinality === "one-to-one") {
    to.slice(0, from.length).forEach((_, row) => pick(6) > 0 && pairs.push([from.length - 1 - row, row]));
  } else {
    const [many, one] = step.cardinality === "one-to-many" ? [to, from] : [from, to];
    many.forEach((_, row) => {
      if (one.length === 0 || pick(8) === 0) return;
      const other = pick(one.length);
      pairs.push(step.cardinality === "one-to-many" ? [other, row] : [row, other]);
    });
  }
  // A group is told by its one side.
  const differs = new Map<number, boolean>();
  const groupOf = ([f, t]: readonly [number, number]): number => (step.cardinality === "many-to-one" ? t : f);
  for (const pair of pairs) differs.set(groupOf(pair), differs.get(groupOf(pair)) ?? pick(15) === 0);
  const outcome = (side: "from" | "to", row: number): readonly ["from" | "to", number, string, string] => {
    const pair = pairs.find(([f, t]) => (side === "from" ? f : t) === row);
    if (pair !== undefined) return [side, row, differs.get(groupOf(pair)) ? "different" : "matched", "none"];
    if (side === "to") return [side, row, pick(2) === 0 ? "extra" : "excluded", "none"];
    if (step.cardinality === "one-to-many" && pick(3) === 0) return [side, row, "matched", "none"];
    const lone = LONE[pick(LONE.length)] as string;
    return [side, row, lone, lone === "duplicate" && pick(2) === 0 ? "repeated-key" : "none"];
  };
  const outcomes = [...from.map((_, row) => outcome("from", row)), ...to.map((_, row) => outcome("to", row))];
  return { ...step, pairs, outcomes };
}
