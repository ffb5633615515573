import type { ReviewedHandoff } from "../../model/index.ts";
import { chain, overview } from "../contract/overview.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import type { Latest } from "../latest.ts";

const NONE = { count: 0, amount: "0.00", overdue: 0 };

/** Is it trusted, what does it cost, what changed; and the map of systems and handoffs. */
export function overviewRoutes(latest: () => Promise<Latest | undefined>): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/overview",
      summary: "Is it trusted, what does it cost, what changed",
      role: "viewer",
      unitScoped: true,
      kept: true,
      gives: { 200: { is: "The answers; counts are those of exceptions that may be seen.", schema: overview } },
      answer: async ({ ports }, { units }) => {
        const desk = await ports.desk.overview(units);
        const review = (await latest())?.review;
        const steps = new Map(review?.plan.steps.map((step) => [step.id, step]));
        const first = review?.brief.first.steps.flatMap((id) => steps.get(id) ?? []) ?? [];
        return { body: { ...desk, verdict: review?.verdict, brief: review?.brief, price: review?.prices.estate, first } };
      },
    }),
    endpoint({
      method: "get",
      path: "/chain",
      summary: "Systems and handoffs, with flow, loss, lag and open exceptions",
      role: "viewer",
      unitScoped: true,
      kept: true,
      gives: { 200: { is: "The map, as of the newest review.", schema: chain } },
      answer: async ({ ports }, { units }) => {
        const found = await latest();
        if (found === undefined) return { body: { asOf: undefined, systems: [], datasets: [], handoffs: [], workflows: [] } };
        const { review } = found;
        const open = await ports.desk.openTotals("handoff", units);
        return {
          body: {
            asOf: review.asOf,
            systems: review.systems,
            datasets: review.datasets.map(({ id, title, system, entity, rows, unreadable, capturedAt }) => ({
              id,
              title,
              system,
              entity,
              rows,
              unreadable,
              capturedAt,
            })),
            handoffs: review.handoffs.map((handoff) => ({ ...mapped(handoff), open: open.get(handoff.id) ?? NONE })),
            workflows: review.workflows,
          },
        };
      },
    }),
  ];
}

function mapped(handoff: ReviewedHandoff) {
  const { id, title, from, to, owner, workflows, breaks, counts, timing, clean } = handoff;
  const records = Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.excluded;
  const state = clean ? "clean" : breaks > 0 ? "broken" : "unchecked";
  return { id, title, from, to, owner, workflows, breaks, counts, timing, state, records };
}
