import type { z } from "zod";
import type { Row } from "../engines/engine.ts";
import type { DebtKind, Finding, Handoff, Lifecycle } from "../model/index.ts";
import type { Dialect, Sql } from "../sql/index.ts";

/** Relations that the runner has made before any detector runs. */
export interface DetectorRelations {
  /** All breaks of the handoffs: see `createBreaks`. */
  readonly breaks: string;
  /** All state mismatches of the lifecycles: see `createMismatches`. */
  readonly mismatches: string;
  /** All signs of other debt: see `createSigns`. */
  readonly signs: string;
}

/** What a detector may know beside its query's rows. */
export interface DetectorContext {
  readonly handoffs: ReadonlyMap<string, Handoff>;
  /** Records in scope of a handoff's side, or of one unit of it, to say what share is broken. */
  readonly inScope: (handoff: string, side: "from" | "to", unit?: string) => number;
  readonly lifecycles: ReadonlyMap<string, Lifecycle>;
  /** Records that a lifecycle's track follows, or of one unit of it. */
  readonly followed: (lifecycle: string, track: string, unit?: string) => number;
  /** How many reports the estate declares, how many numbers of them could be read or should have been told, and how many workbooks it declares. */
  readonly reports: number;
  readonly numbers: number;
  readonly workbooks: number;
  /** Title of the system that holds a dataset. */
  readonly systemOf: (dataset: string) => string;
  /** Title of a unit, or its word. */
  readonly unitTitle: (unit: string) => string;
  /** Amount in words: `$1,234.50`. */
  readonly amountInWords: (amount: string) => string;
}

/**
 * One way to see one kind of debt. Pure: `compile` writes a query, `read` makes
 * a finding of each of its rows, the runner does the rest.
 */
export interface Detector<Params> {
  readonly kind: DebtKind;
  readonly title: string;
  readonly looksAt: "handoffs" | "lifecycles" | "records" | "automations" | "facts" | "numbers" | "workbooks";
  readonly params: z.ZodType<Params>;
  /** Why it cannot run on this estate; undefined when it can. */
  readonly requires: (context: DetectorContext) => string | undefined;
  readonly compile: (params: Params, relations: DetectorRelations, dialect: Dialect) => Sql;
  readonly read: (row: Row, params: Params, context: DetectorContext) => Finding;
}
