import type { Automation, RecordSet } from "../../model/index.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import type { SignPlan } from "../sign-plan.ts";
import { isOneOf } from "./actors.ts";

/** The records that an automation wrote. */
export interface Written {
  readonly set: RecordSet;
  /** Which of them are its own, of the alias `r`. */
  readonly isOwn: Sql;
  /** Does an actor tell which are its own? Else all are taken to be. */
  readonly isTold: boolean;
  /** UTC TIMESTAMP of the alias `r`. */
  readonly moment: Sql;
}

/** What an automation wrote: into its declared output, else into where its handoff leads, if its actor tells. */
export function writtenBy(plan: SignPlan, automation: Automation): Written | undefined {
  const handoff = plan.estate.handoffs.find((each) => each.id === automation.handoff);
  const set = plan.sets.get(automation.output?.dataset ?? handoff?.to.dataset ?? "");
  if (set === undefined || (set.dataset.created === undefined && set.dataset.time === undefined)) return undefined;
  const by = set.dataset.by.created;
  const isTold = by !== undefined && automation.actors.length > 0;
  if (!isTold && automation.output === undefined) return undefined;
  return {
    set,
    isTold,
    isOwn: isTold ? isOneOf(id("r", by), automation.actors) : sql`TRUE`,
    moment: momentOf(plan, set),
  };
}

/** When a record (alias `r`) came to be: UTC TIMESTAMP. */
export function momentOf(plan: SignPlan, { dataset }: RecordSet): Sql {
  return dataset.created === undefined ? plan.dialect.toUtc(sql`CAST(r._date AS TIMESTAMP)`, plan.estate.timeZone) : sql`r._created`;
}
