/**
 * takes: an estate, its record sets, and the relations of breaks, mismatches and tied
 * pairs. gives: a relation with a row for each cell that would be repaired, and import
 * files of it. never does: write to a system, or choose for a person.
 */
export { proposeRepairs, type RepairRun } from "./propose.ts";
export { writeRepairs } from "./files.ts";
