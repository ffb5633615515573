import type { Engine } from "../../engines/engine.ts";
import type { AgreeRule } from "../../model/index.ts";
import { deadline, id, sql, type DeadlineContext, type Dialect, type Sql } from "../../sql/index.ts";
import { create, drop, EARLIEST, type Known } from "./plan.ts";
import { createStays, createUnion, type Extent } from "./stays.ts";

/** Two tracks and what a rule asks of them. */
export interface ApartInput {
  /** Spans of the `when` track, and the codes of the states in which the rule speaks. */
  readonly when: { readonly spans: string; readonly states: readonly number[] };
  /** Spans and events of the `then` track, and the codes of the states that agree. */
  readonly then: { readonly spans: string; readonly events: string; readonly states: readonly number[]; readonly absent: boolean };
  /** Pairs `a`, `b` of subjects that are one thing. */
  readonly link: string;
  /** A query for the subjects of which the rule speaks; undefined: all. */
  readonly scope: Sql | undefined;
  readonly of: AgreeRule["of"];
  readonly known: Known;
}

/**
 * The stretches of time in which two tracks are apart, as a table `name` (a, b, s,
 * e): `a` was in one of the rule's states and the records linked to it were not in
 * an agreeing one. `b` is the linked record, where each must agree; NULL where one
 * is enough, or none is linked. What is not over ends at `known.open`. The table
 * `${name} met` (a) holds all subjects that were ever in one of the states.
 */
export async function createApart(
  plan: { readonly engine: Engine; readonly dialect: Dialect },
  name: string,
  input: ApartInput,
  extent: Extent = "certain",
): Promise<string> {
  const facing: Extent = extent === "certain" ? "possible" : "certain";
  const { known } = input;
  const met = input.scope === undefined ? sql`` : sql` WHERE subject IN (${input.scope})`;
  const when = await createStays(plan, `${name} when`, input.when.spans, input.when.states, extent, known);
  await create(plan, `${name} met`, sql`SELECT DISTINCT subject AS a FROM ${id(when)}${met}`);
  // Two stays with no time between them are one.
  const x = await createUnion(plan, `${name} x`, sql`SELECT subject AS k, s, e FROM ${id(when)}${met}`);
  const then = await createStays(plan, `${name} then`, input.then.spans, input.then.states, facing, known);
  const cases =
    input.of === "some"
      ? sql`(SELECT k AS a, CAST(NULL AS BIGINT) AS b, k, s, e FROM ${id(x)})`
      : await create(plan, `${name} cases`, eachCase(input, x)).then((made) => id(made));
  const agreeing = input.of === "some" ? someAgrees(input, then, `${name} met`, facing) : eachAgrees(input, then, facing);
  const ok = await createUnion(plan, `${name} ok`, agreeing);
  await create(
    plan,
    name,
    sql`SELECT a, b, s, e FROM (
  SELECT c.a, c.b, greatest(c.s, coalesce(ok.prior, ${EARLIEST})) AS s, least(c.e, coalesce(ok.s, ${known.open})) AS e
  FROM ${cases} AS c LEFT JOIN ${id(ok)} AS ok ON ok.k = c.k
  UNION ALL
  SELECT c.a, c.b, greatest(c.s, ok.e), c.e FROM ${cases} AS c JOIN ${id(ok)} AS ok ON ok.k = c.k WHERE ok.last
) AS pieces WHERE s < e`,
  );
  await drop(plan, when, x, then, `${name} cases`, ok);
  return name;
}

/** Every linked record is a case of its own; without any, the thing itself is one. */
function eachCase(input: ApartInput, x: string): Sql {
  const link = id(input.link);
  const linked = sql`SELECT x.k AS a, l.b, l.b AS k, x.s, x.e FROM ${id(x)} AS x JOIN ${link} AS l ON l.a = x.k`;
  if (input.then.absent) return linked;
  return sql`${linked}
UNION ALL
SELECT k, NULL, NULL, s, e FROM ${id(x)} WHERE k NOT IN (SELECT a FROM ${link})`;
}

/** One linked record in an agreeing state is enough; where absence agrees, so does the time before any of them had an event. */
function someAgrees(input: ApartInput, then: string, met: string, extent: Extent): Sql {
  const link = id(input.link);
  const stays = sql`SELECT l.a AS k, t.s, t.e FROM ${link} AS l JOIN ${id(then)} AS t ON t.subject = l.b`;
  if (!input.then.absent) return stays;
  const at = id(extent === "possible" ? "at_latest" : "at");
  return sql`${stays}
UNION ALL
SELECT m.a, ${EARLIEST}, coalesce(f.s, ${input.known.open}) FROM ${id(met)} AS m LEFT JOIN (
  SELECT l.a, min(v.s) AS s FROM ${link} AS l JOIN (
    SELECT subject, ${at} AS s FROM ${id(input.then.events)} WHERE ${at} <= ${input.known.until}
  ) AS v ON v.subject = l.b GROUP BY l.a
) AS f ON f.a = m.a`;
}

/** A record agrees while it is in an agreeing state, and before it is in any. */
function eachAgrees(input: ApartInput, then: string, extent: Extent): Sql {
  const entered = extent === "possible" ? sql`entered_latest` : sql`entered`;
  return sql`SELECT subject AS k, s, e FROM ${id(then)}
UNION ALL
SELECT l.b, ${EARLIEST}, coalesce(f.s, ${input.known.open}) FROM (SELECT DISTINCT b FROM ${id(input.link)}) AS l LEFT JOIN (
  SELECT subject, ${entered} AS s FROM ${id(input.then.spans)} WHERE place = 1 AND ${entered} <= ${input.known.until}
) AS f ON f.subject = l.b`;
}

/**
 * Judges stretches by the agreed time, as a table `name` (a, b, s, e, due, open,
 * counts): `open` is not over; `counts` lasted beyond `due`. Open ones that do not
 * count are waiting.
 */
export async function createJudged(
  plan: { readonly engine: Engine },
  name: string,
  apart: string,
  within: AgreeRule["within"],
  known: Known,
  context: DeadlineContext,
): Promise<string> {
  const { due, join } = deadline(sql`d.s`, sql`${id(apart)} AS d`, within, context);
  const open = sql`(d.e = ${known.open})`;
  return create(
    plan,
    name,
    sql`SELECT *, CASE WHEN open THEN ${known.until} > due ELSE e > due END AS counts FROM (
  SELECT d.a, d.b, d.s, d.e, ${due} AS due, ${open} AS open FROM ${id(apart)} AS d${join}
) AS judged`,
  );
}
