import type { Duration } from "../../model/index.ts";
import { createApart } from "./differ.ts";
import { drop, type Plan } from "./plan.ts";
import type { Compared } from "./values.ts";
import { waysBetween, type Way } from "./ways.ts";
import { tellWords } from "./word-sets.ts";

const AT_ONCE: Duration = { count: 0, unit: "hours" };

/**
 * Adds a sign for each word for a unit that the datasets of two systems do not share, however the datasets are joined.
 * Single records that name another unit are not told: no fact says that they must not.
 */
export async function tellUnitWords(plan: Plan, joinedBy: (a: string, b: string, way: Way) => Promise<string>): Promise<void> {
  const datasets = [...plan.input.sets.values()].flatMap(({ dataset }) =>
    dataset.unit === undefined ? [] : [{ id: dataset.id, system: dataset.system, field: dataset.unit }],
  );
  let number = 0;
  for (const [index, one] of datasets.entries()) {
    for (const other of datasets.slice(index + 1)) {
      const [way] = one.system === other.system ? [] : waysBetween(plan, one.id, other.id);
      if (way === undefined) continue;
      const handoff = plan.estate.handoffs.find(({ id }) => way.via.kind === "handoff" && id === way.via.id);
      const compared: Compared = {
        a: { dataset: one.id, field: one.field },
        b: { dataset: other.id, field: other.field },
        tolerance: { kind: "exact", ignoreCase: true },
      };
      if (isDeclared(plan, compared)) continue;
      const name = `u${number++}`;
      const joined = await joinedBy(one.id, other.id, way);
      const apart = await createApart(plan, { ...compared, grace: handoff?.grace ?? AT_ONCE, owned: false }, joined, name);
      const told = await tellWords(
        plan,
        {
          compared,
          joined,
          apart,
          emptyCounts: false,
          subject: { type: "field", id: `${one.id}.${one.field}` },
          detail: { title: "Units", noun: "record", via: way.via.id, otherField: other.field },
        },
        name,
      );
      await drop(plan, apart, ...(told === undefined ? [] : [told]));
    }
  }
}

/** Both fields hold one fact: they are compared there. */
function isDeclared(plan: Plan, { a, b }: Compared): boolean {
  return plan.estate.facts.some(({ held }) =>
    [a, b].every((holder) => held.some(({ dataset, field }) => dataset === holder.dataset && field === holder.field)),
  );
}
