import type { Onset } from "../onset/index.ts";
import type { Signature } from "../signatures/index.ts";
import type { Attribute, SliceCounts } from "../slices/index.ts";

/** What an attribute is, which decides what a slice of it means. */
export type AttributeKind = "unit" | "field" | "actor" | "time" | "file";

/** An attribute of the records; `name` is the field as `CauseTerm.field` says it. */
export interface CauseAttribute extends Attribute {
  readonly kind: AttributeKind;
  /** What people call it. */
  readonly title: string;
}

/** A transformation that explains some of the differing values of one pair of fields. */
export interface FieldSignature {
  readonly from: string;
  readonly to: string;
  readonly signature: Signature;
  /** Bits of its fields in the population's `differs`; empty: not known. */
  readonly bits: readonly number[];
}

/**
 * The records among which a group of breaks lies: a relation with a row a record, or
 * one for all that is handed over together. Columns: `row` BIGINT, `broken` BOOLEAN (NULL:
 * not decided, so no part of it), `breaks` (how many breaks it stands for), `amount` DECIMAL (of a broken record: the money at risk), `day` DATE, `sig` INTEGER (place in
 * `signatures`; NULL: none explains it), where signatures have bits `differs` BIGINT (which compared fields differ), and one VARCHAR column an attribute.
 */
export interface Population {
  readonly relation: string;
  readonly attributes: readonly CauseAttribute[];
  /** Attributes that repeat what time tells; looked at only where nothing else explains anything. */
  readonly late: readonly CauseAttribute[];
  readonly signatures: readonly FieldSignature[];
}

export interface Counts {
  readonly records: number;
  readonly broken: number;
}

export type PartSlice = Pick<SliceCounts, "terms">;
export type PartOnset = Pick<Onset, "from" | "until" | "between" | "p">;

/** Breaks that one place, time or transformation explains. */
export interface Part {
  readonly signature: FieldSignature | undefined;
  readonly slice: PartSlice | undefined;
  readonly onset: PartOnset | undefined;
  /** Breaks, and their money. */
  readonly records: number;
  readonly amount: string | undefined;
  /** In the slice and in the time; all records where there is neither. */
  readonly inside: Counts;
  readonly outside: Counts;
  /** Chance that it is nothing. */
  readonly chance: number;
  readonly rivals: readonly SliceCounts[];
}

/** How evenly breaks lie. */
export interface Spread {
  /** Units (months) that hold at least a twentieth of the records, and how many of them have a break. */
  readonly units: { readonly all: number; readonly hit: number };
  readonly months: { readonly all: number; readonly hit: number };
}

/** All that was found out of a group of breaks. */
export interface Evidence {
  readonly records: number;
  readonly amount: string | undefined;
  /** Disjoint; in the order in which they were found. */
  readonly parts: readonly Part[];
  /** Breaks of no part. */
  readonly left: { readonly records: number; readonly amount: string | undefined };
  readonly spread: Spread;
  readonly attributes: readonly CauseAttribute[];
}
