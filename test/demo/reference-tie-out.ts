import type { HandoffSpec } from "../../src/estate/schema.ts";
import { BREAK_OUTCOMES, OUTCOMES, type OutcomeName, type OutcomeReason, type Side } from "../../src/model/index.ts";
import {
  meets,
  plusBusinessDays,
  type ReferenceDataset,
  type ReferenceEstate,
  type ReferenceRecord,
  type Value,
} from "./reference-records.ts";
import { readWhoIsWho, type WhoIsWho } from "./reference-identity.ts";

/*
 * The tie-out rules once more, record by record and without an eye on speed: a
 * second opinion on what the generator calls the truth.
 */

export interface ReferenceHandoff {
  readonly outcomes: readonly { readonly side: Side; readonly outcome: OutcomeName; readonly records: number; readonly cents: number }[];
  /** `side outcome key reason`, sorted. */
  readonly breaks: readonly string[];
}

interface Item {
  readonly record: ReferenceRecord;
  readonly cents: number;
  outcome: OutcomeName;
  reason: OutcomeReason;
}

interface Party {
  readonly data: ReferenceDataset;
  readonly clock: string | undefined;
  readonly items: readonly Item[];
  readonly groups: Map<string, Item[]>;
  /** Why a match value is out of scope on this side. */
  readonly outside: Map<string, OutcomeReason>;
}

export function tieOut(estate: ReferenceEstate, id: string): ReferenceHandoff {
  const handoff = estate.spec.handoffs?.[id];
  if (handoff === undefined || handoff.match === "total") throw new Error(`no such handoff: ${id}`);
  // Customers are tied out by the truth about who is who, whatever the estate can know of it.
  const who = id === "contact-to-customer" ? readWhoIsWho(estate.directory) : undefined;
  const [[fromField = "", toField = ""] = []] = typeof handoff.match === "string" ? [] : Object.entries(handoff.match);
  const from = party(estate, handoff.from, { field: fromField, side: "from", who });
  const to = party(estate, handoff.to, { field: toField, side: "to", who });
  for (const value of new Set([...from.groups.keys(), ...to.groups.keys()])) {
    const left = from.groups.get(value) ?? [];
    const right = to.groups.get(value) ?? [];
    if (left.length === 0 || right.length === 0) alone(estate, handoff, { from, to, left, right, value });
    else if (handoff.cardinality === "one-to-one") oneToOne(handoff, left, right);
    else sums(estate, handoff, { left, right, value });
  }
  return summarise(handoff, from, to);
}

interface Matching {
  readonly field: string;
  readonly side: Side;
  readonly who: WhoIsWho | undefined;
}

function party(estate: ReferenceEstate, spec: HandoffSpec["from"], { field, side, who }: Matching): Party {
  const { dataset, filter, amount, clock: named } = typeof spec === "string" ? ({ dataset: spec } as Exclude<typeof spec, string>) : spec;
  const data = estate.datasets.get(dataset);
  if (data === undefined) throw new Error(`no such dataset: ${dataset}`);
  const money = amount ?? data.spec.amount;
  const times = data.spec.times ?? {};
  const clock = named ?? (side === "to" ? times["created"] : times[data.spec.time ?? Object.keys(times)[0] ?? ""]);
  const groups = new Map<string, Item[]>();
  const outside = new Map<string, OutcomeReason>();
  const items = data.records.map((record): Item => {
    const cents = money === undefined ? 0 : (record.fields[money]?.number ?? 0);
    const value = who === undefined ? record.fields[field]?.text : who.entityOf(side, record.key);
    const item: Item = { record, cents, outcome: side === "from" ? "missing" : "extra", reason: "no-reference" };
    const out = record.deleted ? "deleted" : filter !== undefined && !meets(record.fields, filter) ? "filter" : undefined;
    if (out !== undefined) {
      Object.assign(item, { outcome: "excluded", reason: out });
      if (value !== undefined) outside.set(value, out === "deleted" ? "counterpart-deleted" : "counterpart-excluded");
    } else if (who?.isUnsure(side, record.key) === true) {
      Object.assign(item, { outcome: "ambiguous", reason: "identity-unsure" });
    } else if (value !== undefined) groups.set(value, [...(groups.get(value) ?? []), item]);
    return item;
  });
  return { data, clock, items, groups, outside };
}

interface Lonely {
  readonly from: Party;
  readonly to: Party;
  readonly left: readonly Item[];
  readonly right: readonly Item[];
  readonly value: string;
}

function alone(estate: ReferenceEstate, handoff: HandoffSpec, { from, to, left, right, value }: Lonely): void {
  const days = Number(/^(\d+) business days?$/.exec(handoff.grace ?? "")?.[1] ?? 0);
  for (const item of left) {
    const started = from.clock === undefined ? undefined : item.record.fields[from.clock]?.number;
    const due = started === undefined ? 0 : plusBusinessDays(started, days, estate.spec.holidays ?? []);
    const reason = to.outside.get(value);
    if (handoff.cardinality === "one-to-many" && item.cents === 0) set([item], "matched", "none");
    else if (reason !== undefined) set([item], "missing", reason);
    else if (due > to.data.capturedAt) set([item], "in-flight", "within-grace");
    else set([item], "missing", "none");
  }
  for (const item of right) {
    const created = to.clock === undefined ? undefined : item.record.fields[to.clock]?.number;
    const reason = from.outside.get(value);
    if (reason === undefined && created !== undefined && created > from.data.capturedAt) set([item], "in-flight", "newer-than-counterpart");
    else set([item], "extra", reason ?? "none");
  }
}

function oneToOne(handoff: HandoffSpec, allLeft: readonly Item[], allRight: readonly Item[]): void {
  let left = [...allLeft];
  let right = [...allRight];
  const paired: Item[] = [];
  const pair = (a: Item, b: Item) => {
    const agrees = comparisons(handoff).every((compare) => agree(compare, a, b, false));
    set([a, b], agrees ? "matched" : "different", agrees ? "none" : "values-differ");
    left = left.filter((item) => item !== a);
    right = right.filter((item) => item !== b);
    paired.push(a);
  };
  if (left.length + right.length > 2) {
    for (const a of byAge(left)) {
      const b = byAge(right).find((item) => comparisons(handoff).every((compare) => agree(compare, a, item, true)));
      if (b !== undefined) pair(a, b);
    }
    const [a] = left;
    if (a !== undefined && left.length === 1) {
      const agreeing = right.filter((b) => comparisons(handoff).every((compare) => agree(compare, a, b, false)));
      if (agreeing[0] !== undefined && agreeing.length === 1) pair(a, agreeing[0]);
    }
  }
  const [a] = left;
  const [b] = right;
  if (a !== undefined && b !== undefined && left.length === 1 && right.length === 1) pair(a, b);
  if (left.length > 0 && right.length > 0) set([...left, ...right], "ambiguous", "several-candidates");
  else if (right.length > 0) set(right, "duplicate", "same-reference");
  else {
    for (const item of left) {
      const twin = paired.some((other) =>
        comparisons(handoff).every(({ from }) => same(item.record.fields[from], other.record.fields[from])),
      );
      set([item], twin ? "duplicate" : "missing", "same-reference");
    }
  }
}

function sums(estate: ReferenceEstate, handoff: HandoffSpec, { left, right, value }: Pick<Lonely, "left" | "right" | "value">): void {
  const [one, other] = handoff.cardinality === "one-to-many" ? [left, right] : [right, left];
  const all = [...one, ...other];
  if (one.length > 1) {
    set(all, "ambiguous", "several-candidates");
    return;
  }
  let expected = left.reduce((sum, item) => sum + item.cents, 0);
  for (const { sign, from, dataset, amount, filter, match } of Object.values(handoff.adjustments ?? {})) {
    const factor = sign === "minus" ? -1 : 1;
    if (from !== undefined) for (const item of left) expected += factor * (item.record.fields[from]?.number ?? 0);
    const [[own = ""] = []] = Object.entries(match ?? {});
    for (const { fields } of (dataset === undefined ? undefined : estate.datasets.get(dataset))?.records ?? []) {
      if (fields[own]?.text === value && meets(fields, filter ?? {})) expected += factor * (fields[amount ?? ""]?.number ?? 0);
    }
  }
  const total = right.reduce((sum, item) => sum + item.cents, 0);
  const agrees = left.every((a) => right.every((b) => comparisons(handoff).every((compare) => agree(compare, a, b, false))));
  if (total !== expected) set(all, "different", "sum-differs");
  else set(all, agrees ? "matched" : "different", agrees ? "none" : "values-differ");
}

type Compare = Exclude<NonNullable<HandoffSpec["compare"]>[number], string>;

function comparisons(handoff: HandoffSpec): Compare[] {
  return (handoff.compare ?? []).map((compare) => (typeof compare === "string" ? { from: compare, to: compare } : compare));
}

function agree({ from, to, tolerance, ignoreCase }: Compare, left: Item, right: Item, exact: boolean): boolean {
  const a = left.record.fields[from];
  const b = right.record.fields[to];
  if (a === undefined || b === undefined) return a === b;
  if (a.day !== undefined && b.day !== undefined) {
    const range = typeof tolerance === "object" && !exact && "after" in tolerance ? tolerance : { before: "0 days", after: "0 days" };
    return (
      b.day - a.day <= Number.parseInt(range.after ?? "0", 10) &&
      a.day - b.day <= Number.parseInt(("before" in range && range.before) || "0", 10)
    );
  }
  if (a.number === undefined || b.number === undefined)
    return ignoreCase === true ? a.text.toLowerCase() === b.text.toLowerCase() : a.text === b.text;
  const limit = exact || tolerance === undefined ? {} : typeof tolerance === "object" ? tolerance : { absolute: tolerance };
  const absolute = "absolute" in limit ? Number(limit.absolute) * 100 : 0;
  const relative = "relative" in limit ? Number(limit.relative) * Math.abs(a.number) : 0;
  return Math.abs(b.number - a.number) <= Math.max(absolute, relative) + 1e-6;
}

function same(a: Value, b: Value): boolean {
  return (a?.number ?? a?.text) === (b?.number ?? b?.text);
}

function byAge(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => (a.record.key < b.record.key ? -1 : 1));
}

function set(items: readonly Item[], outcome: OutcomeName, reason: OutcomeReason): void {
  for (const item of items) Object.assign(item, { outcome, reason });
}

function summarise(handoff: HandoffSpec, from: Party, to: Party): ReferenceHandoff {
  const stands: Side = handoff.cardinality === "many-to-one" ? "to" : "from";
  const sides = [["from", from] as const, ["to", to] as const];
  const outcomes = sides.flatMap(([side, { items }]) =>
    OUTCOMES.flatMap((outcome) => {
      const found = items.filter((item) => item.outcome === outcome);
      return found.length === 0 ? [] : [{ side, outcome, records: found.length, cents: found.reduce((sum, item) => sum + item.cents, 0) }];
    }),
  );
  const breaks = sides.flatMap(([side, { items }]) =>
    items
      .filter(({ outcome }) => BREAK_OUTCOMES.includes(outcome) && (outcome !== "different" || side === stands))
      .map(({ record, outcome, reason }) => `${side} ${outcome} ${record.key} ${reason}`),
  );
  return { outcomes, breaks: breaks.sort() };
}
