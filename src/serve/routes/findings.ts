import { z } from "@hono/zod-openapi";
import { findingDetail, findings } from "../contract/overview.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { mayUnit, type Latest } from "../latest.ts";
import { notFound } from "../problem.ts";

const NONE = { count: 0, amount: "0.00", overdue: 0 };
const named = z.object({ fingerprint: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/) });

/** What the newest review found. */
export function findingRoutes(latest: () => Promise<Latest | undefined>): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/findings",
      summary: "The findings of the newest review",
      role: "viewer",
      unitScoped: true,
      kept: true,
      gives: { 200: { is: "All of them, without samples.", schema: findings } },
      answer: async ({ ports }, { units }) => {
        const review = (await latest())?.review;
        const open = await ports.desk.openTotals("finding", units);
        const items = (review?.findings ?? []).map(({ samples: _samples, ...finding }) => ({
          ...finding,
          open: open.get(finding.fingerprint) ?? NONE,
        }));
        return { body: { asOf: review?.asOf, items } };
      },
    }),
    endpoint({
      method: "get",
      path: "/findings/{fingerprint}",
      summary: "One finding, what it costs and what is to be done",
      role: "viewer",
      unitScoped: true,
      kept: true,
      params: named,
      gives: { 200: { is: "The finding.", schema: findingDetail } },
      answer: async ({ ports, params }, { units }) => {
        const review = (await latest())?.review;
        const finding = review?.findings.find(({ fingerprint }) => fingerprint === params.fingerprint);
        if (review === undefined || finding === undefined) throw notFound("The newest review has no such finding.");
        const open = await ports.desk.openTotals("finding", units);
        const price = review.prices.findings.find((one) => one.finding === finding.fingerprint);
        const assumed = new Set(
          price === undefined ? [] : Object.values(price).flatMap((figure) => (typeof figure === "string" ? [] : figure.assumed)),
        );
        return {
          body: {
            finding: { ...finding, samples: finding.samples.filter(({ unit }) => mayUnit(units, unit)) },
            price,
            assumptions: review.prices.assumptions.filter(({ key }) => assumed.has(key)),
            steps: review.plan.steps.filter((step) => step.findings.includes(finding.fingerprint)),
            open: open.get(finding.fingerprint) ?? NONE,
          },
        };
      },
    }),
  ];
}
