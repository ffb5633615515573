import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LineageEvent } from "../../src/interchange/index.ts";
import { traceLineage, type Lineage } from "../../src/lineage.ts";
import { withEstate } from "../../src/runtime.ts";
import { facetsOf, refusals } from "./published.ts";
import { weeklyEstate } from "./weekly-estate.ts";

const scratch = mkdtempSync(join(tmpdir(), "tieout-lineage-"));
afterAll(() => rmSync(scratch, { recursive: true }));

async function lineageOf(name: string, threads: number, reverse: boolean): Promise<Lineage> {
  const directory = await weeklyEstate(join(scratch, name), { reverse });
  return await withEstate(directory, { threads, memory: undefined, progress: () => {} }, (estate, ports) => traceLineage(estate, ports));
}

let lineage: Lineage;
beforeAll(async () => {
  lineage = await lineageOf("one", 2, false);
});

/** What is looked at of an event. */
interface Shown {
  readonly inputs: readonly { readonly name: string; readonly facets: Facets; readonly inputFacets: Facets }[];
  readonly outputs: readonly { readonly name: string; readonly facets: Facets }[];
  readonly job: { readonly facets: Facets };
  readonly run: { readonly facets: Facets };
}
// oxlint-disable-next-line typescript/no-explicit-any -- facets have any form
type Facets = Record<string, Record<string, never>>;

function done(job: string): Shown {
  const found = lineage.events.filter((event) => event.job.name === job && event.run !== undefined && event.eventType === "COMPLETE");
  expect(found).toHaveLength(1);
  return found[0] as unknown as Shown;
}

const names = (datasets: readonly { readonly name: string }[]): readonly string[] => datasets.map(({ name }) => name);

describe("lineage of a review", () => {
  test("every event and every facet is as the published schemas say", () => {
    expect(lineage.events.flatMap(refusals)).toEqual([]);
    const kinds = new Set(lineage.events.flatMap(facetsOf).map(({ name }) => name));
    const asked = [
      "columnLineage",
      "dataQualityAssertions",
      "documentation",
      "ownership",
      "parent",
      "schema",
      "subset",
      "tieout_corrections",
    ];
    expect([...kinds]).toEqual(expect.arrayContaining(asked));
  });

  test("the schemas do refuse: they were read, and facets are held against them", () => {
    const [event] = lineage.events as [LineageEvent];
    expect(refusals({ ...event, eventTime: "yesterday" })).not.toEqual([]);
    expect(refusals({ ...event, run: { runId: "1" } })).not.toEqual([]);
    const facet = {
      _producer: "urn:tieout",
      _schemaURL: "https://openlineage.io/spec/facets/1-1-0/DocumentationJobFacet.json#/$defs/DocumentationJobFacet",
    };
    expect(refusals({ ...event, job: { ...event.job, facets: { documentation: facet } } })).not.toEqual([]);
  });

  test("each run starts and completes once, under an id of its own", () => {
    const starts = lineage.events.flatMap((event) => (event.run !== undefined && event.eventType === "START" ? [event.run.runId] : []));
    const ends = lineage.events.flatMap((event) => (event.run !== undefined && event.eventType === "COMPLETE" ? [event.run.runId] : []));
    expect(starts).toEqual(ends);
    expect(new Set(starts).size).toBe(starts.length);
  });

  test("a handoff: what is carried, what it is matched by, whether it ties out", () => {
    const event = done("handoff.job-to-invoice");
    expect([names(event.inputs), names(event.outputs)]).toEqual([["dispatch.jobs"], ["books.invoices"]]);
    const { inputFacets, facets } = event.inputs[0] as (typeof event.inputs)[number];
    expect(inputFacets["inputStatistics"]).toMatchObject({ rowCount: 4, fileCount: 1 });
    expect(facets["symlinks"]).toMatchObject({ identifiers: [{ namespace: "file", name: "jobs-1.csv", type: "FILE" }] });
    expect(inputFacets["subset"]).toMatchObject({
      inputCondition: { type: "compare", left: { field: "state" }, right: { value: "completed" }, comparison: "EQUAL" },
    });
    const { assertions } = inputFacets["dataQualityAssertions"] as unknown as { assertions: readonly Record<string, unknown>[] };
    expect(assertions).toContainEqual(expect.objectContaining({ assertion: "tie-out", name: "missing", success: false, actual: "1" }));
    expect(assertions).toContainEqual(expect.objectContaining({ assertion: "tie-out", name: "extra", success: true, actual: "0" }));
    expect(assertions).toContainEqual(expect.objectContaining({ assertion: "silent-sync-failure", success: false }));
    const input = { namespace: "tieout://acme", name: "dispatch.jobs" };
    expect(event.outputs[0]?.facets["columnLineage"]).toMatchObject({
      fields: {
        job: { inputFields: [{ ...input, field: "number", transformations: [{ type: "DIRECT", subtype: "IDENTITY" }] }] },
        total: { inputFields: [{ ...input, field: "total", transformations: [{ type: "DIRECT", subtype: "IDENTITY" }] }] },
      },
      dataset: [
        { ...input, field: "number", transformations: [{ type: "INDIRECT", subtype: "JOIN" }] },
        { ...input, field: "status", transformations: [{ type: "INDIRECT", subtype: "FILTER" }] },
      ],
    });
  });

  test("a metric: what is summed, what decides which records count, and how they are grouped", () => {
    const event = done("metric.revenue");
    expect([names(event.inputs), names(event.outputs)]).toEqual([["dispatch.jobs"], ["metrics/revenue"]]);
    expect(event.inputs[0]?.inputFacets["subset"]).toMatchObject({
      inputCondition: {
        type: "binary",
        operator: "AND",
        left: { left: { field: "state" }, right: { value: "completed" }, comparison: "EQUAL" },
        right: { left: { field: "total" }, right: { value: "10" }, comparison: "GREATER_EQUAL_THAN" },
      },
    });
    const lineageFacet = event.outputs[0]?.facets["columnLineage"] as unknown as {
      fields: Record<string, { inputFields: readonly { field: string; transformations: readonly { subtype: string }[] }[] }>;
      dataset: readonly { field: string; transformations: readonly { type: string; subtype: string }[] }[];
    };
    const direct = Object.entries(lineageFacet.fields).map(([field, { inputFields }]) => [
      field,
      inputFields.map((one) => `${one.field} ${one.transformations[0]?.subtype}`),
    ]);
    expect(direct).toEqual([
      ["period", ["completed TRANSFORMATION"]],
      ["unit", ["branch TRANSFORMATION"]],
      ["value", ["total AGGREGATION"]],
      ["records", ["number AGGREGATION"]],
    ]);
    expect(
      lineageFacet.dataset.map(({ field, transformations }) => `${field} ${transformations.map(({ subtype }) => subtype).join(" ")}`),
    ).toEqual(["status FILTER", "total FILTER", "completed GROUP_BY", "branch GROUP_BY"]);
  });

  test("a workbook's tables: copied, looked up by a join, computed, typed", () => {
    const merge = done("workbook.weekly.Merge");
    expect(names(merge.outputs)).toEqual(["workbooks/weekly/Merge"]);
    const { fields } = merge.outputs[0]?.facets["columnLineage"] as unknown as {
      fields: Record<string, { inputFields: readonly { name: string; field: string; transformations: readonly { subtype: string }[] }[] }>;
    };
    const shown = (title: string): readonly string[] =>
      (fields[title]?.inputFields ?? []).map(
        ({ name, field, transformations }) => `${name} ${field} ${transformations.map(({ subtype }) => subtype).join("+")}`,
      );
    expect(shown("Job #")).toEqual(["dispatch.jobs number IDENTITY"]);
    expect(shown("Job total")).toEqual([
      "workbooks/weekly/Jobs Total IDENTITY",
      "workbooks/weekly/Merge Job # JOIN",
      "workbooks/weekly/Jobs Job # JOIN",
    ]);
    expect(shown("Adjustment")).toEqual([]);
    expect(shown("Revenue")).toEqual([
      "workbooks/weekly/Merge Job total TRANSFORMATION",
      "workbooks/weekly/Merge Adjustment TRANSFORMATION",
    ]);
    expect(names(merge.inputs)).toEqual(["dispatch.jobs", "workbooks/weekly/Jobs"]);
    expect(merge.run.facets["parent"]).toMatchObject({ job: { name: "workbook.weekly" } });
  });

  test("reports: told beside the metric, with every correction and its effect; a workbook feeds a dashboard", () => {
    const friday = done("report.friday");
    expect(names(friday.inputs)).toEqual(["metrics/revenue", "workbooks/weekly/Summary"]);
    expect(names(done("report.board").inputs)).toEqual(["metrics/revenue", "platform.weeks"]);
    const feed = done("feed.board");
    expect([names(feed.inputs), names(feed.outputs)]).toEqual([["workbooks/weekly/Summary"], ["platform.weeks"]]);
    const { numbers } = done("report.board").outputs[0]?.facets["tieout_corrections"] as unknown as {
      numbers: readonly Record<string, unknown>[];
    };
    const tampa = { period: "2026-09-14", unit: "tampa", raw: "175.2500", reported: "180.2500", difference: "5.0000" };
    expect(numbers.map((one) => [one["unit"], Number(one["raw"]), Number(one["reported"]), Number(one["difference"])])).toEqual([
      ["miami", 250.5, 250.5, 0],
      ["tampa", Number(tampa.raw), Number(tampa.reported), Number(tampa.difference)],
    ]);
  });

  test("the same evidence gives the same bytes: rows turned round, another number of threads, another directory", async () => {
    const again = await lineageOf("two", 1, true);
    expect(JSON.stringify(again)).toBe(JSON.stringify(lineage));
    expect(JSON.stringify(lineage)).not.toContain(scratch);
  });
});
