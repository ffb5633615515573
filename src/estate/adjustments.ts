import type { Adjustment } from "../model/index.ts";
import { refuseIncomparable } from "./comparisons.ts";
import { resolveCondition } from "./conditions.ts";
import type { FindDataset, KnownDataset } from "./datasets.ts";
import { fieldOf, NUMERIC, typedFieldOf, type Scope } from "./fields.ts";
import { titleOf } from "./naming.ts";
import { pathKey, type Path } from "./place.ts";
import type { AdjustmentSpec, HandoffSpec } from "./schema.ts";

type Sides = { readonly from: KnownDataset | undefined; readonly to: KnownDataset | undefined; readonly one: KnownDataset | undefined };

export function resolveAdjustments(
  spec: HandoffSpec,
  from: KnownDataset | undefined,
  to: KnownDataset | undefined,
  path: Path,
  find: FindDataset,
  scope: Scope,
): Adjustment[] {
  if (spec.adjustments !== undefined && spec.match !== "total" && (spec.cardinality ?? "one-to-one") === "one-to-one") {
    scope.problems.add(
      path,
      {
        code: "adjusted-one-to-one",
        message: "Adjustments stand between sums, and a one-to-one handoff sums nothing.",
        found: "cardinality one-to-one",
        expected:
          "one-to-many or many-to-one; for one record each, a field that is a signed sum ([gross, -fee]) compared with the other side's",
      },
      "key",
    );
  }
  const sides: Sides = { from, to, one: spec.cardinality === "many-to-one" ? to : from };
  return Object.entries(spec.adjustments ?? {}).map(([id, adjustment]) => ({
    id,
    title: adjustment.title ?? titleOf(id),
    sign: adjustment.sign === "plus" ? 1 : -1,
    of: resolveOrigin(id, adjustment, spec.match === "total", sides, [...path, id], find, scope),
  }));
}

function resolveOrigin(
  id: string,
  spec: AdjustmentSpec,
  total: boolean,
  sides: Sides,
  path: Path,
  find: FindDataset,
  scope: Scope,
): Adjustment["of"] {
  const { problems } = scope;
  const given = (["from", "to", "dataset"] as const).filter((origin) => spec[origin] !== undefined);
  const whole = !scope.broken.has(pathKey(path.slice(0, 2)));
  if (given.length !== 1 && whole) {
    problems.add(
      path,
      {
        code: "adjustment-origin",
        message: `The adjustment \`${id}\` must be of exactly one thing.`,
        found: given.length === 0 ? "none" : given.join(", "),
        expected: "one of from, to, dataset",
      },
      "key",
    );
  }
  if (spec.dataset !== undefined) return ofDataset(id, { ...spec, dataset: spec.dataset }, total, sides, path, find, scope);
  for (const key of ["amount", "filter", "match"] as const) {
    if (spec[key] !== undefined)
      problems.add(
        [...path, key],
        {
          code: "only-with-dataset",
          message: `\`${key}\` belongs to an adjustment of a dataset.`,
          hint: `Name the dataset, or leave ${key} out.`,
        },
        "key",
      );
  }
  const side = spec.to === undefined ? "from" : "to";
  const field = spec[side] ?? "";
  const known = sides[side];
  if (known && spec[side] !== undefined) typedFieldOf(known, field, NUMERIC, "An adjustment", [...path, side], problems);
  return { kind: "field", side, field };
}

function ofDataset(
  id: string,
  spec: AdjustmentSpec & { dataset: string },
  total: boolean,
  sides: Sides,
  path: Path,
  find: FindDataset,
  scope: Scope,
): Adjustment["of"] {
  const { problems } = scope;
  const third = find(spec.dataset, [...path, "dataset"]);
  const amount = spec.amount ?? third?.dataset.amount;
  if (third && spec.amount !== undefined) typedFieldOf(third, spec.amount, NUMERIC, "An adjustment", [...path, "amount"], problems);
  if (third?.whole && amount === undefined) {
    problems.add([...path, "dataset"], {
      code: "no-amount",
      message: `The dataset \`${spec.dataset}\` has no amount to adjust by.`,
      hint: "Name the field: amount: fee.",
    });
  }
  const pairs = Object.entries(spec.match ?? {});
  if (total && spec.match !== undefined) {
    problems.add(
      [...path, "match"],
      {
        code: "not-with-total",
        message: "An adjustment of a total takes all records of its dataset.",
        hint: "Leave match out; use filter.",
      },
      "key",
    );
  }
  if (!total && pairs.length === 0 && !scope.broken.has(pathKey(path.slice(0, 2)))) {
    problems.add(
      path,
      {
        code: "empty-match",
        message: `The adjustment \`${id}\` does not say which record it belongs to.`,
        expected: "match: { its field: the field of the one side }",
      },
      "key",
    );
  }
  for (const [field, matches] of pairs) {
    const here = [...path, "match", field];
    const a = third && fieldOf(third, field, here, problems, "key");
    const b = sides.one && fieldOf(sides.one, matches, here, problems);
    if (third && sides.one && a && b) refuseIncomparable({ scope: third, field: a }, { scope: sides.one, field: b }, here, problems);
  }
  return {
    kind: "dataset",
    dataset: spec.dataset,
    amount: amount ?? "",
    filter: third && resolveCondition(spec.filter, third, [...path, "filter"], problems),
    on: pairs.map(([field, matches]) => ({ field, matches })),
  };
}
