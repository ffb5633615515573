import { Decimal } from "decimal.js";
import type { Comparison, Field, FieldType, Tolerance } from "../model/index.ts";
import { parseDuration } from "./calendar.ts";
import type { KnownSide } from "./datasets.ts";
import { fieldOf, NUMERIC, TEMPORAL, type FieldScope, type Scope } from "./fields.ts";
import type { Path } from "./place.ts";
import type { Problems } from "./problems.ts";
import type { CompareSpec, HandoffSpec, ToleranceSpec } from "./schema.ts";

type WrittenComparison = Exclude<CompareSpec, string>;

/** How closely two values must agree, as written. */
interface Closeness {
  readonly tolerance?: ToleranceSpec | undefined;
  readonly ignoreCase?: boolean | undefined;
}

/**
 * The comparisons of a handoff. Where records pair one to one and both sides
 * have an amount, the amounts are compared even if nobody asked: a handoff that
 * ties out without looking at its money would be a lie.
 */
export function resolveComparisons(spec: HandoffSpec, from: KnownSide, to: KnownSide, path: Path, scope: Scope): Comparison[] {
  const comparisons = (spec.compare ?? []).map((written, index) => resolveComparison(written, from, to, [...path, index], scope.problems));
  const amounts = { from: from.side.amount, to: to.side.amount };
  const oneToOne = spec.match !== "total" && (spec.cardinality ?? "one-to-one") === "one-to-one";
  if (
    oneToOne &&
    amounts.from !== undefined &&
    amounts.to !== undefined &&
    !comparisons.some((each) => each.from === amounts.from && each.to === amounts.to)
  ) {
    comparisons.push({ from: amounts.from, to: amounts.to, tolerance: { kind: "exact", ignoreCase: false } });
  }
  return comparisons;
}

function resolveComparison(spec: CompareSpec, from: KnownSide, to: KnownSide, path: Path, problems: Problems): Comparison {
  const written: WrittenComparison = typeof spec === "string" ? { from: spec, to: spec } : spec;
  const place = (side: "from" | "to") => (typeof spec === "string" ? path : [...path, side]);
  const a = from.known && fieldOf(from.known, written.from, place("from"), problems);
  const b = to.known && fieldOf(to.known, written.to, place("to"), problems);
  if (a && b && from.known && to.known) {
    const comparable = refuseIncomparable(
      { scope: from.known, field: a },
      { scope: to.known, field: b },
      typeof spec === "string" ? path : [...path, "to"],
      problems,
    );
    const typed = !from.known.untyped.has(a.name) && !to.known.untyped.has(b.name);
    if (comparable && typed) checkTolerance(written, a, path, problems);
  }
  return { from: written.from, to: written.to, tolerance: resolveTolerance(written, [...path, "tolerance"], problems) };
}

export interface ScopedField {
  readonly scope: FieldScope;
  readonly field: Field;
}

const FAMILIES: Readonly<Record<FieldType, string>> = {
  text: "text",
  key: "text",
  money: "numbers",
  number: "numbers",
  date: "times",
  timestamp: "times",
  boolean: "booleans",
};

/** Two fields can only be equal when their types are of one family. Gives whether they are. */
export function refuseIncomparable(a: ScopedField, b: ScopedField, path: Path, problems: Problems): boolean {
  if (FAMILIES[a.field.type] === FAMILIES[b.field.type] || a.scope.untyped.has(a.field.name) || b.scope.untyped.has(b.field.name))
    return true;
  problems.add(path, {
    code: "incompatible-types",
    message: `\`${a.field.name}\` of \`${a.scope.id}\` is ${a.field.type}, but \`${b.field.name}\` of \`${b.scope.id}\` is ${b.field.type}.`,
    found: `${a.field.type} and ${b.field.type}`,
    expected: "two texts or keys, two amounts, two dates or times, or two booleans",
    hint: "Name other fields, or give one of them the other's type.",
  });
  return false;
}

/** Reports a tolerance that does not suit the field. */
export function checkTolerance(written: Closeness, { name, type }: Field, path: Path, problems: Problems): void {
  const kind = toleranceKind(written.tolerance);
  if (kind === "amount" && !NUMERIC.includes(type)) {
    const temporal = TEMPORAL.includes(type);
    problems.add([...path, "tolerance"], {
      code: "wrong-tolerance",
      message: `An amount's tolerance does not suit \`${name}\`, which is ${type}.`,
      expected: temporal ? "how far it may lie before and after" : "no tolerance",
      hint: temporal ? "Write { before: 0 days, after: 3 days }." : `Leave it out, or give \`${name}\` the type money.`,
    });
  }
  if (kind === "time" && !TEMPORAL.includes(type)) {
    problems.add([...path, "tolerance"], {
      code: "wrong-tolerance",
      message: `A time's tolerance does not suit \`${name}\`, which is ${type}.`,
      expected: NUMERIC.includes(type) ? "an amount" : "no tolerance",
      hint: NUMERIC.includes(type)
        ? "Write 0.01, or { absolute: 0.01, relative: 0.001 }."
        : `Leave it out, or give \`${name}\` the type date.`,
    });
  }
  if (written.ignoreCase === true && (kind !== undefined || FAMILIES[type] !== "text")) {
    problems.add(
      [...path, "ignoreCase"],
      { code: "wrong-tolerance", message: `Case says nothing about \`${name}\`, which is ${type}.`, hint: "Leave ignoreCase out." },
      "key",
    );
  }
}

function toleranceKind(tolerance: ToleranceSpec | undefined): "amount" | "time" | undefined {
  if (tolerance === undefined) return undefined;
  if (typeof tolerance !== "object" || "absolute" in tolerance || "relative" in tolerance) return "amount";
  return "before" in tolerance || "after" in tolerance ? "time" : undefined;
}

export function resolveTolerance(written: Closeness, path: Path, problems: Problems): Tolerance {
  const { tolerance } = written;
  if (tolerance === undefined) return { kind: "exact", ignoreCase: written.ignoreCase ?? false };
  if (typeof tolerance !== "object") return { kind: "amount", absolute: decimalText(tolerance), relative: "0" };
  if (Object.keys(tolerance).length === 0) {
    problems.add(
      path,
      {
        code: "empty-tolerance",
        message: "This tolerance allows nothing.",
        expected: "0.01, { absolute, relative } or { before, after }",
        hint: "Leave it out to compare exactly.",
      },
      "key",
    );
  }
  if ("before" in tolerance || "after" in tolerance) {
    return { kind: "time", before: parseDuration(tolerance.before ?? "0 days"), after: parseDuration(tolerance.after ?? "0 days") };
  }
  const amount = tolerance as { absolute?: string | number | undefined; relative?: string | number | undefined };
  return { kind: "amount", absolute: decimalText(amount.absolute ?? 0), relative: decimalText(amount.relative ?? 0) };
}

/** 0.010 and 1e-2 as `0.01`. */
function decimalText(value: string | number): string {
  return new Decimal(value).toFixed();
}
