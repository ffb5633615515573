/**
 * takes: the differing values of one pair of fields. gives: the smallest set of
 * exact transformations that explains most of them, and which row each explains.
 * never does: guess; a parameter that chance could have found is not named.
 */
export { findSignatures } from "./find-signatures.ts";
export { findSwaps, type SwapInput } from "./swaps.ts";
export type { Rival, Signature, SignatureCode, SignatureInput, SignatureNames, SignatureType } from "./signature.ts";
