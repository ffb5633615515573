/**
 * Records made ready to be compared: standardised columns, comparisons, keys.
 */
export { prepareRecords, type PrepareRecords, type PreparedRecords } from "./prepare.ts";
