import type {
  Comparison,
  Crosswalk,
  Dataset,
  Duration,
  Estate,
  FieldType,
  Handoff,
  HandoffSide,
  RecordSet,
  Side,
} from "../../model/index.ts";
import type { ConditionContext, ConditionType, Dialect } from "../../sql/index.ts";

/** What of the estate a tie-out needs to know: its clock and its money. */
export type TieOutEstate = Pick<Estate, "timeZone" | "currency">;

/** The record sets that a handoff speaks of. */
export interface TieOutSets {
  readonly from: RecordSet;
  readonly to: RecordSet;
  /** By dataset id: those that adjustments read. */
  readonly adjustments: ReadonlyMap<string, RecordSet>;
  /** Where the handoff matches by identity: who is who. */
  readonly identity?: TieOutIdentity | undefined;
}

/** What a handoff that matches by identity needs of it. */
export interface TieOutIdentity {
  /** Over these very record sets. */
  readonly crosswalk: Crosswalk;
  /** The fields of the two sides that a declared link pairs, to be shown as what was looked for; empty: none is declared. */
  readonly key: readonly { readonly from: string; readonly to: string }[];
}

/** Everything that the steps of one tie-out share. */
export interface TieOutPlan {
  readonly estate: TieOutEstate;
  readonly handoff: Handoff;
  readonly sets: TieOutSets;
  readonly dialect: Dialect;
  /** Begins the name of every relation of this tie-out. */
  readonly prefix: string;
  /** The relation of business days: `day` DATE, `business` INTEGER (how many business days up to and with it). */
  readonly calendar: string;
  readonly comparisons: readonly PlannedComparison[];
  /** Do both sides have an amount? Only then is there a bridge. */
  readonly bridged: boolean;
  /** Bridges per unit, per month: where both sides know theirs. */
  readonly sliced: { readonly unit: boolean; readonly month: boolean };
}

export interface PlannedComparison extends Comparison {
  readonly index: number;
  /** The common type in which the two values meet. */
  readonly type: FieldType;
  /** Compares the two amounts of the bridge. */
  readonly isAmount: boolean;
}

export function planTieOut(
  dialect: Dialect,
  estate: TieOutEstate,
  handoff: Handoff,
  sets: TieOutSets,
  names: { readonly prefix: string; readonly calendar: string },
): TieOutPlan {
  const comparisons = handoff.compare.map((comparison, index) => ({
    ...comparison,
    index,
    type: commonType(fieldType(sets.from.dataset, comparison.from), fieldType(sets.to.dataset, comparison.to), comparison),
    isAmount: handoff.from.amount === comparison.from && handoff.to.amount === comparison.to,
  }));
  const both = (has: (dataset: Dataset) => unknown): boolean => has(sets.from.dataset) !== undefined && has(sets.to.dataset) !== undefined;
  return {
    ...names,
    dialect,
    estate,
    handoff,
    sets,
    comparisons,
    bridged: handoff.from.amount !== undefined && handoff.to.amount !== undefined,
    sliced: { unit: both((dataset) => dataset.unit), month: both((dataset) => dataset.time) },
  };
}

export function fieldType(dataset: Dataset, field: string): FieldType {
  return dataset.fields.find(({ name }) => name === field)?.type ?? "text";
}

export function sideOf(plan: TieOutPlan, side: Side): HandoffSide {
  return side === "from" ? plan.handoff.from : plan.handoff.to;
}

export function setOf(plan: TieOutPlan, side: Side): RecordSet {
  return side === "from" ? plan.sets.from : plan.sets.to;
}

/** What `compileCondition` asks about a dataset's records. */
export function conditionContext(plan: TieOutPlan, dataset: Dataset, alias: string): ConditionContext {
  return { dialect: plan.dialect, alias, timeZone: plan.estate.timeZone, typeOf: (field) => conditionType(fieldType(dataset, field)) };
}

function conditionType(type: FieldType): ConditionType {
  if (type === "key") return "text";
  return type === "money" ? "number" : type;
}

/** Who is who, where the handoff matches by it. */
export function identityOf(plan: TieOutPlan): TieOutIdentity | undefined {
  if (plan.handoff.match.kind !== "identity") return undefined;
  if (plan.sets.identity === undefined) throw new TypeError(`the identity ${plan.handoff.match.identity} was not resolved`);
  return plan.sets.identity;
}

/** Name of a relation of this tie-out. */
export function relation(plan: TieOutPlan, name: string): string {
  return `${plan.prefix}_${name}`;
}

/** The side of which a group holds at most one record; undefined when neither (a control total). */
export function oneSide(plan: TieOutPlan): Side | undefined {
  if (plan.handoff.match.kind === "total") return undefined;
  return plan.handoff.cardinality === "many-to-one" ? "to" : "from";
}

/** Is time counted in anything but whole local days? */
export function inHours(duration: Duration): boolean {
  return duration.unit === "hours" && duration.count > 0;
}

function commonType(from: FieldType, to: FieldType, comparison: Comparison): FieldType {
  const timely = (type: FieldType): boolean => type === "date" || type === "timestamp";
  const numeric = (type: FieldType): boolean => type === "money" || type === "number";
  if (timely(from) && timely(to)) {
    const { tolerance } = comparison;
    if (tolerance.kind === "time") return inHours(tolerance.before) || inHours(tolerance.after) ? "timestamp" : "date";
    return from === to ? from : "date";
  }
  if (numeric(from) && numeric(to)) return from === "money" || to === "money" ? "money" : "number";
  return from === to ? from : "text";
}
