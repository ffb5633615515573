import { z } from "zod";
import { REPAIR_ACTIONS } from "../../model/index.ts";
import { fingerprint, known, records, text, texts } from "./parts.ts";

const file = z
  .strictObject({
    system: text("Id of the system."),
    dataset: text("Id of the dataset."),
    action: z.enum(REPAIR_ACTIONS).describe("What is done with its records."),
    file: text("Its path below the directory of the review."),
    records: records("Number of its records."),
    columns: texts("Its columns, in order: first the native key."),
  })
  .meta({ id: "RepairFile", description: "One import file: records of one dataset that one action is for." });

const finding = z
  .strictObject({
    finding: fingerprint("Fingerprint of the finding."),
    exact: records("Records whose exact values are known: they stand in the import files."),
    decide: records("Records of which a person must choose one of several: they stand in repairs/decide.csv."),
    open: records("Records of which nothing tells what is right."),
    basis: known(z.string(), "Whose value is taken, and why."),
    reason: known(z.string(), "Why records stay open or must be decided."),
    files: texts("Import files that hold its records."),
  })
  .meta({ id: "FindingRepair", description: "What can be repaired of one finding." });

export const repairs = z
  .strictObject({
    files: z.array(file).describe("By the estate's datasets, then by action."),
    findings: z.array(finding).describe("One for each finding that speaks of records, in the order of the review."),
  })
  .meta({ id: "ReviewedRepairs", description: "The records that would be repaired: proposed, never written to a system." });
