import { formatMoney, money, type AgreeRule, type FieldType, type ReviewedRule, type RuleCount } from "../../model/index.ts";
import { compileCondition, id, sql, type ConditionType, type Sql } from "../../sql/index.ts";
import { createApart, disagreements, type ApartInput, type Disagreements } from "./apart.ts";
import { createLink, recordsOf } from "./link.ts";
import {
  codes,
  create,
  drop,
  durationInWords,
  isOneOf,
  knownOf,
  relation,
  setOf,
  stateId,
  timelineOf,
  trackOf,
  type Known,
  type Plan,
} from "./plan.ts";
import { insertMismatches, subjects } from "./relation.ts";
import { inDays } from "./show.ts";

/** One agree rule while it is judged: the relations that its steps share. */
export interface JudgedRule extends Disagreements {
  readonly rule: AgreeRule;
  readonly known: Known;
  readonly input: ApartInput;
}

/**
 * Judges a rule: inserts its mismatches and says what became of every record that
 * was ever in one of its states. `further` may look at the relations before they are
 * dropped.
 */
export async function judgeRule(plan: Plan, rule: AgreeRule, further: (judged: JudgedRule) => Promise<void>): Promise<ReviewedRule> {
  const [when, then] = [timelineOf(plan, rule.when.track), timelineOf(plan, rule.then.track)];
  const known = knownOf(when, then);
  const input: ApartInput = {
    when: { spans: when.spans, states: codes(plan.lifecycle, rule.when.states), exact: when.exact, scope: scopeOf(plan, rule) },
    then: {
      spans: then.spans,
      events: then.events,
      states: codes(plan.lifecycle, rule.then.states),
      exact: then.exact,
      absent: rule.then.absent,
    },
    link: await createLink(plan, rule.when.track, rule.then.track),
    of: rule.of,
    known,
  };
  const found = await disagreements(plan, relation(plan, "judged"), input, rule.within);
  const { judged, met, x } = found;
  const worths = await createWorths(plan, rule, input.link, met);
  const extremes = when.exact && then.exact ? undefined : await createExtremes(plan, input, judged);
  const steps = { rule, known, input, ...found };
  await insertRule(plan, steps, extremes);
  const reviewed = await reviewRule(plan, rule, judged, met, worths);
  await further(steps);
  await drop(plan, input.link, judged, met, x, worths, relation(plan, "extremes"));
  return reviewed;
}

/** Subjects that meet the rule's filter. */
function scopeOf(plan: Plan, rule: AgreeRule): Sql | undefined {
  if (rule.when.filter === undefined) return undefined;
  const track = trackOf(plan, rule.when.track);
  const { fields } = setOf(plan, track.dataset).dataset;
  const typeOf = (field: string): ConditionType | undefined => conditionType(fields.find(({ name }) => name === field)?.type);
  const filter = compileCondition(rule.when.filter, { dialect: plan.dialect, timeZone: plan.estate.timeZone, alias: "r", typeOf });
  return sql`SELECT s.subject FROM ${subjects(plan, track.id)} AS s JOIN ${recordsOf(plan, track, "s", "r")} WHERE ${filter}`;
}

function conditionType(type: FieldType | undefined): ConditionType | undefined {
  if (type === "key") return "text";
  return type === "money" ? "number" : type;
}

/** Money of subjects, unsigned: `subject`, `worth`. */
function worthQuery(plan: Plan, track: string, field: string | undefined): Sql {
  if (field === undefined) return sql`SELECT subject, abs(amount) AS worth FROM ${subjects(plan, track)}`;
  return sql`SELECT s.subject, max(abs(${id("r", field)})) AS worth FROM ${subjects(plan, track)} AS s JOIN ${recordsOf(plan, trackOf(plan, track), "s", "r")} GROUP BY s.subject`;
}

/** What each record that the rule met is worth: its own money, or that of all records linked to it. */
async function createWorths(plan: Plan, rule: AgreeRule, link: string, met: string): Promise<string> {
  const own =
    rule.worth?.side === "then"
      ? worthQuery(plan, rule.then.track, rule.worth.field)
      : worthQuery(plan, rule.when.track, rule.worth?.field);
  const query =
    rule.worth?.side === "then"
      ? sql`SELECT m.a, sum(v.worth) AS worth FROM ${id(met)} AS m LEFT JOIN ${id(link)} AS l ON l.a = m.a LEFT JOIN (${own}) AS v ON v.subject = l.b GROUP BY m.a`
      : sql`SELECT m.a, v.worth FROM ${id(met)} AS m LEFT JOIN (${own}) AS v ON v.subject = m.a`;
  return create(plan, relation(plan, "worths"), query);
}

/** The longest that each mismatch can have been: the possible stretch that holds the certain one. */
async function createExtremes(plan: Plan, input: ApartInput, judged: string): Promise<string> {
  const name = relation(plan, "possible");
  const found = sql`SELECT a FROM ${id(judged)} WHERE counts`;
  const scope = input.when.scope === undefined ? found : sql`${found} AND a IN (${input.when.scope})`;
  await createApart(plan, name, { ...input, when: { ...input.when, scope } }, "possible");
  const extremes = await create(
    plan,
    relation(plan, "extremes"),
    sql`SELECT d.a, d.b, d.s, d.e, p.s AS earliest, CASE WHEN p.e = ${input.known.open} THEN NULL ELSE p.e END AS latest
FROM ${id(judged)} AS d JOIN ${id(name)} AS p ON p.a = d.a AND p.b IS NOT DISTINCT FROM d.b AND p.s <= d.s AND p.e >= d.e
WHERE d.counts AND (p.s < d.s OR p.e > d.e)`,
  );
  await drop(plan, name, `${name} met`, `${name} x`);
  return extremes;
}

async function insertRule(plan: Plan, { rule, known, input, judged }: JudgedRule, extremes: string | undefined): Promise<void> {
  const { lifecycle, dialect } = plan;
  const [when, then] = [timelineOf(plan, rule.when.track), timelineOf(plan, rule.then.track)];
  const own = await create(
    plan,
    relation(plan, "own state"),
    sql`SELECT d.a, d.s, ${dialect.argMin(sql`v.state`, sql`-v.place`)} AS state FROM (SELECT DISTINCT a, s FROM ${id(judged)} WHERE counts) AS d
JOIN ${id(when.spans)} AS v ON v.subject = d.a AND v.entered <= d.s AND ${isOneOf(sql`v.state`, input.when.states)}
GROUP BY d.a, d.s`,
  );
  const other = await create(plan, relation(plan, "other state"), otherState(plan, judged, input.link, then.spans, rule));
  const joined =
    extremes === undefined
      ? sql``
      : sql`
LEFT JOIN ${id(extremes)} AS x ON x.a = d.a AND x.b IS NOT DISTINCT FROM d.b AND x.s = d.s`;
  const worth = worthQuery(plan, rule.worth?.side === "then" ? rule.then.track : rule.when.track, rule.worth?.field);
  const end = sql`CASE WHEN d.open THEN ${known.until} ELSE d.e END`;
  await plan.engine.runInline(
    insertMismatches(plan, {
      rule: rule.id,
      outcome: sql`CASE WHEN d.open THEN 'disagrees' ELSE 'disagreed' END`,
      family: "agree",
      track: trackOf(plan, rule.when.track),
      state: stateId(lifecycle, sql`o.state`),
      other: {
        dataset: trackOf(plan, rule.then.track).dataset,
        key: sql`t.key`,
        state: sql`coalesce(${stateId(lifecycle, sql`t.state`)}, 'absent')`,
      },
      from: sql`d.s`,
      due: sql`d.due`,
      to: sql`CASE WHEN NOT d.open THEN d.e END`,
      ...(extremes === undefined ? {} : { fromEarliest: sql`x.earliest`, toLatest: sql`x.latest` }),
      seconds: dialect.secondsBetween(sql`d.due`, end),
      amount: sql`m.worth`,
      source: sql`${id(judged)} AS d
JOIN ${id(when.subjects)} AS w ON w.subject = d.a
LEFT JOIN ${id(own)} AS o ON o.a = d.a AND o.s = d.s
LEFT JOIN ${id(other)} AS t ON t.a = d.a AND t.b IS NOT DISTINCT FROM d.b AND t.s = d.s
LEFT JOIN (${worth}) AS m ON m.subject = ${rule.worth?.side === "then" ? sql`t.subject` : sql`d.a`}${joined}
WHERE d.counts`,
    }),
  );
  await drop(plan, own, other);
}

/** What the other system says when a stretch begins: of the linked records that have a state by then, the one with the least key. */
function otherState(plan: Plan, judged: string, link: string, spans: string, rule: AgreeRule): Sql {
  const found = sql`(SELECT * FROM ${id(judged)} WHERE counts)`;
  const linked =
    rule.of === "each"
      ? sql`${found} AS d JOIN ${id(spans)} AS v ON v.subject = d.b`
      : sql`${found} AS d JOIN ${id(link)} AS l ON l.a = d.a JOIN ${id(spans)} AS v ON v.subject = l.b`;
  return sql`SELECT a, b, s, subject, key, state FROM (
  SELECT d.a, d.b, d.s, v.subject, k.key, v.state, row_number() OVER (PARTITION BY d.a, d.b, d.s ORDER BY k.key, v.subject, v.place DESC) AS first
  FROM ${linked} JOIN ${subjects(plan, rule.then.track)} AS k ON k.subject = v.subject
  WHERE v.entered <= d.s
) AS ranked WHERE first = 1`;
}

async function reviewRule(plan: Plan, rule: AgreeRule, judged: string, met: string, worths: string): Promise<ReviewedRule> {
  const rows = await plan.engine
    .rows<OutcomeRow>(sql`SELECT outcome, count(*) AS records, count(worth) AS priced, sum(worth) AS amount FROM (
  SELECT v.worth, CASE WHEN d.open_counts > 0 THEN 'disagrees' WHEN d.counts > 0 THEN 'disagreed' WHEN d.waits > 0 THEN 'waiting' ELSE 'agrees' END AS outcome
  FROM ${id(met)} AS m JOIN ${id(worths)} AS v ON v.a = m.a LEFT JOIN (
    SELECT a, count(*) FILTER (WHERE counts AND open) AS open_counts, count(*) FILTER (WHERE counts) AS counts, count(*) FILTER (WHERE open AND NOT counts) AS waits
    FROM ${id(judged)} GROUP BY a
  ) AS d ON d.a = m.a
) AS outcomes GROUP BY outcome`);
  return {
    id: rule.id,
    title: rule.title,
    kind: "agree",
    when: { track: rule.when.track, states: rule.when.states },
    then: { track: rule.then.track, states: [...rule.then.states, ...(rule.then.absent ? ["absent"] : [])] },
    within: durationInWords(rule.within),
    ...countOutcomes(rows),
    ...(await beyond(plan, rule.id, rows)),
  };
}

export type OutcomeRow = { readonly outcome: string; readonly records: string; readonly priced: string; readonly amount: string | null };

/** Records and money by outcome; money is told where any record carries some. */
export function countOutcomes(
  rows: readonly OutcomeRow[],
): Pick<ReviewedRule, "checked" | "agrees" | "waiting" | "disagrees" | "disagreed"> {
  const priced = rows.some((row) => Number(row.priced) > 0);
  const count = (...outcomes: readonly string[]): RuleCount => {
    const of = rows.filter((row) => outcomes.includes(row.outcome));
    return {
      records: of.reduce((sum, row) => sum + Number(row.records), 0),
      amount: priced ? formatMoney(of.reduce((sum, row) => sum.plus(money(row.amount)), money(0))) : undefined,
    };
  };
  return {
    checked: count("agrees", "waiting", "disagrees", "disagreed"),
    agrees: count("agrees"),
    waiting: count("waiting"),
    disagrees: count("disagrees"),
    disagreed: count("disagreed"),
  };
}

/** Days and dollar-days of a rule's mismatches. */
export async function beyond(plan: Plan, rule: string, rows: readonly OutcomeRow[]): Promise<Pick<ReviewedRule, "days" | "amountDays">> {
  const [sum] = await plan.engine.rows<{ seconds: string | null; amount_days: string | null }>(
    sql`SELECT CAST(sum(seconds) AS VARCHAR) AS seconds, CAST(sum(amount_days) AS VARCHAR) AS amount_days FROM ${id(plan.names.mismatches)}
WHERE lifecycle = ${plan.lifecycle.id} AND rule = ${rule} AND outcome <> 'definition-differs'`,
  );
  const priced = rows.some((row) => Number(row.priced) > 0);
  return { days: inDays(sum?.seconds), amountDays: priced ? formatMoney(money(sum?.amount_days)) : undefined };
}
