/**
 * takes: nothing. gives: the vocabulary of product.md as readonly types, and the
 * errors. never does: I/O.
 */
export * from "./alerts.ts";
export * from "./ageing.ts";
export * from "./automation.ts";
export * from "./baseline.ts";
export * from "./brief.ts";
export * from "./capture.ts";
export * from "./cause.ts";
export * from "./desk.ts";
export * from "./errors.ts";
export * from "./estate.ts";
export * from "./exception.ts";
export * from "./finding.ts";
export * from "./identity.ts";
export * from "./lifecycle.ts";
export * from "./metric.ts";
export * from "./mismatch.ts";
export * from "./money.ts";
export * from "./nearest.ts";
export * from "./number.ts";
export * from "./outcome.ts";
export * from "./ownership.ts";
export * from "./plan.ts";
export * from "./price.ts";
export * from "./provenance.ts";
export * from "./record-set.ts";
export * from "./record-source.ts";
export * from "./repair.ts";
export * from "./review.ts";
export * from "./run-comparison.ts";
export * from "./reviewed-flow.ts";
export * from "./sign.ts";
export * from "./timeline.ts";
export * from "./triage.ts";
export * from "./workbook.ts";
