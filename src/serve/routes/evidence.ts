import { z } from "@hono/zod-openapi";
import { money, NUMBER_OUTCOMES, formatMoney, type Automation, type ReportedNumber, type Review } from "../../model/index.ts";
import { automations, numberDetail, numbers, ownership, recordStory } from "../contract/evidence.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { mayUnit, type Latest } from "../latest.ts";
import { notFound } from "../problem.ts";
import { recordSeen } from "../record.ts";

const record = z.object({ dataset: z.string().min(1).max(200), key: z.string().min(1).max(500) });
const named = z.object({ report: z.string().min(1).max(200) });

/** One record's story, reported numbers, who owns which fact, and what runs by itself. */
export function evidenceRoutes(latest: () => Promise<Latest | undefined>): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/records/{dataset}/{key}",
      summary: "One record's story across systems",
      role: "viewer",
      unitScoped: true,
      params: record,
      gives: { 200: { is: "What each system says of it.", schema: recordStory }, 504: { is: "It took too long." } },
      answer: async ({ ports, params }, who) => ({ body: await recordSeen(ports, params.dataset, params.key, who.units) }),
    }),
    endpoint({
      method: "get",
      path: "/numbers",
      summary: "Reported numbers against raw records",
      role: "viewer",
      unitScoped: true,
      kept: true,
      gives: { 200: { is: "Each report, summed up.", schema: numbers } },
      answer: async (_, { units }) => {
        const review = (await latest())?.review;
        return { body: { asOf: review?.asOf, items: review === undefined ? [] : reportsOf(review, units) } };
      },
    }),
    endpoint({
      method: "get",
      path: "/numbers/{report}",
      summary: "One report: each number, and what stands between raw and told",
      role: "viewer",
      unitScoped: true,
      kept: true,
      params: named,
      gives: { 200: { is: "The report, its waterfalls down to cells and rows.", schema: numberDetail } },
      answer: async ({ params }, { units }) => {
        const review = (await latest())?.review;
        const report = review?.reports.find(({ id }) => id === params.report);
        if (review === undefined || report === undefined) throw notFound("The newest review has no such report.");
        const metric = review.metrics.find(({ id }) => id === report.metric);
        const values = metric?.values.filter(({ unit }) => unit === undefined || mayUnit(units, unit)) ?? [];
        return {
          body: {
            report: { ...report, numbers: numbersSeen(report.numbers, units) },
            metric: metric === undefined ? undefined : { ...metric, values },
          },
        };
      },
    }),
    endpoint({
      method: "get",
      path: "/ownership",
      summary: "Who owns which fact: declared against inferred",
      role: "viewer",
      unitScoped: false,
      kept: true,
      gives: { 200: { is: "Facts and systems.", schema: ownership } },
      answer: async () => {
        const review = (await latest())?.review;
        return { body: { asOf: review?.asOf, systems: review?.systems ?? [], facts: review?.facts ?? [] } };
      },
    }),
    endpoint({
      method: "get",
      path: "/automations",
      summary: "The register of what runs by itself, its gaps, and who writes and stands in none",
      role: "viewer",
      unitScoped: false,
      kept: true,
      gives: { 200: { is: "The register.", schema: automations } },
      answer: async ({ ports }) => {
        const review = (await latest())?.review;
        const found = review?.findings.filter(({ kind }) => kind === "unowned-automation") ?? [];
        return {
          body: {
            asOf: review?.asOf,
            items: ports.estate.automations.map((automation) => ({
              ...registered(automation),
              findings: found.filter(({ subject }) => subject?.id === automation.id).map(({ fingerprint }) => fingerprint),
            })),
            unregistered: found
              .filter(({ outcome }) => outcome === "unregistered-actor")
              .map(({ fingerprint, title, subject, records }) => ({ title, subject: subject?.id, records, finding: fingerprint })),
            findings: found.map(({ fingerprint, title, severity }) => ({ fingerprint, title, severity })),
          },
        };
      },
    }),
  ];
}

/** Numbers of all units together carry samples of every unit's records. */
function numbersSeen(all: readonly ReportedNumber[], units: readonly string[] | undefined): readonly ReportedNumber[] {
  if (units === undefined) return all;
  return all
    .filter(({ unit }) => unit === undefined || units.includes(unit))
    .map((number) => (number.unit !== undefined ? number : { ...number, steps: number.steps.map((step) => ({ ...step, samples: [] })) }));
}

function reportsOf(review: Review, units: readonly string[] | undefined) {
  const titles = new Map(review.metrics.map(({ id, title }) => [id, title]));
  return review.reports.map(({ id, title, metric, owner, decision, numbers: all }) => {
    const seen = numbersSeen(all, units);
    const sum = (of: (number: ReportedNumber) => string): string =>
      formatMoney(seen.reduce((total, number) => total.plus(money(of(number)).abs()), money("0")));
    return {
      id,
      title,
      metric,
      metricTitle: titles.get(metric) ?? metric,
      owner,
      decision,
      numbers: seen.length,
      outcomes: NUMBER_OUTCOMES.map((outcome) => ({ outcome, count: seen.filter((number) => number.outcome === outcome).length })).filter(
        ({ count }) => count > 0,
      ),
      difference: sum(({ difference }) => difference),
      residual: sum(({ residual }) => residual),
    };
  });
}

const REGISTER = ["owner", "trigger", "exceptions", "monitoring", "rollback"] as const;

function registered(automation: Automation) {
  const { id, title, actors, owner, trigger, exceptions, monitoring, rollback, handoff, output } = automation;
  const gaps = REGISTER.filter((name) => automation[name] === undefined);
  return { id, title, actors, owner, trigger, exceptions, monitoring, rollback, handoff, output: output?.dataset, gaps };
}
