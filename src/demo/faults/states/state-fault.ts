import type { OutcomeName } from "../../../model/index.ts";
import type { Activity } from "../../activity/activity.ts";
import type { Branch, Case } from "../../business.ts";
import type { ToldMismatch } from "../../lifecycle-truth.ts";
import type { Random } from "../../random.ts";
import type { FaultTools } from "../fault.ts";

/** What can go wrong with the states of a case's records, and how often it does. */
export interface StateFault {
  readonly name: string;
  readonly lifecycle: string;
  /** One plain sentence: what happened at the company. */
  readonly cause: string;
  /** The handoff that it breaks too. */
  readonly breaks?: { readonly handoff: string; readonly kind: OutcomeName };
  /** How often at 400 jobs; fewer jobs have proportionally fewer. */
  readonly least: number;
  /** How often per 1,000 jobs, where that is more. */
  readonly perThousand: number;
  readonly unit?: Branch;
  /** It strikes from this day (ISO) on. */
  readonly onset?: string;
  /** Strikes the case if it is of the right shape and tells what is wrong then; false: leaves it as it was. */
  apply(affair: Case, activity: Activity, tools: StateTools): boolean;
}

export interface StateTools extends Pick<FaultTools, "mark"> {
  readonly random: Random;
  /** States a mismatch. It is asked when the records have their numbers. */
  readonly tell: (told: () => Omit<ToldMismatch, "lifecycle" | "fault">) => void;
}

/** The branch that never says Dispatched. */
export const quietBranch: Branch = "albany";
