import type { Engine } from "../../engines/engine.ts";
import type { AgreeRule } from "../../model/index.ts";
import { deadline, id, sql, type Sql } from "../../sql/index.ts";
import { create, deadlineContext, drop, EARLIEST, type Clock, type Known } from "./plan.ts";
import { createStays, createUnion, type Extent, type StaysInput } from "./stays.ts";

/** Two tracks and what a rule asks of them. */
export interface ApartInput {
  /** The `when` track: its spans, the codes of the states in which the rule speaks, and the subjects of which it does. */
  readonly when: StaysInput;
  /** The `then` track: its spans and events, and the codes of the states that agree. */
  readonly then: StaysInput & { readonly events: string; readonly absent: boolean };
  /** Pairs `a`, `b` of subjects that are one thing. */
  readonly link: string;
  readonly of: AgreeRule["of"];
  readonly known: Known;
}

/**
 * The stretches of time in which two tracks are apart, as a table `name` (a, b, s,
 * e): `a` was in one of the rule's states and the records linked to it were not in
 * an agreeing one. `b` is the linked record, where each must agree; NULL where one
 * is enough, or none is linked. What is not over ends at `known.open`. The table
 * `${name} met` (a) holds all subjects that were ever in one of the states, and `${name} x`
 * the intervals in which they were.
 */
export async function createApart(plan: Stage, name: string, input: ApartInput, extent: Extent = "certain"): Promise<string> {
  const facing: Extent = extent === "certain" ? "possible" : "certain";
  const x = await createStays(plan, `${name} x`, input.when, extent, input.known);
  const then = await createStays(plan, `${name} then`, input.then, facing, input.known);
  await drop(plan, `${name} then met`);
  await plan.engine.runInline(sql`ALTER TABLE ${id(`${name} x met`)} RENAME TO ${id(`${name} met`)}`);
  const cases = await create(plan, `${name} cases`, input.of === "some" ? someCases(input, x, facing) : eachCase(input, x, facing));
  const ok = input.of === "some" ? await createAgreeing(plan, `${name} ok`, input.link, then) : then;
  await create(
    plan,
    name,
    sql`SELECT a, b, s, e FROM (
  SELECT c.a, c.b, greatest(c.s, coalesce(ok.prior, ${EARLIEST})) AS s, least(c.e, coalesce(ok.s, ${input.known.open})) AS e
  FROM ${id(cases)} AS c LEFT JOIN ${id(ok)} AS ok ON ok.k = c.k
  UNION ALL
  SELECT c.a, c.b, greatest(c.s, ok.e), c.e FROM ${id(cases)} AS c JOIN ${id(ok)} AS ok ON ok.k = c.k WHERE ok.last
) AS pieces WHERE s < e`,
  );
  await drop(plan, then, cases, `${name} ok`);
  return name;
}

type Stage = { readonly engine: Engine };

/**
 * What is to be held against agreeing states, as (a, b, k, s, e), where `k` finds those.
 * One linked record in such a state is enough; where absence agrees, the case begins
 * with the first event of any of them.
 */
function someCases(input: ApartInput, x: string, facing: Extent): Sql {
  if (!input.then.absent) return sql`SELECT k AS a, CAST(NULL AS BIGINT) AS b, k, s, e FROM ${id(x)}`;
  const at = id(facing === "possible" ? "at_latest" : "at");
  return sql`SELECT x.k AS a, CAST(NULL AS BIGINT) AS b, x.k, greatest(x.s, f.s) AS s, x.e FROM ${id(x)} AS x JOIN (
  SELECT l.a, min(v.s) AS s FROM ${id(input.link)} AS l JOIN (
    SELECT subject, min(${at}) AS s FROM ${id(input.then.events)} WHERE ${at} <= ${input.known.until} GROUP BY subject
  ) AS v ON v.subject = l.b GROUP BY l.a
) AS f ON f.a = x.k WHERE x.e > f.s`;
}

/** Every linked record is a case of its own, from its first state on; without any, the thing itself is one. */
function eachCase(input: ApartInput, x: string, facing: Extent): Sql {
  const link = id(input.link);
  const entered = facing === "possible" ? sql`f.entered_latest` : sql`f.entered`;
  const linked = sql`SELECT x.k AS a, l.b, l.b AS k, greatest(x.s, ${entered}) AS s, x.e FROM ${id(x)} AS x JOIN ${link} AS l ON l.a = x.k
JOIN ${id(input.then.spans)} AS f ON f.subject = l.b AND f.place = 1 WHERE x.e > ${entered}`;
  if (input.then.absent) return linked;
  return sql`${linked}
UNION ALL
SELECT k, NULL, NULL, s, e FROM ${id(x)} WHERE k NOT IN (SELECT a FROM ${link})`;
}

/** When any of the linked records agrees. Only where several are linked must their times be merged. */
async function createAgreeing(plan: Stage, name: string, link: string, then: string): Promise<string> {
  const several = await create(plan, `${name} several`, sql`SELECT a FROM ${id(link)} GROUP BY a HAVING count(*) > 1`);
  const stays = sql`FROM ${id(link)} AS l JOIN ${id(then)} AS t ON t.k = l.b WHERE l.a`;
  await create(plan, name, sql`SELECT l.a AS k, t.prior, t.s, t.e, t.last ${stays} NOT IN (SELECT a FROM ${id(several)})`);
  const union = await createUnion(plan, `${name} union`, sql`SELECT l.a AS k, t.s, t.e ${stays} IN (SELECT a FROM ${id(several)})`);
  await plan.engine.runInline(sql`INSERT INTO ${id(name)} SELECT * FROM ${id(union)}`);
  await drop(plan, several, union);
  return name;
}

/** Relations that say where two tracks are apart, the caller's to drop. */
export interface Disagreements {
  /**
   * A stretch a row: `a`, `b`, `s`, `e` as `createApart` has them; `due`: from when on it
   * counts; `open`: it is not over; `counts`: it lasted beyond `due`. Open ones that do
   * not count are waiting.
   */
  readonly judged: string;
  /** `a`: everything that was ever in one of the rule's states. */
  readonly met: string;
  /** `k`, `s`, `e`: when it was. */
  readonly x: string;
}

/**
 * Where two tracks are apart, judged by the agreed time. Makes the relations `name`,
 * `${name} met` and `${name} x`.
 */
export async function disagreements(clock: Clock, name: string, input: ApartInput, within: AgreeRule["within"]): Promise<Disagreements> {
  const { engine } = clock;
  const apart = await createApart(clock, `${name} apart`, input);
  const context = await deadlineContext(clock, sql`s`, id(apart));
  const { due, join } = deadline(sql`d.s`, sql`${id(apart)} AS d`, within, context);
  const { until, open } = input.known;
  await create(
    clock,
    name,
    sql`SELECT *, CASE WHEN open THEN ${until} > due ELSE e > due END AS counts FROM (
  SELECT d.a, d.b, d.s, d.e, ${due} AS due, (d.e = ${open}) AS open FROM ${id(apart)} AS d${join}
) AS judged`,
  );
  for (const part of ["met", "x"]) await engine.runInline(sql`ALTER TABLE ${id(`${apart} ${part}`)} RENAME TO ${id(`${name} ${part}`)}`);
  await drop(clock, apart);
  return { judged: name, met: `${name} met`, x: `${name} x` };
}
