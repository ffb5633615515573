/**
 * takes: a relation of records, which of them are broken, and their attributes.
 * gives: the values, and pairs of values, in which breaks crowd. never does: say
 * why; a slice is where, not what.
 */
export { countValues, inBytes, type SliceRecords } from "./code-records.ts";
export { findSlices, findSlicesAmong } from "./find-slices.ts";
export {
  SLICE_DEFAULTS,
  type Attribute,
  type LeftOut,
  type Slice,
  type SliceCounts,
  type SliceInput,
  type SliceParams,
  type SliceSearch,
  type SliceTerm,
} from "./slice.ts";
