import { id, join, sql, type Sql } from "../../sql/index.ts";
import { isOneOf } from "../automation/actors.ts";
import { capturesOf, heldOnce, type Changes } from "./changes.ts";
import { isNoWord } from "./differ.ts";
import type { FactPair } from "./facts.ts";
import { count, create, drop, moment, setOf, type Plan } from "./plan.ts";
import { createTouched } from "./touched.ts";
import { textOf } from "./values.ts";

/** What a search for changes of the reader's copy alone looks at. */
export interface AloneInput {
  readonly joined: string;
  /** The copies that differ: see `createApart`. */
  readonly apart: string;
  /** Differences that are told as words: `va`, `vb`. */
  readonly words: string | undefined;
  /** The changes of both copies; undefined without two captures of both. */
  readonly changes: Changes | undefined;
}

/** Records of which the reader's copy was changed while the owner's stayed as it was. */
export interface Alone {
  /** `a_row`, `b_row`, `since` and `latest` (the change lies between them), `actor`. */
  readonly table: string;
  readonly records: number;
}

/**
 * Finds the records that differ, beyond grace, because the reader's copy alone was changed. Either the captures show it: the
 * reader's copy took its value from one to the next, the owner's said the same before and after, and never what the reader
 * says. Or the stamps do: see `createTouched`. What an automation of the register surely wrote is a copy that went wrong, and
 * none of these. undefined: none is found.
 */
export async function findAlone(plan: Plan, pair: FactPair, input: AloneInput, name: string): Promise<Alone | undefined> {
  if (!pair.owned) return undefined;
  const among = sql`SELECT * FROM ${id(input.apart)} AS d WHERE d.settled AND d.vb IS NOT NULL${isNoWord(input.words)}`;
  const open = await create(plan, `${name} open`, among);
  const made = [open];
  const found: string[] = [];
  if ((await count(plan, id(open))) > 0) {
    if (input.changes !== undefined) {
      const steady = await create(plan, `${name} steady`, steadyQuery(plan, pair, open));
      made.push(steady);
      found.push(await create(plan, `${name} moved`, movedQuery(plan, pair, { open, steady, changes: input.changes })));
    }
    const touched = await createTouched(plan, pair, { joined: input.joined, apart: input.apart, open, known: found }, name);
    if (touched !== undefined) found.push(touched);
  }
  const all = found.map((table) => sql`SELECT a_row, b_row, since, latest, actor FROM ${id(table)}`);
  const table = all.length === 0 ? undefined : await create(plan, `${name} alone`, join(all, " UNION ALL "));
  await drop(plan, ...made, ...found);
  const records = table === undefined ? 0 : await count(plan, id(table));
  if (table === undefined || records > 0) return table === undefined ? undefined : { table, records };
  await drop(plan, table);
  return undefined;
}

/** Since which capture the owner's copy has been the same; not those where it ever said what the reader says. */
function steadyQuery(plan: Plan, pair: FactPair, open: string): Sql {
  const { dataset } = pair.a;
  const said = capturesOf(plan, dataset).map(
    (then) => sql`SELECT d.a_row, d.b_row, d.va, d.vb, ${moment(then.capture.capturedAt)} AS seen, ${textOf(plan, pair, "a", "n")} AS said
  FROM ${id(open)} AS d JOIN ${id(setOf(plan, dataset).relation)} AS r ON r._row = d.a_row JOIN ${id(then.relation)} AS n ON n._key = r._key
  WHERE NOT n._deleted${heldOnce(then, "n")}`,
  );
  return sql`WITH said AS (
  ${join(said, "\n  UNION ALL ")}
), others AS (
  SELECT a_row, b_row, max(CASE WHEN said IS DISTINCT FROM va THEN seen END) AS other, max(CASE WHEN said = vb THEN 1 ELSE 0 END) AS agreed
  FROM said GROUP BY a_row, b_row
)
SELECT s.a_row, s.b_row, min(s.seen) AS since FROM said AS s JOIN others AS o ON o.a_row = s.a_row AND o.b_row = s.b_row
WHERE o.agreed = 0 AND (o.other IS NULL OR s.seen > o.other) GROUP BY s.a_row, s.b_row`;
}

interface Moved {
  readonly open: string;
  readonly steady: string;
  readonly changes: Changes;
}

/** Where the last change of the reader's copy came when the owner's was long what it is. */
function movedQuery(plan: Plan, pair: FactPair, { open, steady, changes }: Moved): Sql {
  const automations = plan.estate.automations.flatMap(({ actors }) => actors);
  return sql`SELECT d.a_row, d.b_row, c.since, coalesce(c.stamp, c.seen) AS latest, c.actor
FROM ${id(open)} AS d JOIN ${id(setOf(plan, pair.b.dataset).relation)} AS b ON b._row = d.b_row
JOIN ${id(changes.b)} AS c ON c.key = b._key AND c.value = d.vb
JOIN ${id(steady)} AS s ON s.a_row = d.a_row AND s.b_row = d.b_row AND s.since <= c.since
WHERE NOT EXISTS (SELECT 1 FROM ${id(changes.b)} AS later WHERE later.key = c.key AND later.step > c.step)
AND NOT (c.stamp IS NOT NULL AND ${isOneOf(sql`c.actor`, automations)})`;
}
