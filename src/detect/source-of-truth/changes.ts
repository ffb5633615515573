import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import type { RecordSet } from "../../model/index.ts";
import { count, create, drop, moment, setOf, type End, type Plan } from "./plan.ts";
import { changedBy, modifiedAt } from "./stamps.ts";
import { columnOf, textOf, type Compared } from "./values.ts";

/** So many records of which one word became another at once, and neither stood beside the other, are a renamed word. */
const RENAMED = 5;

/** All captures of a dataset, the oldest first. */
export function capturesOf(plan: Plan, dataset: string): readonly RecordSet[] {
  return [...(plan.input.older.get(dataset) ?? []), setOf(plan, dataset)];
}

/** The tables of the changes of both copies. */
export type Changes = Readonly<Record<End, string>>;

/** The changes of both copies; undefined without two captures of both. */
export async function followChanges(plan: Plan, pair: Compared, name: string): Promise<Changes | undefined> {
  if (capturesOf(plan, pair.a.dataset).length < 2 || capturesOf(plan, pair.b.dataset).length < 2) return undefined;
  const a = await createChanges(plan, pair, "a", `${name} changes a`);
  return { a, b: await createChanges(plan, pair, "b", `${name} changes b`) };
}

/**
 * A table of the changes of one copy from capture to capture: `key`, `step`, `before`, `value` (texts as compared), `since` and
 * `seen` (the times of the two captures), `stamp` (the moment of the change, where the record says it), `actor`. What became
 * empty is no change, and a word that was renamed throughout is none of the records'.
 */
async function createChanges(plan: Plan, pair: Compared, end: End, name: string): Promise<string> {
  const captures = capturesOf(plan, pair[end].dataset);
  const steps = captures.slice(1).flatMap((now, step): Sql[] => {
    const then = captures[step] as RecordSet;
    return Date.parse(then.capture.capturedAt) < Date.parse(now.capture.capturedAt) ? [stepQuery(plan, pair, end, then, now, step)] : [];
  });
  const none = sql`SELECT 0 AS step, '' AS key, '' AS before, '' AS value, CAST(NULL AS TIMESTAMP) AS since, CAST(NULL AS TIMESTAMP) AS seen, CAST(NULL AS TIMESTAMP) AS stamp, '' AS actor WHERE FALSE`;
  const changes = await create(plan, name, join(steps.length === 0 ? [none] : steps, "\nUNION ALL\n"));
  await dropRenamed(plan, pair, end, changes, captures);
  return changes;
}

function stepQuery(plan: Plan, pair: Compared, end: End, then: RecordSet, now: RecordSet, step: number): Sql {
  const { dataset } = pair[end];
  const column = columnOf(plan, pair, end);
  const modified = modifiedAt(plan, dataset, "n");
  const [since, seen] = [moment(then.capture.capturedAt), moment(now.capture.capturedAt)];
  const changed = [sql`NOT p._deleted`, sql`NOT n._deleted`, sql`${id("p", column)} IS DISTINCT FROM ${id("n", column)}`];
  const stamp =
    modified === undefined
      ? sql`CAST(NULL AS TIMESTAMP)`
      : sql`CASE WHEN ${modified} > ${since} AND ${modified} <= ${seen} AND ${nothingElse(plan, pair, end)} THEN ${modified} END`;
  return sql`SELECT * FROM (
  SELECT ${step} AS step, n._key AS key, ${textOf(plan, pair, end, "p")} AS before, ${textOf(plan, pair, end, "n")} AS value,
    ${since} AS since, ${seen} AS seen, ${stamp} AS stamp, ${changedBy(plan, dataset, "n")} AS actor
  FROM ${id(then.relation)} AS p JOIN ${id(now.relation)} AS n ON n._key = p._key
  WHERE ${and(changed)}${heldOnce(then, "n")}${heldOnce(now, "n")}
) AS c WHERE value IS NOT NULL AND value IS DISTINCT FROM before`;
}

/** ` AND …`: does the capture hold the record once? Of those that it holds more often, nothing is known. */
export function heldOnce({ relation, dataset }: RecordSet, alias: string): Sql {
  return dataset.repeatedKey === "report"
    ? sql` AND ${id(alias, "_key")} IN (SELECT _key FROM ${id(relation)} GROUP BY _key HAVING count(*) = 1)`
    : sql``;
}

/** Did nothing else of the record change? Else its last change may be that of something else. */
function nothingElse(plan: Plan, pair: Compared, end: End): Sql {
  const { dataset } = setOf(plan, pair[end].dataset);
  const own = new Set([pair[end].field, ...Object.values(dataset.times), dataset.by.modified]);
  const others = dataset.fields.filter(({ name }) => !own.has(name));
  return and(others.map(({ name }) => sql`${id("p", name)} IS NOT DISTINCT FROM ${id("n", name)}`));
}

async function dropRenamed(plan: Plan, pair: Compared, end: End, changes: string, captures: readonly RecordSet[]): Promise<void> {
  const renamed = sql`SELECT step, before, value FROM ${id(changes)} WHERE before IS NOT NULL GROUP BY step, before, value HAVING count(*) >= ${RENAMED}`;
  const steps = await plan.engine.rows<{ step: number }>(sql`SELECT DISTINCT step FROM (${renamed}) AS r ORDER BY step`);
  for (const { step } of steps) {
    const [then, now] = [captures[Number(step)], captures[Number(step) + 1]] as [RecordSet, RecordSet];
    const words = (set: RecordSet, word: "before" | "value"): Sql =>
      sql`SELECT ${textOf(plan, pair, end, "r")} FROM ${id(set.relation)} AS r WHERE ${textOf(plan, pair, end, "r")} IN (SELECT ${id(word)} FROM (${renamed}) AS w WHERE step = ${step})`;
    const name = await create(
      plan,
      `renamed ${step}`,
      sql`SELECT before, value FROM (${renamed}) AS w WHERE step = ${step} AND value NOT IN (${words(then, "value")}) AND before NOT IN (${words(now, "before")})`,
    );
    if ((await count(plan, id(name))) > 0)
      await plan.engine.runInline(
        sql`DELETE FROM ${id(changes)} AS c WHERE step = ${step} AND EXISTS (SELECT 1 FROM ${id(name)} AS r WHERE r.before = c.before AND r.value = c.value)`,
      );
    await drop(plan, name);
  }
}
