import { z } from "@hono/zod-openapi";
import { SEVERITIES } from "../../model/index.ts";
import { reviewSchema } from "../../report/index.ts";

/*
 * What the API tells in the written form of a review: review.schema.json describes it.
 */
const { shape } = reviewSchema;

export const finding = shape.findings.element;
export const debtKind = finding.shape.kind;
export const findingOutcome = finding.shape.outcome;
export const severity = z.enum(SEVERITIES);
export const verdict = shape.verdict;
export const brief = shape.brief;
export const price = shape.prices.shape.estate;
export const findingPrice = shape.prices.shape.findings.element;
export const assumption = shape.prices.shape.assumptions.element;
export const system = shape.systems.element;
export const dataset = shape.datasets.element;
export const handoff = shape.handoffs.element;
export const workflow = shape.workflows.element;
export const fact = shape.facts.element;
export const metric = shape.metrics.element;
export const report = shape.reports.element;
export const planStep = shape.plan.shape.steps.element;
export const checkRun = shape.coverage.element;
