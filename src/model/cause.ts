/**
 * What kind of thing a cause is, and so who can end it.
 *
 * - `configuration`: a setting: whoever administers the system, whatever the vendor
 * - `workflow`: how work is done; `data-entry`: what a person typed
 * - `ownership`: what runs, or is handed over, without an owner
 * - `reporting-architecture`: one word that means two things
 * - `vendor-limit`: what the product or its interface does not do
 * - `unknown`: the records do not tell
 */
export const CAUSE_CLASSES = [
  "configuration",
  "workflow",
  "ownership",
  "reporting-architecture",
  "data-entry",
  "vendor-limit",
  "unknown",
] as const;
export type CauseClass = (typeof CAUSE_CLASSES)[number];

/**
 * - `stale-capture`: gone when a newer capture is read; `page-limit`: an export ends at a round number
 * - `transformation`: one exact change of the values; `cut-off`: texts that end at one length
 * - `setting`: breaks crowd in one slice, all of it or since one day; `change`: everywhere, since one day; `outage`: between two days
 * - `person`, `automation`: breaks crowd where one actor wrote
 * - `practice`: one and the same break everywhere, or in one slice at all times
 * - `definitions`: what is counted differs; `no-owner`: spread, and nobody owns it
 * - `unknown`: none of these
 */
export const CAUSE_CODES = [
  "stale-capture",
  "page-limit",
  "transformation",
  "cut-off",
  "setting",
  "change",
  "outage",
  "person",
  "automation",
  "practice",
  "definitions",
  "no-owner",
  "unknown",
] as const;
export type CauseCode = (typeof CAUSE_CODES)[number];

/** Why some breaks of a group happen, as far as the records prove or suggest it. */
export interface CausePart {
  readonly code: CauseCode;
  readonly class: CauseClass;
  /** 0 to 1, four digits; 0 where the records do not tell. */
  readonly confidence: number;
  /** One sentence. */
  readonly statement: string;
  /** Breaks of the group that it explains, and their share of all, 0 to 1. */
  readonly explained: CauseShare & { readonly share: number };
  /** Where the breaks crowd; empty: everywhere, or not looked for. */
  readonly slices: readonly CauseSlice[];
  readonly signature: CauseSignature | undefined;
  readonly onset: CauseOnset | undefined;
  /** What explains as much, so that the records cannot tell which it is. */
  readonly rivals: readonly string[];
  /** What would show that it is not so. */
  readonly refutedBy: string | undefined;
  /** Of a configuration: what is set, as a phrase: `tax code NY-8.875`. */
  readonly setting: string | undefined;
  /** What replacing the vendor would bring back. */
  readonly recreated: string | undefined;
}

/** Why the breaks of a group happen: what explains most of them, and what explains others. */
export interface Cause extends CausePart {
  /** By an experiment: the breaks are gone without the cause. */
  readonly proven: boolean;
  /** Breaks of the group that neither this nor a cause in `besides` explains. */
  readonly unexplained: CauseShare;
  /** Causes of other breaks of the same group, the larger first. */
  readonly besides: readonly CausePart[];
}

export interface CauseShare {
  readonly records: number;
  /** Decimal string; undefined where breaks carry no amount. */
  readonly amount: string | undefined;
}

/** Records that have one or two values. */
export interface CauseSlice {
  readonly terms: readonly CauseTerm[];
  /** Records in it (and in the time of the onset), and how many of them are broken. */
  readonly records: number;
  readonly broken: number;
  /** Share of the records beyond it that are broken, 0 to 1. */
  readonly rateOutside: number;
}

export interface CauseTerm {
  /** Field of the group's dataset; `dataset.field` of the other side's; or `hour`, `weekday`, `month`, `file`. */
  readonly field: string;
  /** What people call it: `business unit`. */
  readonly title: string;
  /** null: empty. */
  readonly value: string | null;
  /** What people call the value. */
  readonly words: string;
}

/** An exact transformation of one field's values. */
export interface CauseSignature {
  readonly code: string;
  /** Field on either side. */
  readonly from: string;
  readonly to: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export interface CauseOnset {
  /** ISO day; undefined: from the first record on. */
  readonly from: string | undefined;
  /** ISO day; undefined: until the last record. */
  readonly until: string | undefined;
  /** The change came on one of these days. */
  readonly between: { readonly earliest: string; readonly latest: string };
}
