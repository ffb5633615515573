/**
 * takes: a relation of records with their days. gives: since when (and until when)
 * breaks are more frequent; days without the records that were to be expected, and a
 * lasting fall of volume. never does: say why.
 */
export { dailyBreaksOf, type DayBreaks } from "./days.ts";
export { findOnset, onsetOf, type Onset, type OnsetInput, type OnsetParams, type Rate } from "./find-onset.ts";
export type { VolumeInput } from "./open-days.ts";
export type { UsualDay } from "./usual.ts";
export { changeInVolume, type Fall, type Gap, type VolumeChange, type VolumeParams } from "./volume.ts";
