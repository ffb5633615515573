import type { Cardinality, Handoff, MatchRule } from "../model/index.ts";
import { resolveAdjustments } from "./adjustments.ts";
import { parseDuration } from "./calendar.ts";
import { refuseIncomparable, resolveComparisons } from "./comparisons.ts";
import { resolveCondition } from "./conditions.ts";
import { momentField, type FindDataset, type KnownDataset, type KnownSide } from "./datasets.ts";
import { fieldOf, NUMERIC, typedFieldOf, type Scope } from "./fields.ts";
import type { KnownIdentity } from "./identities.ts";
import { checkCardinality, identityOfHandoff } from "./identity-links.ts";
import { titleOf } from "./naming.ts";
import { pathKey, type Path } from "./place.ts";
import type { HandoffSpec, SideSpec } from "./schema.ts";

export function resolveHandoff(
  id: string,
  spec: HandoffSpec,
  find: FindDataset,
  identities: ReadonlyMap<string, KnownIdentity>,
  scope: Scope,
): Handoff {
  const { problems } = scope;
  const path: Path = ["handoffs", id];
  const whole = !scope.broken.has(pathKey(path));
  const from = resolveSide(spec.from, "from", [...path, "from"], find, scope);
  const to = resolveSide(spec.to, "to", [...path, "to"], find, scope);
  if (from.known && from.known === to.known) {
    problems.add(sidePath(spec.to, [...path, "to"]), {
      code: "same-dataset",
      message: `The handoff \`${id}\` leads from \`${from.side.dataset}\` to itself.`,
      found: to.side.dataset,
      expected: "another dataset",
    });
  }
  const cardinality: Cardinality = spec.cardinality ?? "one-to-one";
  const match = resolveMatch(spec, from, to, cardinality, identities, path, scope);
  if (spec.identity !== undefined && spec.match !== "identity" && whole) {
    problems.add(
      [...path, "identity"],
      {
        code: "only-with-identity",
        message: "An identity says nothing where records are matched otherwise.",
        hint: "Write match: identity, or leave identity out.",
      },
      "key",
    );
  }
  if (whole) checkAmounts(spec, from, to, path, scope);
  return {
    id,
    title: spec.title ?? titleOf(id),
    from: from.side,
    to: to.side,
    match,
    cardinality,
    compare: resolveComparisons(spec, from, to, [...path, "compare"], scope),
    adjustments: resolveAdjustments(spec, from.known, to.known, [...path, "adjustments"], find, scope),
    grace: spec.grace === undefined ? { count: 0, unit: "days" } : parseDuration(spec.grace),
    owner: spec.owner,
    alert: spec.alert,
    workflows: spec.workflows ?? [],
    decision: spec.decision,
    line: scope.locate(path, "key").line ?? 1,
  };
}

function sidePath(spec: SideSpec, path: Path): Path {
  return typeof spec === "string" ? path : [...path, "dataset"];
}

function resolveSide(spec: SideSpec, which: "from" | "to", path: Path, find: FindDataset, { problems }: Scope): KnownSide {
  const written = typeof spec === "string" ? { dataset: spec } : spec;
  const known = find(written.dataset, sidePath(spec, path));
  if (!known) return { known, side: { dataset: written.dataset, filter: undefined, amount: undefined, clock: undefined } };
  if (written.amount !== undefined) typedFieldOf(known, written.amount, NUMERIC, "The amount", [...path, "amount"], problems);
  const ownClock = which === "from" ? known.dataset.time : known.dataset.created;
  return {
    known,
    side: {
      dataset: written.dataset,
      filter: resolveCondition(written.filter, known, [...path, "filter"], problems),
      amount: written.amount ?? known.dataset.amount,
      clock: written.clock === undefined ? ownClock : momentField(written.clock, known, "The clock", [...path, "clock"], problems),
    },
  };
}

function byIdentity(
  spec: HandoffSpec,
  from: KnownSide,
  to: KnownSide,
  cardinality: Cardinality,
  identities: ReadonlyMap<string, KnownIdentity>,
  path: Path,
  scope: Scope,
): MatchRule {
  if (spec.ignoreCase !== undefined) {
    scope.problems.add(
      [...path, "ignoreCase"],
      { code: "not-with-identity", message: "An entity has no letter case.", hint: "Leave ignoreCase out, or match by fields." },
      "key",
    );
  }
  const sides = { from: from.side.dataset, to: to.side.dataset };
  const certain = from.known !== undefined && to.known !== undefined && from.known !== to.known;
  const identity = certain ? identityOfHandoff(spec, sides, identities, path, scope) : undefined;
  if (identity !== undefined && identities.get(identity.id)?.whole === true && !scope.broken.has(pathKey(path)))
    checkCardinality({ from: from.side, to: to.side, cardinality }, spec.cardinality !== undefined, identity, path, scope);
  return { kind: "identity", identity: identity?.id ?? spec.identity ?? "" };
}

function resolveMatch(
  spec: HandoffSpec,
  from: KnownSide,
  to: KnownSide,
  cardinality: Cardinality,
  identities: ReadonlyMap<string, KnownIdentity>,
  path: Path,
  scope: Scope,
): MatchRule {
  if (spec.match === "identity") return byIdentity(spec, from, to, cardinality, identities, path, scope);
  if (spec.match === "total") return total(spec, path, scope);
  return byFields(spec, spec.match, from.known, to.known, path, scope);
}

function total(spec: HandoffSpec, path: Path, { problems }: Scope): MatchRule {
  for (const key of ["compare", "grace", "ignoreCase", "cardinality"] as const) {
    if (spec[key] === undefined) continue;
    problems.add(
      [...path, key],
      {
        code: "not-with-total",
        message: `\`${key}\` says nothing where one total is matched with another.`,
        hint: `Leave ${key} out, or match by fields.`,
      },
      "key",
    );
  }
  return { kind: "total" };
}

function byFields(
  spec: HandoffSpec,
  match: Readonly<Record<string, string>>,
  from: KnownDataset | undefined,
  to: KnownDataset | undefined,
  path: Path,
  { problems }: Scope,
): MatchRule {
  const pairs = Object.entries(match);
  if (pairs.length === 0)
    problems.add(
      [...path, "match"],
      {
        code: "empty-match",
        message: "The handoff does not say which fields match.",
        expected: "upstream field: downstream field; or identity; or total",
      },
      "key",
    );
  for (const [upstream, downstream] of pairs) {
    const here = [...path, "match", upstream];
    const a = from && fieldOf(from, upstream, here, problems, "key");
    const b = to && fieldOf(to, downstream, here, problems);
    if (a && b) refuseIncomparable({ scope: from, field: a }, { scope: to, field: b }, here, problems);
  }
  return {
    kind: "key",
    on: pairs.map(([upstream, downstream]) => ({ from: upstream, to: downstream })),
    ignoreCase: spec.ignoreCase ?? false,
  };
}

/** Sums need an amount on either side. */
function checkAmounts(spec: HandoffSpec, from: KnownSide, to: KnownSide, path: Path, { problems }: Scope): void {
  if (!from.known?.whole || !to.known?.whole) return;
  const lacking = [from, to].filter(({ side }) => side.amount === undefined).map(({ side }) => side.dataset);
  const summed = spec.match !== "total" && (spec.cardinality === "one-to-many" || spec.cardinality === "many-to-one");
  // A total of nothing would agree with anything.
  if (lacking.length === 0 || (!summed && spec.match !== "total")) return;
  problems.add([...path, summed ? "cardinality" : "match"], {
    code: "no-amount",
    message: `${summed ? `A ${spec.cardinality ?? ""} handoff` : "A total"} sums amounts, but ${lacking.map((id) => `\`${id}\``).join(" and ")} ${lacking.length === 1 ? "has" : "have"} none.`,
    expected: "an amount on both sides",
    hint: "Name the field: amount: total, in the dataset or in the handoff's side.",
  });
}
