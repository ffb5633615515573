import type { Dataset } from "../../model/index.ts";
import { id, join, or, sql, type Sql } from "../../sql/index.ts";
import { create, detailJson, drop, knowsMoment, relation, type SignPlan } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";

/** Parts of a name, lower case, that persons do not have. */
const MACHINE_NAME =
  "(^|[^a-z])(svc|srv|bot|robot|api|sync|syncer|script|cron|daemon|integrations?|integrator|importer|import|exporter|export|webhooks?|connector|zapier|workato|mulesoft|n8n|etl|automation|automate|system|service[ _.-]?(account|user)|batch|scheduler|migration|migrator|no-?reply|oauth)([^a-z]|$)";

/** Records in one minute that no hand makes … */
const BURST = 5;
/** … in so many minutes, and so much of all that the actor made. */
const BURSTS = 2;
const BURST_SHARE = 0.2;
/** By a timer: so many records, in so many hours, so much of them in one minute of the hour. */
const TIMED = { records: 20, hours: 10, share: 0.8 };
/** Around the clock: so many records, in so many hours of the day. */
const CLOCK = { records: 100, hours: 22 };

/**
 * Makes a table of the actors that neither the people's patterns nor an automation's name, and that look or
 * write like machines: `actor`, `records`, `first` and `last` (TIMESTAMP), `datasets` (ids, sorted), `why`.
 *
 * A record counts once for who made it, and once for who changed it, if that is another.
 */
export async function createMachines(plan: SignPlan): Promise<string> {
  const sources = [...plan.sets.values()].flatMap(({ dataset, relation: records }) => beatsOf(dataset, records));
  const machines = relation(plan, "machines");
  if (sources.length === 0) {
    await plan.engine.runInline(
      sql`CREATE TABLE ${id(machines)} (actor VARCHAR, records BIGINT, first TIMESTAMP, last TIMESTAMP, datasets VARCHAR, why VARCHAR)`,
    );
    return machines;
  }
  const registered = [...plan.estate.people, ...plan.estate.automations.flatMap(({ actors }) => actors)];
  const minute = sql`CAST(floor(${plan.dialect.microseconds(sql`moment`)} / 60000000.0) AS BIGINT)`;
  const beats = await create(
    plan,
    "beats",
    sql`SELECT actor, dataset, made, ${minute} AS minute, count(*) AS n, min(seen) AS first, max(seen) AS last FROM (
${join(sources, "\nUNION ALL\n")}
) AS acts WHERE NOT ${isOneOf(sql`actor`, registered)} GROUP BY actor, dataset, made, ${minute}`,
  );
  const table = id(beats);
  const dated = sql`FROM ${table} WHERE made AND minute IS NOT NULL`;
  await plan.engine.runInline(sql`CREATE TABLE ${id(machines)} AS
WITH minutes AS (
  SELECT actor, minute, sum(n) AS n ${dated} GROUP BY actor, minute
), bursts AS (
  SELECT actor, sum(n) AS records, count(CASE WHEN n >= ${BURST} THEN 1 END) AS bursts, sum(CASE WHEN n >= ${BURST} THEN n ELSE 0 END) AS in_bursts FROM minutes GROUP BY actor
), places AS (
  SELECT actor, minute % 60 AS place, sum(n) AS n FROM minutes GROUP BY actor, minute % 60
), timed AS (
  SELECT actor, max(n) AS n FROM places GROUP BY actor
), hours AS (
  SELECT actor, count(DISTINCT CAST(floor(minute / 60.0) AS BIGINT)) AS hours, count(DISTINCT CAST(floor(minute / 60.0) AS BIGINT) % 24) AS clock FROM minutes GROUP BY actor
), named AS (
  SELECT actor, sum(n) AS records, min(first) AS first, max(last) AS last FROM ${table} GROUP BY actor
), homes AS (
  SELECT actor, ${plan.dialect.stringAggregate(sql`dataset`, ", ", sql`dataset`)} AS datasets FROM (SELECT DISTINCT actor, dataset FROM ${table}) AS each GROUP BY actor
), judged AS (
  SELECT n.actor, CAST(n.records AS BIGINT) AS records, n.first, n.last, h.datasets, CASE
    WHEN ${plan.dialect.matches(sql`lower(n.actor)`, MACHINE_NAME)} THEN 'by its name'
    WHEN b.bursts >= ${BURSTS} AND b.in_bursts >= ${BURST_SHARE} * b.records THEN 'five records or more in one minute, again and again'
    WHEN b.records >= ${TIMED.records} AND o.hours >= ${TIMED.hours} AND t.n >= ${TIMED.share} * b.records THEN 'always in the same minute of the hour'
    WHEN b.records >= ${CLOCK.records} AND o.clock >= ${CLOCK.hours} THEN 'around the clock'
  END AS why
  FROM named AS n JOIN homes AS h ON h.actor = n.actor LEFT JOIN bursts AS b ON b.actor = n.actor LEFT JOIN timed AS t ON t.actor = n.actor LEFT JOIN hours AS o ON o.actor = n.actor
)
SELECT * FROM judged WHERE why IS NOT NULL`);
  await drop(plan, beats);
  return machines;
}

/** Inserts a sign for every actor that writes like a machine and stands in no register. */
export async function findUnregistered(plan: SignPlan, machines: string): Promise<void> {
  const rows = await plan.engine.rows<{ actor: string; datasets: string }>(
    sql`SELECT actor, datasets FROM ${id(machines)} ORDER BY records DESC, actor LIMIT 500`,
  );
  for (const { actor, datasets } of rows) {
    const of = datasets.split(", ").reduce((sum, name) => sum + (plan.sets.get(name)?.rows ?? 0), 0);
    const columns = {
      from: sql`m.first`,
      to: sql`m.last`,
      actor: sql`m.actor`,
      records: sql`m.records`,
      detail: detailJson(plan.dialect, {
        why: sql`m.why`,
        datasets: sql`m.datasets`,
        first: sql`CAST(m.first AS DATE)`,
        last: sql`CAST(m.last AS DATE)`,
        of,
      }),
    };
    const head = { kind: "unowned-automation", outcome: "unregistered-actor", subject: { type: "actor", id: actor } } as const;
    const source = sql`${id(machines)} AS m WHERE m.actor = ${actor}`;
    await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
  }
}

/** Queries for who made and who changed each record: `actor`, `dataset`, `made`, `moment` (to the second, else NULL), `seen`. */
function beatsOf(dataset: Dataset, records: string): Sql[] {
  const { created, modified } = dataset.by;
  const field = (name: string | undefined): Sql =>
    name === undefined ? sql`CAST(NULL AS VARCHAR)` : sql`nullif(trim(${id("r", name)}), '')`;
  const moment = knowsMoment(dataset) ? sql`r._created` : sql`CAST(NULL AS TIMESTAMP)`;
  const changed = dataset.times["modified"];
  const isTimed = dataset.fields.some(({ name, type }) => name === changed && type === "timestamp");
  const seen = changed !== undefined && isTimed ? id("r", changed) : sql`r._created`;
  const made = sql`SELECT ${field(created)} AS actor, ${dataset.id} AS dataset, TRUE AS made, ${moment} AS moment, coalesce(r._created, CAST(r._date AS TIMESTAMP)) AS seen FROM ${id(records)} AS r WHERE ${field(created)} IS NOT NULL`;
  const touched = sql`SELECT ${field(modified)}, ${dataset.id}, FALSE, CAST(NULL AS TIMESTAMP), coalesce(${seen}, CAST(r._date AS TIMESTAMP)) FROM ${id(records)} AS r WHERE ${field(modified)} IS NOT NULL AND ${field(modified)} IS DISTINCT FROM ${field(created)}`;
  return [...(created === undefined ? [] : [made]), ...(modified === undefined ? [] : [touched])];
}

/** Does one of the patterns (`*` and `?`, without case) name the actor? NULL is named by none. */
export function isOneOf(actor: Sql, patterns: readonly string[]): Sql {
  const like = (pattern: string): string =>
    pattern
      .trim()
      .toLowerCase()
      .replaceAll(/[!%_]/g, (sign) => `!${sign}`)
      .replaceAll("*", "%")
      .replaceAll("?", "_");
  return sql`coalesce(${or(patterns.map((pattern) => sql`lower(trim(${actor})) LIKE ${like(pattern)} ESCAPE '!'`))}, FALSE)`;
}
