import type { Priors } from "./score.ts";
import type { LinkageModel } from "./estimate/model.ts";

/** What a frozen estimation fixes: chances, and the prior per pair of sources. */
export interface FrozenModel {
  readonly model: LinkageModel;
  readonly priors: readonly Priors[];
}
