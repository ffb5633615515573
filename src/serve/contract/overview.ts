import { z } from "@hono/zod-openapi";
import type {
  Brief,
  Finding,
  FindingPrice,
  HandoffTiming,
  PlanStep,
  Price,
  ReviewedHandoff,
  ReviewedSystem,
  ReviewedWorkflow,
  Verdict,
} from "../../model/index.ts";
import { facet, type Facet, total } from "./exceptions.ts";
import { count, instant, known, money, text, type Read } from "./parts.ts";
import { assumption, brief, dataset, finding, findingPrice, handoff, planStep, price, system, verdict, workflow } from "./review-parts.ts";
import { runSummary, type RunSummary } from "./runs.ts";

export const overview = z
  .object({
    latest: known(runSummary, "The newest review; left out before the first."),
    verdict: known(verdict, "Is it trusted?"),
    brief: known(brief, "The four answers: what is exposed, what it costs, what to do first, who owns it."),
    price: known(price, "What it costs; all of the estate."),
    first: z.array(planStep).describe("The plan's first steps, as the brief names them."),
    open: z.object({
      count: count("Open exceptions."),
      amount: money("Theirs."),
      overdue: count("Due before today."),
      unowned: count("Nobody's."),
    }),
    byState: facet,
    byOwner: facet.describe("Of open ones, as all that follow."),
    byUnit: facet,
    bySeverity: facet,
    byWorkflow: facet,
    runs: z.array(runSummary).describe("The last recorded first; at most 30."),
  })
  .openapi("Overview");
export interface Overview {
  readonly latest: RunSummary | undefined;
  readonly verdict: Verdict | undefined;
  readonly brief: Brief | undefined;
  readonly price: Price | undefined;
  readonly first: readonly PlanStep[];
  readonly open: { readonly count: number; readonly amount: string; readonly overdue: number; readonly unowned: number };
  readonly byState: Facet;
  readonly byOwner: Facet;
  readonly byUnit: Facet;
  readonly bySeverity: Facet;
  readonly byWorkflow: Facet;
  readonly runs: readonly RunSummary[];
}

const chainDataset = dataset.pick({ id: true, title: true, system: true, entity: true, rows: true, unreadable: true, capturedAt: true });
const chainHandoff = z.object({
  id: handoff.shape.id,
  title: handoff.shape.title,
  from: text("Dataset."),
  to: text("Dataset."),
  owner: handoff.shape.owner,
  workflows: handoff.shape.workflows,
  state: z.enum(["clean", "broken", "unchecked"]).describe("unchecked: neither side held a record."),
  records: count("Records on both sides, those out of scope left out."),
  breaks: handoff.shape.breaks,
  counts: handoff.shape.counts.describe("Records by outcome: the flow and the loss."),
  timing: handoff.shape.timing.describe("The lag, and what waits."),
  open: total.describe("Open exceptions at it, of those that may be seen."),
});
/** The map of systems and handoffs. */
export const chain = z
  .object({
    asOf: known(z.string(), "Left out before the first review; then all lists are empty."),
    systems: z.array(system),
    datasets: z.array(chainDataset),
    handoffs: z.array(chainHandoff),
    workflows: z.array(workflow),
  })
  .openapi("Chain");
export type ChainDataset = Read<typeof chainDataset>;
export interface ChainHandoff extends Pick<ReviewedHandoff, "id" | "title" | "from" | "to" | "owner" | "workflows" | "breaks" | "counts"> {
  readonly state: "clean" | "broken" | "unchecked";
  readonly records: number;
  readonly timing: HandoffTiming | undefined;
  readonly open: Read<typeof total>;
}
export interface Chain {
  readonly asOf: string | undefined;
  readonly systems: readonly ReviewedSystem[];
  readonly datasets: readonly ChainDataset[];
  readonly handoffs: readonly ChainHandoff[];
  readonly workflows: readonly ReviewedWorkflow[];
}

const listedFinding = finding.omit({ samples: true });
export const findings = z
  .object({
    asOf: known(instant("Of the latest review."), "Left out before the first."),
    items: z.array(listedFinding.extend({ open: total.describe("Open exceptions of it.") })).describe("By severity, amount, fingerprint."),
  })
  .openapi("Findings");
export type ListedFinding = Omit<Finding, "samples"> & { readonly open: Read<typeof total> };
export interface Findings {
  readonly asOf: string | undefined;
  readonly items: readonly ListedFinding[];
}

export const findingDetail = z
  .object({
    finding: finding.describe("Samples of other units are left out for those who may not see them."),
    price: known(findingPrice, "What it costs."),
    assumptions: z.array(assumption).describe("What the price rests on that no record tells."),
    steps: z.array(planStep).describe("The plan's steps that serve it."),
    open: total,
  })
  .openapi("FindingDetail");
export interface FindingDetail {
  readonly finding: Finding;
  readonly price: FindingPrice | undefined;
  readonly assumptions: Read<typeof assumption>[];
  readonly steps: readonly PlanStep[];
  readonly open: Read<typeof total>;
}
