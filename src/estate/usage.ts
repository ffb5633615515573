import { parseTerm, type FieldUse } from "./fields.ts";
import type { ParsedEstate, SideSpec } from "./schema.ts";

/** How every dataset's fields are used, in the dataset itself and in handoffs; by dataset id. */
export function collectUse(spec: ParsedEstate): ReadonlyMap<string, FieldUse> {
  const uses = new Map<string, FieldUse>();
  for (const [system, { datasets }] of Object.entries(spec.systems)) {
    for (const [name, dataset] of Object.entries(datasets)) {
      const moments = Object.values(dataset.times ?? {});
      const amounts = Object.values(dataset.fields).flatMap((field) =>
        typeof field === "object" && field.sum ? field.sum.map((term) => parseTerm(term).field) : [],
      );
      uses.set(`${system}.${name}`, {
        keys: new Set([dataset.key].flat()),
        amounts: new Set([...(dataset.amount === undefined ? [] : [dataset.amount]), ...amounts]),
        times: new Set([...moments, ...(dataset.time === undefined ? [] : [dataset.time])]),
      });
    }
  }
  for (const handoff of Object.values(spec.handoffs ?? {})) {
    const from = addSide(uses, handoff.from);
    const to = addSide(uses, handoff.to);
    for (const [upstream, downstream] of handoff.match === "total" ? [] : Object.entries(handoff.match)) {
      from?.keys.add(upstream);
      to?.keys.add(downstream);
    }
    for (const adjustment of Object.values(handoff.adjustments ?? {})) {
      if (adjustment.from !== undefined) from?.amounts.add(adjustment.from);
      if (adjustment.to !== undefined) to?.amounts.add(adjustment.to);
      const third = adjustment.dataset === undefined ? undefined : uses.get(adjustment.dataset);
      if (adjustment.amount !== undefined) third?.amounts.add(adjustment.amount);
      for (const [field, matches] of Object.entries(adjustment.match ?? {})) {
        third?.keys.add(field);
        (handoff.cardinality === "many-to-one" ? to : from)?.keys.add(matches);
      }
    }
  }
  return uses;
}

function addSide(uses: ReadonlyMap<string, FieldUse>, side: SideSpec): FieldUse | undefined {
  const use = uses.get(typeof side === "string" ? side : side.dataset);
  if (typeof side === "object") {
    if (side.amount !== undefined) use?.amounts.add(side.amount);
    if (side.clock !== undefined) use?.times.add(side.clock);
  }
  return use;
}
