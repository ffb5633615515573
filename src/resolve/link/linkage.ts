import type { IdentityAttribute } from "../../model/index.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import type { BlockingLimits, BlockingPlan } from "./block.ts";
import type { BlockingKey, Prepared } from "../comparison.ts";
import type { LinkageModel } from "../estimate/model.ts";
import type { FrozenModel } from "./frozen.ts";
import type { SourcePair } from "./pair-scope.ts";
import { combinedSql, NO_RELATED, type Priors } from "./score.ts";

/** Records to be linked. */
export interface LinkRequest {
  /**
   * Relation: node BIGINT (unique), source INTEGER from 0, and one column per
   * attribute (VARCHAR; DECIMAL(18, 4) for amounts, DATE for event dates).
   */
  readonly raw: string;
  readonly attributes: readonly IdentityAttribute[];
  readonly sources: number;
  /** Which sources are held against which. */
  readonly pairs: readonly LinkedSources[];
  /** ISO 3166 code, for phone numbers. */
  readonly country: string;
  /** Attributes that must agree for two records to be compared; undefined: proposed. */
  readonly blocking: readonly BlockingKey[] | undefined;
  readonly limits?: BlockingLimits;
  /** Nothing is estimated then. */
  readonly model?: FrozenModel | undefined;
  /** Where it was read, for messages. */
  readonly modelFile?: string | undefined;
}

export interface LinkedSources extends SourcePair {
  /** More matches cannot be (one-to-one: the records of the smaller source); undefined: no bound. */
  readonly mostMatches: number | undefined;
}

/** Every compared pair with its weight. */
export interface Linkage {
  readonly prepared: Prepared;
  readonly blocking: BlockingPlan;
  readonly model: LinkageModel;
  /** Table of all records ready to be compared. */
  readonly records: string;
  /** Table: l, r (nodes), kind (place in the request's pairs), rules, pattern, rarity: integers as narrow as they can be. */
  readonly pairs: string;
  /** Table: kind INTEGER, pattern BIGINT, base DOUBLE (bits against strangers, before rarity), related DOUBLE (bits against related pairs). See `weighedPairs`. */
  readonly weights: string;
  /** Priors per pair of sources: duplicates within one are rarer than counterparts in the other. */
  readonly priors: readonly Priors[];
  readonly compared: number;
  /** Relations of word and value counts, by which later records are held against these. */
  readonly words: string;
  readonly frequencies: string;
}

/** Every compared pair with its weight in bits: l, r, kind, weight, pattern, rarity. */
export function weighedPairs({ pairs, weights }: Pick<Linkage, "pairs" | "weights">): Sql {
  return sql`SELECT CAST(p.l AS BIGINT) AS l, CAST(p.r AS BIGINT) AS r, CAST(p.kind AS INTEGER) AS kind, CASE WHEN w.related >= ${NO_RELATED} THEN w.base + p.rarity / 4.0 ELSE ${combinedSql(sql`w.base + p.rarity / 4.0`, sql`w.related`)} END AS weight, CAST(p.pattern AS BIGINT) AS pattern, p.rarity
FROM ${id(pairs)} AS p JOIN ${id(weights)} AS w ON w.kind = p.kind AND w.pattern = p.pattern`;
}
