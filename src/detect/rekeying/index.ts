import type { Engine } from "../../engines/engine.ts";
import { money } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { createMachines, isOneOf } from "../automation/actors.ts";
import {
  create,
  detailJson,
  drop,
  tiedHandoffs,
  type SignEstate,
  type SignInput,
  type SignNames,
  type SignPlan,
  type TiedHandoff,
} from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";
import { copiedFields, folded, type CopiedField } from "./fields.ts";

/** Text fields that say the same, in a record that was copied. */
const FIELDS = 3;
/** Fewer records tell nothing by themselves … */
const LEAST = 3;
/** … but do where automations made at least so much of all that have a counterpart. */
const AUTOMATED = 0.98;
/** Assumed: what typing one record takes. */
const MINUTES = 3;
/** A typing difference is so many strokes at most, in a text of so many characters at least. */
const STROKES = 2;
const LENGTH = 5;

/**
 * Adds `re-keyed` to the relation of signs: records that a person made downstream after the matched record stood upstream, with three or
 * more text fields of it. One sign a handoff, with the records, the typing differences and the hours, at an assumed three minutes a record.
 *
 * One or two such records are told where nearly all others are an automation's: there a person's hand is the exception that shows.
 */
export async function findRekeying(engine: Engine, estate: SignEstate, input: SignInput, names: SignNames): Promise<void> {
  const plan = { engine, dialect: engine.dialect, estate, names, ...input };
  const handoffs = tiedHandoffs(plan).filter(
    ({ from, to }) => to.dataset.by.created !== undefined && to.dataset.created !== undefined && from.dataset.created !== undefined,
  );
  if (handoffs.length === 0) return;
  const machines = await createMachines(plan);
  for (const tied of handoffs) {
    const made = await createMade(plan, tied, machines);
    const [counts] = await plan.engine.rows<Record<"typed" | "automated" | "all", string>>(
      sql`SELECT CAST(count(CASE WHEN typed THEN 1 END) AS VARCHAR) AS typed, CAST(count(CASE WHEN automated THEN 1 END) AS VARCHAR) AS automated, CAST(count(*) AS VARCHAR) AS "all" FROM ${id(made)}`,
    );
    const [records, automated, all] = [Number(counts?.typed), Number(counts?.automated), Number(counts?.all)];
    const isException = automated >= AUTOMATED * all;
    if (records >= LEAST || (records > 0 && isException)) {
      // So few do not tell what is copied: all pairs do.
      const told = records >= LEAST ? sql`typed` : sql`TRUE`;
      const fields = await copiedFields(plan, tied, sql`(SELECT from_row, to_row FROM ${id(made)} WHERE ${told})`);
      if (fields.length >= FIELDS) await tell(plan, tied, made, fields, isException ? 1 : LEAST);
    }
    await drop(plan, made);
  }
  await drop(plan, machines);
}

/**
 * Records downstream that somebody signed, with one counterpart: `from_row`, `to_row`, `automated` (the register names who made it, or it
 * looks like a machine), `typed` (a person made it after its upstream record stood).
 */
async function createMade(plan: SignPlan, { from, to, kept }: TiedHandoff, machines: string): Promise<string> {
  const actor = id("t", to.dataset.by.created as string);
  const registered = isOneOf(
    actor,
    plan.estate.automations.flatMap(({ actors }) => actors),
  );
  const isNamed = isOneOf(actor, plan.estate.people);
  const isMachine = sql`(${registered} OR m.actor IS NOT NULL)`;
  // A day is over before what stands on it is certain to have been there.
  const isDay = from.dataset.fields.some(({ name, type }) => name === from.dataset.created && type === "date");
  const stood = isDay ? plan.dialect.plus(sql`f._created`, sql`1`, "days") : sql`f._created`;
  const isLater = sql`coalesce(${stood} < t._created, FALSE)`;
  // Of several upstream records the first by key that stood, if any did.
  const place = sql`CASE WHEN ${isLater} THEN '0' ELSE '1' END || f._key`;
  return create(
    plan,
    "made",
    sql`SELECT ${plan.dialect.argMin(sql`p.from_row`, place)} AS from_row, p.to_row, max(CASE WHEN NOT ${isNamed} AND ${isMachine} THEN 1 ELSE 0 END) = 1 AS automated,
  max(CASE WHEN ${isLater} AND (${isNamed} OR NOT ${isMachine}) THEN 1 ELSE 0 END) = 1 AS typed
FROM ${id(kept.pairs)} AS p JOIN ${id(from.relation)} AS f ON f._row = p.from_row JOIN ${id(to.relation)} AS t ON t._row = p.to_row
LEFT JOIN ${id(machines)} AS m ON m.actor = trim(${actor})
WHERE trim(${actor}) <> '' GROUP BY p.to_row`,
  );
}

async function tell(plan: SignPlan, tied: TiedHandoff, made: string, fields: readonly CopiedField[], least: number): Promise<void> {
  const { handoff, from, to } = tied;
  const judged = await create(plan, "rekeyed", judgedRecords(plan, tied, made, fields));
  const [row] = await plan.engine.rows<{ records: string; differences: string | null; differing: string; people: string }>(
    sql`SELECT CAST(count(*) AS VARCHAR) AS records, CAST(sum(near) AS VARCHAR) AS differences, CAST(count(CASE WHEN near > 0 THEN 1 END) AS VARCHAR) AS differing,
  CAST(count(DISTINCT actor) AS VARCHAR) AS people FROM ${id(judged)}`,
  );
  const records = Number(row?.records);
  if (records >= least) {
    const top = sql`SELECT actor FROM ${id(judged)} GROUP BY actor ORDER BY count(*) DESC, actor LIMIT 3`;
    const actors = (await plan.engine.rows<{ actor: string }>(top)).map(({ actor }) => actor);
    const [example] = await plan.engine.rows<{ example: string }>(
      sql`SELECT example FROM ${id(judged)} WHERE example IS NOT NULL ORDER BY key LIMIT 1`,
    );
    const more = Number(row?.people) - actors.length;
    const source = sql`(SELECT min(moment) AS first, max(moment) AS last, min(date) AS day FROM ${id(judged)}) AS j`;
    const columns = {
      dataset: sql`${to.dataset.id}`,
      otherDataset: sql`${from.dataset.id}`,
      from: sql`j.first`,
      to: sql`j.last`,
      date: sql`j.day`,
      actor: sql`${actors[0] ?? null}`,
      records: sql`${records}`,
      detail: detailJson(plan.dialect, {
        title: handoff.title,
        from: from.dataset.id,
        to: to.dataset.id,
        side: "to",
        of: to.rows,
        people: `${actors.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
        typingDifferences: row?.differences ?? "0",
        recordsWithDifferences: row?.differing ?? "0",
        example: example?.example,
        fields: fields.map((field) => (field.from === field.to ? field.to : `${field.from} → ${field.to}`)).join(", "),
        minutesEach: MINUTES,
        minutes: records * MINUTES,
        hours: money(records).times(MINUTES).dividedBy(60).toFixed(1),
      }),
    };
    const head = { kind: "spreadsheet-middleware", outcome: "re-keyed", subject: { type: "handoff", id: handoff.id } } as const;
    await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
  }
  await drop(plan, judged);
}

/** Records that were copied: `key`, `actor`, `moment`, `date`, `near` (fields with a typing difference), `example` of one. */
function judgedRecords(plan: SignPlan, { from, to }: TiedHandoff, made: string, fields: readonly CopiedField[]): Sql {
  const values = fields.flatMap((field, index) => [
    sql`${folded(id("f", field.from))} AS ${id(`a${index}`)}`,
    sql`${folded(id("t", field.to))} AS ${id(`b${index}`)}`,
  ]);
  const sides = fields.map((_, index) => [id(`a${index}`), id(`b${index}`)] as const);
  const likeness = sides.map(([a, b], index) => {
    const isClose = sql`length(${a}) >= ${LENGTH} AND abs(length(${a}) - length(${b})) <= ${STROKES}`;
    return sql`CASE WHEN ${a} = ${b} THEN 2 WHEN ${isClose} AND ${plan.dialect.editDistance(a, b)} <= ${STROKES} THEN 1 ELSE 0 END AS ${id(`l${index}`)}`;
  });
  const summed = (what: (likeness: Sql) => Sql): Sql =>
    join(
      fields.map((_, index) => sql`CASE WHEN ${what(id(`l${index}`))} THEN 1 ELSE 0 END`),
      " + ",
    );
  const examples = fields.map(({ to: name }, index) => {
    const [a, b] = sides[index] as readonly [Sql, Sql];
    return sql`CASE WHEN ${id(`l${index}`)} = 1 THEN ${`${name}: `} || ${a} || ' → ' || ${b} END`;
  });
  return sql`SELECT key, actor, moment, date, ${summed((each) => sql`${each} = 1`)} AS near, coalesce(${join([...examples, sql`NULL`])}) AS example FROM (
  SELECT *, ${join(likeness)} FROM (
    SELECT t._key AS key, trim(${id("t", to.dataset.by.created as string)}) AS actor, t._created AS moment, t._date AS date, ${join(values)}
    FROM ${id(made)} AS p JOIN ${id(from.relation)} AS f ON f._row = p.from_row JOIN ${id(to.relation)} AS t ON t._row = p.to_row WHERE p.typed
  ) AS pairs
) AS likened WHERE ${summed((each) => sql`${each} > 0`)} >= ${FIELDS}`;
}
