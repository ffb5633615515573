import { id, sql, type Sql } from "../../sql/index.ts";
import { oddsOfHits } from "../odds.ts";
import {
  amountOf,
  create,
  detailJson,
  drop,
  fileOf,
  instantOf,
  knowsMoment,
  tiedHandoffs,
  type SignPlan,
  type TiedHandoff,
} from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";

/** Fewer late records that are missing tell nothing. */
const LEAST = 3;
/** Of the late ones, at least so many are missing. */
const SHARE = 0.5;
/** More often than it happens by chance that so many of the late ones are among the missing. */
const ODDS = 1e-4;

/**
 * Inserts a sign for every missing record that was entered when records of a later time had
 * already been taken: a sync that reads by time from where it stopped never sees it.
 *
 * The watermark at a moment is the latest time among the records that stood downstream by then. That late records are
 * missing must be the rule (half of them, three or more) and no accident: p < 0.0001 in a
 * binomial test against how often the others are missing, corrected for the fields tried.
 */
export async function findLate(plan: SignPlan): Promise<void> {
  for (const tied of tiedHandoffs(plan)) {
    const { dataset } = tied.from;
    if (!knowsMoment(dataset) || !knowsMoment(tied.to.dataset)) continue;
    const fields = [...new Set([dataset.time, dataset.times["modified"]])].filter(
      (field) => field !== undefined && field !== dataset.created,
    );
    for (const field of fields) {
      if (await findUnder(plan, tied, field as string, fields.length)) break;
    }
  }
}

async function findUnder(plan: SignPlan, tied: TiedHandoff, field: string, tried: number): Promise<boolean> {
  const time = instantOf(plan, tied.from.dataset, field, "f");
  if (time === undefined) return false;
  const judged = await create(plan, "judged", judgedRecords(tied, time));
  const isLate = sql`told < watermark`;
  const isMissing = sql`outcome = 'missing'`;
  const count = (what: Sql): Sql => sql`count(CASE WHEN ${what} THEN 1 END)`;
  const [row] = await plan.engine.rows<Record<"late" | "lost" | "others" | "otherwise", string>>(
    sql`SELECT ${count(isLate)} AS late, ${count(sql`${isLate} AND ${isMissing}`)} AS lost, ${count(sql`NOT coalesce(${isLate}, FALSE)`)} AS others,
  ${count(sql`NOT coalesce(${isLate}, FALSE) AND ${isMissing}`)} AS otherwise FROM ${id(judged)}`,
  );
  const [late, lost, others, otherwise] = [row?.late, row?.lost, row?.others, row?.otherwise].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const found = lost >= LEAST && lost >= SHARE * late && oddsOfHits(lost, late, (otherwise + 1) / (others + 2)) * tried < ODDS;
  if (found) {
    const columns = {
      dataset: sql`${tied.from.dataset.id}`,
      key: sql`r._key`,
      field: sql`${field}`,
      value: sql`j.told`,
      otherValue: sql`j.watermark`,
      from: sql`j.entered`,
      amount: amountOf(tied, "from", "r"),
      unit: sql`r._unit`,
      date: sql`r._date`,
      actor: tied.from.dataset.by.created === undefined ? sql`NULL` : id("r", tied.from.dataset.by.created),
      file: fileOf(tied.from, "r"),
      line: sql`r._pos`,
      detail: detailJson(plan.dialect, {
        title: tied.handoff.title,
        side: "from",
        of: tied.from.rows,
        field,
        late,
        lost,
        others,
        otherwise,
      }),
    };
    const head = {
      kind: "silent-sync-failure",
      outcome: "late-under-watermark",
      subject: { type: "handoff", id: tied.handoff.id },
    } as const;
    const source = sql`${id(judged)} AS j JOIN ${id(tied.from.relation)} AS r ON r._row = j.row WHERE ${isLate} AND ${isMissing}`;
    await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
  }
  await drop(plan, judged);
  return found;
}

/** Every upstream record in scope: its outcome, when it was entered, its time, and how far had been read when it was entered. */
function judgedRecords({ from, to, kept }: TiedHandoff, time: Sql): Sql {
  return sql`SELECT row, outcome, moment AS entered, told, watermark FROM (
  SELECT row, outcome, moment, told, arrived, max(CASE WHEN arrived = 1 THEN told END) OVER (ORDER BY moment, arrived) AS watermark FROM (
    SELECT f._row AS row, o.outcome, f._created AS moment, ${time} AS told, 0 AS arrived
    FROM ${id(kept.outcomes)} AS o JOIN ${id(from.relation)} AS f ON f._row = o.row
    WHERE o.side = 'from' AND o.outcome NOT IN ('excluded', 'in-flight') AND o.reason NOT IN ('counterpart-deleted', 'counterpart-excluded')
    UNION ALL
    SELECT NULL, NULL, t._created, ${time}, 1
    FROM ${id(kept.pairs)} AS p JOIN ${id(from.relation)} AS f ON f._row = p.from_row JOIN ${id(to.relation)} AS t ON t._row = p.to_row
  ) AS moments WHERE moment IS NOT NULL AND told IS NOT NULL
) AS read WHERE arrived = 0`;
}
