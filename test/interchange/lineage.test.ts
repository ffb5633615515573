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

/** A facet of a dataset, which must be there. */
function facetOf<T>(dataset: { readonly facets?: Facets; readonly inputFacets?: Facets } | undefined, name: string): T {
  const facet = dataset?.facets?.[name] ?? dataset?.inputFacets?.[name];
  if (facet === undefined) throw new Error(`no facet ${name}`);
  return facet as unknown as T;
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
    const lineageFacet = facetOf<{
      fields: Record<string, { inputFields: readonly { field: string; transformations: readonly { subtype: string }[] }[] }>;
      dataset: readonly { field: string; transformations: readonly { type: string; subtype: string }[] }[];
    }>(event.outputs[0], "columnLineage");
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
    const { fields } = facetOf<{
      fields: Record<string, { inputFields: readonly { name: string; field: string; transformations: readonly { subtype: string }[] }[] }>;
    }>(merge.outputs[0], "columnLineage");
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
    for (const report of ["friday", "board"]) {
      const { currency, numbers } = facetOf<{
        currency: string;
        numbers: readonly {
          unit: string;
          outcome: string;
          raw: string;
          reported: string;
          steps: readonly {
            kind: string;
            effect: string;
            samples: readonly { file: string; cell: string; key: string; effect: string }[];
          }[];
        }[];
      }>(done(`report.${report}`).outputs[0], "tieout_corrections");
      expect(currency).toBe("USD");
      expect(numbers.map(({ unit, outcome, raw, reported }) => [unit, outcome, Number(raw), Number(reported)])).toEqual([
        ["miami", "ties", 250.5, 250.5],
        ["tampa", "corrected", 175.25, 180.25],
      ]);
      const [step, ...others] = numbers[1]?.steps ?? [];
      expect(others).toEqual([]);
      expect(step).toMatchObject({ kind: "adjusted", samples: [{ file: "weekly-2026-09-14.xlsx", cell: "D2", key: "00101" }] });
      expect(Number(step?.effect)).toBe(5);
      const { assertions } = facetOf<{
        assertions: readonly { name: string; success: boolean }[];
      }>(done(`report.${report}`).inputs[1], "dataQualityAssertions");
      expect(assertions.map(({ name, success }) => [name, success])).toEqual([
        ["2026-09-14 miami", true],
        ["2026-09-14 tampa", false],
      ]);
    }
  });

  test("the same evidence gives the same bytes: rows turned round, another number of threads, another directory", async () => {
    const again = await lineageOf("two", 1, true);
    expect(JSON.stringify(again)).toBe(JSON.stringify(lineage));
    expect(JSON.stringify(lineage)).not.toContain(scratch);
  });
});
