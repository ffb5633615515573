import { classify, searchCauses, tiedPopulation } from "../../../src/assess/causes/index.ts";
import { createBreaks, tieOut } from "../../../src/detect/index.ts";
import type { Engine } from "../../../src/engines/engine.ts";
import type { Cause, Comparison, FieldType } from "../../../src/model/index.ts";
import { createCalendar, id, sql } from "../../../src/sql/index.ts";
import { givenHandoff, givenRecords, type GivenRecord } from "../../detect/given.ts";
import { context } from "../causes-given.ts";

export interface GivenTie {
  readonly fields: Readonly<Record<string, FieldType>>;
  /** Fields of one name on both sides. */
  readonly compare: readonly string[];
  readonly from: readonly GivenRecord[];
  readonly to: readonly GivenRecord[];
}

let ties = 0;

/** The cause of the values that differ, when the two sides have really been tied out. */
export async function causeOfDifferences(engine: Engine, given: GivenTie): Promise<Cause> {
  ties += 1;
  const names = { prefix: `tie${ties}`, calendar: `calendar ${ties}`, breaks: `breaks ${ties}` };
  const keep = { pairs: `pairs ${ties}`, outcomes: `outcomes ${ties}` };
  const compare = given.compare.map((field): Comparison => ({ from: field, to: field, tolerance: { kind: "exact", ignoreCase: false } }));
  const handoff = givenHandoff({ compare });
  const estate = { timeZone: "America/New_York", currency: "USD" };
  const from = await givenRecords(engine, "dispatch.jobs", { fields: given.fields, records: given.from });
  const to = await givenRecords(engine, "books.invoices", { fields: given.fields, records: given.to });
  await engine.runInline(createCalendar(names.calendar, { businessDays: [1, 2, 3, 4, 5], holidays: [] }, engine.dialect));
  await engine.runInline(createBreaks(names.breaks));
  const tables = [from.relation, to.relation, names.calendar, names.breaks, keep.pairs, keep.outcomes];
  try {
    await tieOut(engine, estate, handoff, { from, to, adjustments: new Map() }, { ...names, keep });
    const group = { handoff, from, to, kept: keep, breaks: names.breaks, side: "from", outcome: "different" } as const;
    const population = await tiedPopulation(engine, estate, group, "c_");
    tables.push(population.relation);
    return classify(await searchCauses(engine, population, "c_"), { ...context, breaks: "changed records" });
  } finally {
    for (const table of tables) await engine.runInline(sql`DROP TABLE IF EXISTS ${id(table)}`);
  }
}

/** Of a cause and those besides it: transformation, place, and how many breaks. */
export function told({ besides, ...main }: Cause): readonly (readonly [string | undefined, string, number])[] {
  return [main, ...besides].map(({ signature, slices, explained }) => [
    signature?.code,
    slices.flatMap(({ terms }) => terms.map(({ field, value }) => `${field}=${value}`)).join(" "),
    explained.records,
  ]);
}
