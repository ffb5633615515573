/** Metrics computed from raw records, the numbers that reports tell, and what stands between the two. */
export { declaredReading, lineageOf, readingWords, type Reading } from "./reading.ts";
export { recordsBehind, type RecordBehind } from "./rows.ts";
export { findReadings, type FoundReading, type ToldBesideRaw } from "./readings.ts";
export { tieReport, type CorrectionsByNumber } from "./tie.ts";
export { periodOf, placed, toldByDataset, type FoundNumber, type Told, type ToldNumber } from "./told.ts";
export { numberKey, totalsOf, type Totals } from "./totals.ts";
