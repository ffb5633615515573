/** What people did in a workbook between raw records and what a report tells, each change with its exact effect. */
export { findCorrections, type CorrectionsInput, type FoundCorrections } from "./find.ts";
export type { CellsOfReport, WorkbookFile } from "./places.ts";
