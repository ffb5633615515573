import type { LineageInput } from "./datasets.ts";
import type { RunEvent } from "./event.ts";
import { handoffEvents } from "./handoffs.ts";
import { metricEvents } from "./metrics.ts";
import { reportEvents } from "./reports.ts";
import { workbookEvents } from "./workbooks.ts";

export { correctionsJsonSchema } from "./corrections.ts";
export { frameOf as lineageFrame, type LineageInput, type MetricLogic } from "./datasets.ts";
export type { LineageEvent } from "./event.ts";

/**
 * What a review saw, as OpenLineage run events (specification 2-0-2): handoffs,
 * metrics, workbooks, reports, in this order and in that of the estate. All carry
 * the review's own time, and ids made of names: the same evidence gives the same bytes.
 */
export function lineageEvents(input: LineageInput): readonly RunEvent[] {
  return [...handoffEvents(input), ...metricEvents(input), ...workbookEvents(input), ...reportEvents(input)];
}
