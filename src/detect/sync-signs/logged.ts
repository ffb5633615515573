import type { Automation, RecordSet } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import {
  amountOf,
  capturedAt,
  create,
  detailJson,
  drop,
  fileOf,
  instantOf,
  tiedHandoffs,
  type SignPlan,
  type TiedHandoff,
} from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";

/** Inserts a sign for every record of which an automation's own log says success and that does not stand downstream. */
export async function findLogged(plan: SignPlan): Promise<void> {
  for (const automation of plan.estate.automations) {
    const { log } = automation;
    const lines = log === undefined ? undefined : plan.sets.get(log.dataset);
    const tied = handoffOf(plan, automation);
    if (log === undefined || lines === undefined || tied === undefined) continue;
    const said = await create(plan, "said", saidSuccess(plan, log, lines, tied.to));
    const head = { kind: "silent-sync-failure", outcome: "logged-success", subject: { type: "handoff", id: tied.handoff.id } } as const;
    const detail = (of: RecordSet, side: string): Sql =>
      detailJson(plan.dialect, {
        title: tied.handoff.title,
        automation: automation.title,
        owner: automation.owner,
        side,
        of: of.rows,
        lines: sql`s.lines`,
        word: sql`s.word`,
        log: sql`${fileOf(lines, "s")} || ':' || s._pos`,
      });
    const told = { value: sql`s.word`, from: sql`s.first`, to: sql`s.last`, otherDataset: sql`${lines.dataset.id}` };
    if (log.of === tied.handoff.from.dataset) {
      const source = sql`${id(tied.kept.outcomes)} AS o
JOIN ${id(tied.from.relation)} AS r ON r._row = o.row
JOIN ${id(said)} AS s ON s.key = r._key
WHERE o.side = 'from' AND o.outcome = 'missing' AND o.reason NOT IN ('counterpart-deleted', 'counterpart-excluded')`;
      const columns = {
        ...told,
        dataset: sql`${tied.from.dataset.id}`,
        key: sql`r._key`,
        amount: amountOf(tied, "from", "r"),
        unit: sql`r._unit`,
        date: sql`r._date`,
        file: fileOf(tied.from, "r"),
        line: sql`r._pos`,
        detail: detail(tied.from, "from"),
      };
      await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
    } else if (log.of === tied.handoff.to.dataset) {
      const source = sql`${id(said)} AS s
WHERE NOT EXISTS (SELECT 1 FROM ${id(tied.to.relation)} AS r WHERE r._key = s.key)`;
      const columns = {
        ...told,
        dataset: sql`${tied.to.dataset.id}`,
        key: sql`s.key`,
        file: fileOf(lines, "s"),
        line: sql`s._pos`,
        detail: detail(tied.to, "to"),
      };
      await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
    }
    await drop(plan, said);
  }
}

/** The handoff that an automation works for: the declared one, or the only one that begins at what its log names. */
function handoffOf(plan: SignPlan, automation: Automation): TiedHandoff | undefined {
  const tied = tiedHandoffs(plan);
  if (automation.handoff !== undefined) return tied.find(({ handoff }) => handoff.id === automation.handoff);
  const own = tied.filter(({ handoff }) => handoff.from.dataset === automation.log?.of);
  return own.length === 1 ? own[0] : undefined;
}

/** A row a named record of which the log said success, before the other side was captured. */
function saidSuccess(plan: SignPlan, log: NonNullable<Automation["log"]>, lines: RecordSet, to: RecordSet): Sql {
  const at = instantOf(plan, lines.dataset, log.at, "l") ?? sql`CAST(NULL AS TIMESTAMP)`;
  const words = join(log.success.map((word) => sql`lower(${word.trim()})`));
  return sql`SELECT key, word, _file, _pos, lines, first, last FROM (
  SELECT key, word, _file, _pos, count(*) OVER (PARTITION BY key) AS lines, min(moment) OVER (PARTITION BY key) AS first, max(moment) OVER (PARTITION BY key) AS last,
    row_number() OVER (PARTITION BY key ORDER BY moment DESC, word, _file, _pos) AS place
  FROM (
    SELECT CAST(${id("l", log.record)} AS VARCHAR) AS key, trim(CAST(${id("l", log.result)} AS VARCHAR)) AS word, ${at} AS moment, l._file, l._pos
    FROM ${id(lines.relation)} AS l
    WHERE NOT l._deleted AND lower(trim(CAST(${id("l", log.result)} AS VARCHAR))) IN (${words}) AND ${id("l", log.record)} IS NOT NULL
      AND coalesce(${at} <= ${capturedAt(to)}, TRUE)
  ) AS told
) AS placed WHERE place = 1`;
}
