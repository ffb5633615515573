/** What the estimation is given: how often each agreement pattern occurs. */
export interface EstimateInput {
  readonly comparisons: readonly EstimatedComparison[];
  readonly rules: readonly { readonly name: string; readonly attributes: readonly string[] }[];
  /** Over all candidate pairs. */
  readonly candidates: readonly PatternCount[];
  /** Over pairs drawn without regard to agreement. */
  readonly random: readonly PatternCount[];
  /** All pairs that the sources allow, compared or not. */
  readonly possiblePairs: number;
  /** More matches than this cannot be (one-to-one: the smaller side); undefined: no bound. */
  readonly mostMatches: number | undefined;
}

export interface EstimatedComparison {
  readonly name: string;
  readonly attributes: readonly string[];
  /** Labels by level number: 0 `missing`, 1 `different`, then from worst to best. */
  readonly labels: readonly string[];
  /** By level number: the exact share, of all possible pairs that have both values, at this level, where value counts tell it; undefined: sampled. */
  readonly exactU: readonly (number | undefined)[];
}

export interface PatternCount {
  /** One level number per comparison. */
  readonly levels: readonly number[];
  /** Bit set: the blocking rules under which the pair is compared; 0 for random pairs. */
  readonly rules: number;
  readonly pairs: number;
}

/** A frozen Fellegi–Sunter model; plain JSON. */
export interface LinkageModel {
  readonly version: 1;
  /** Probability that two records drawn from all possible pairs are one. */
  readonly prior: number;
  readonly comparisons: readonly ModelComparison[];
  /** Pairs that are neither one nor strangers; undefined: none were told apart. */
  readonly related?: RelatedClass | undefined;
  /** How each estimation session went; degenerate ones are told and not used. */
  readonly sessions: readonly EstimationSession[];
}

/** Members of one household, people of one office. */
export interface RelatedClass {
  /** Probability that two records drawn from all possible pairs are related. */
  readonly prior: number;
  /** By comparison: the share of related pairs at every level; undefined: as matches. */
  readonly shares: readonly (readonly number[] | undefined)[];
}

export interface ModelComparison {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly levels: readonly ModelLevel[];
}

export interface ModelLevel {
  readonly label: string;
  /** Share of matches at this level, of those where both values are there; never 0; 1 for `missing`. */
  readonly m: number;
  /** Share of non-matches at this level, of those where both values are there; never 0; 1 for `missing`. */
  readonly u: number;
  /** log2(m / u); 0 for `missing`. */
  readonly weight: number;
  /** Share of all pairs at this level, matches among them: what the share of a value is held against where the level counts its rarity. */
  readonly share: number;
}

export interface EstimationSession {
  /** The blocking rule, or `all candidates`. */
  readonly rule: string;
  readonly iterations: number;
  readonly converged: boolean;
  readonly pairs: number;
  /** Estimated matches among them. */
  readonly matches: number;
  /** undefined: good. Else why its figures were not used: `no non-matches`, `too few pairs`, `m below u` … */
  readonly degenerate: string | undefined;
}
