import { beforeAll, describe, expect, test } from "vitest";
import { loadEstate } from "../../src/estate/index.ts";
import { contractOf, type LineageEvent } from "../../src/interchange/index.ts";
import { lineageOfReview } from "../../src/lineage.ts";
import type { Estate } from "../../src/model/index.ts";
import { withEngine } from "../../src/runtime.ts";
import { contractRefusals, facetsOf, refusals } from "../interchange/published.ts";
import { reviewedDemo, type ReviewedDemo } from "./shared.ts";

let demo: ReviewedDemo;
let estate: Estate;
let events: readonly LineageEvent[];
beforeAll(async () => {
  demo = await reviewedDemo(1);
  estate = await loadEstate(demo.directory);
  events = await withEngine({ threads: 1, memory: undefined }, (engine) => lineageOfReview(estate, engine, demo.review));
}, 300_000);

describe("the example company's lineage", () => {
  test("is as the published schemas say, every event and facet", () => {
    expect(events.length).toBeGreaterThan(0);
    expect(events.flatMap(refusals)).toEqual([]);
  });

  test("has every handoff, metric, report and workbook", () => {
    const jobs = new Set(events.map(({ job }) => job.name));
    const wanted = [
      ...estate.handoffs.map(({ id }) => `handoff.${id}`),
      ...estate.metrics.map(({ id }) => `metric.${id}`),
      ...estate.reports.map(({ id }) => `report.${id}`),
      ...estate.workbooks.map(({ id }) => `workbook.${id}`),
    ];
    expect(wanted.filter((name) => !jobs.has(name))).toEqual([]);
  });

  test("tells of every correction that the review found", () => {
    const told = events.flatMap(facetsOf).filter(({ name }) => name === "tieout_corrections");
    const effects = told.flatMap(({ facet }) => {
      const { numbers } = facet as unknown as { numbers: readonly { steps: readonly { corrections: number }[] }[] };
      return numbers.flatMap(({ steps }) => steps.map(({ corrections }) => corrections));
    });
    const found = demo.review.reports.flatMap(({ numbers }) => numbers.flatMap(({ steps }) => steps.map(({ corrections }) => corrections)));
    expect(effects).toEqual(found);
    expect(found.length).toBeGreaterThan(0);
  });

  test("leads from every field of a dataset that a column names to a field that the dataset has", () => {
    const fields = new Map(estate.datasets.map(({ id, fields: own }) => [id, new Set(own.map(({ name }) => name))]));
    const named = JSON.stringify(events).matchAll(/"name":"([^"]+)","field":"([^"]+)"/g);
    const lost = [...named].filter(([, dataset = "", field = ""]) => fields.get(dataset)?.has(field) === false).map(([text]) => text);
    expect(lost).toEqual([]);
  });

  test("and each of its workbooks implies a contract", () => {
    for (const workbook of demo.review.workbooks) {
      const source = estate.workbooks.find(({ id }) => id === workbook.id);
      if (source === undefined) throw new Error(`no ${workbook.id}`);
      expect(contractRefusals(contractOf({ estate, review: demo.review, source, workbook }))).toEqual([]);
    }
    expect(demo.review.workbooks.length).toBeGreaterThan(0);
  });
});
