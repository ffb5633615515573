import type { Onset } from "../onset/index.ts";
import { SLICE_DEFAULTS, type Slice } from "../slices/index.ts";
import type { CauseAttribute, Counts, PartOnset, PartSlice, Spread } from "./population.ts";
import type { Since, Time } from "./since.ts";

/** A group with fewer breaks is not searched, and a part with fewer explains nothing. */
export const LEAST = 3;

/** Some of the records: those with these values, and of these days. */
export interface Where {
  /** Columns of attributes, and what they hold; null: nothing. */
  readonly terms: readonly { readonly column: string; readonly value: string | null }[];
  readonly from: string | undefined;
  readonly until: string | undefined;
}

/** All records. */
export const ANYWHERE: Where = { terms: [], from: undefined, until: undefined };

/**
 * An idea of what is broken. `whole`: as the population says it. `signed`: only what one
 * signature explains; records that are broken otherwise are whole where its fields
 * agree, else undecided. `rest`: without what signatures explain and without some places, all undecided.
 */
export type Broken =
  | { readonly kind: "whole" }
  | { readonly kind: "signed"; readonly place: number; readonly bits: readonly number[] }
  | { readonly kind: "rest"; readonly aside: readonly Where[] };

export interface Totals extends Counts {
  /** Breaks that the broken stand for. */
  readonly breaks: number;
  readonly amount: string | undefined;
}

/** What a search asks of a population, wherever it is held. */
export interface Searchable {
  readonly totals: (broken: Broken, where: Where) => Promise<Totals>;
  readonly onset: (broken: Broken, where: Where) => Promise<Onset | undefined>;
  /** The slices, the strongest first. */
  readonly slices: (broken: Broken, where: Where, attributes: readonly CauseAttribute[]) => Promise<readonly Slice[]>;
  readonly sinceWithin: (broken: Broken, where: Where) => Promise<Time | undefined>;
  readonly crowdedSince: (broken: Broken, attributes: readonly CauseAttribute[]) => Promise<Since | undefined>;
  readonly spread: () => Promise<Spread>;
}

/** @param worth how many of the attributes are searched: what was sieved out was looked at, too */
export function sliceParams(worth: number, all: number): { minimum: number; level: number } {
  return { minimum: LEAST, level: (SLICE_DEFAULTS.level * worth) / all };
}

export function holds({ terms }: PartSlice, attributes: readonly CauseAttribute[]): Where {
  const columnOf = (attribute: string): string => attributes.find(({ name }) => name === attribute)?.column ?? attribute;
  return { ...ANYWHERE, terms: terms.map(({ attribute, value }) => ({ column: columnOf(attribute), value })) };
}

export function within(where: Where, onset: Pick<PartOnset, "from" | "until"> | undefined): Where {
  return { ...where, from: onset?.from, until: onset?.until };
}
