import type { FrozenBlocks } from "./block.ts";
import type { LinkageModel } from "../estimate/model.ts";
import type { Priors } from "./score.ts";

/**
 * What an estimation found, fixed: chances and priors, and the counts and blocks
 * that they were estimated with. Later records are held against them, so that one
 * record more does not change what is known of the others.
 */
export interface FrozenModel {
  readonly model: LinkageModel;
  /** Per pair of sources. */
  readonly priors: readonly Priors[];
  /** Relation of word counts (prepare/). */
  readonly words: string;
  /** Relation of value counts (frequencies.ts). */
  readonly frequencies: string;
  readonly blocks: FrozenBlocks;
}
