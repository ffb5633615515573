import type { Station, StepFigures } from "../workflow-figures.ts";

/** What both pictures of a workflow are drawn from. */
export interface WorkflowDrawing {
  readonly id: string;
  readonly title: string;
  /** The picture in words. */
  readonly told: string;
  readonly begin: Station;
  readonly steps: readonly StepFigures[];
  readonly entered: number;
}

/** How thick so many records are drawn: at least enough to be seen. */
export function thickness(records: number, drawing: WorkflowDrawing, most: number): number {
  return records === 0 || drawing.entered === 0 ? 0 : Math.max(2, Math.round((records / drawing.entered) * most * 10) / 10);
}
