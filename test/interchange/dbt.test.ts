import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dbtEvents, linkManifest, readManifest } from "../../src/interchange/index.ts";
import { InputError, type Estate, type Problem } from "../../src/model/index.ts";
import { manifestText, type Manifest } from "./manifests.ts";
import { refusals } from "./published.ts";

const ids = (...all: readonly string[]): { id: string }[] => all.map((id) => ({ id }));
const estate = {
  datasets: ids("dispatch.jobs", "books.invoices"),
  metrics: ids("revenue"),
  reports: ids("board"),
} as unknown as Pick<Estate, "datasets" | "metrics" | "reports">;
const frame = { namespace: "tieout://acme", asOf: "2026-09-30T12:00:00.000Z" };

function problemsOf(text: string): readonly Problem[] {
  try {
    linkManifest(readManifest("manifest.json", text), estate);
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

/** The line on which a text first stands. */
function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split("\n").length;
}

describe("a dbt manifest", () => {
  test.each([9, 10, 11, 12])("version %i: what each exposure stands on, directly or not", (version) => {
    const links = linkManifest(readManifest("manifest.json", manifestText(version)), estate);
    const exposure = links.readers.find(({ kind }) => kind === "exposure");
    expect(exposure).toEqual({
      id: "exposure.shop.exec_board",
      kind: "exposure",
      name: "Executive board",
      owner: "Dana",
      datasets: ["dispatch.jobs"],
      metrics: version >= 10 ? ["revenue"] : [],
      reports: ["board"],
    });
    expect(links.readers.map(({ id }) => id)).toEqual(
      version >= 10 ? ["metric.shop.revenue", "exposure.shop.exec_board"] : ["exposure.shop.exec_board"],
    );
    expect(links.notes).toEqual([]);
    expect(links.upstream.map(({ id }) => id)).not.toContain("model.shop.nobody_reads");
  });

  test("events join dbt's graph and the estate's, and are as the published schemas say", () => {
    const links = linkManifest(readManifest("manifest.json", manifestText(12)), estate);
    const events = dbtEvents(frame, links);
    expect(events.flatMap(refusals)).toEqual([]);
    const edges = events.flatMap(({ inputs, outputs }) =>
      inputs.flatMap((input) => outputs.map((output) => `${input.name} → ${output.name}`)),
    );
    expect(edges).toEqual([
      "metrics/revenue → reports/board",
      "dbt/semantic_model.shop.weekly → metrics/revenue",
      "dbt/model.shop.lonely → dbt/model.shop.fct_weekly",
      "dbt/model.shop.stg_jobs → dbt/model.shop.fct_weekly",
      "dispatch.jobs → dbt/model.shop.stg_jobs",
      "dbt/model.shop.fct_weekly → dbt/semantic_model.shop.weekly",
    ]);
    const [jobs] = events.flatMap(({ inputs }) => inputs.filter(({ name }) => name === "dispatch.jobs"));
    expect(jobs?.facets?.["symlinks"]).toMatchObject({
      identifiers: [{ namespace: "postgres", name: "lake.Dispatch.JOBS", type: "TABLE" }],
    });
    const turned = manifestText(12, (manifest) => {
      manifest.nodes = Object.fromEntries(Object.entries(manifest.nodes).reverse());
    });
    expect(dbtEvents(frame, linkManifest(readManifest("manifest.json", turned), estate))).toEqual(events);
  });

  test("tables are known by their source's name, and without quotes; nothing is guessed", () => {
    const named = (change: (source: Record<string, unknown>) => void): readonly string[] => {
      const text = manifestText(12, ({ sources }) => change(sources["source.shop.raw.jobs"] ?? {}));
      return linkManifest(readManifest("manifest.json", text), estate).readers[0]?.datasets ?? [];
    };
    expect(named((source) => (source["relation_name"] = "lake.dispatch.jobs"))).toEqual(["dispatch.jobs"]);
    expect(named((source) => (source["relation_name"] = "`lake`.`dispatch`.`jobs`"))).toEqual(["dispatch.jobs"]);
    expect(named((source) => Object.assign(source, { relation_name: null, schema: "x", source_name: "dispatch" }))).toEqual([
      "dispatch.jobs",
    ]);
    expect(named((source) => Object.assign(source, { relation_name: null }))).toEqual(["dispatch.jobs"]);
    expect(named((source) => Object.assign(source, { relation_name: '"lake"."dispatch.jobs"' }))).toEqual([]);
    expect(named((source) => Object.assign(source, { relation_name: '"lake"."other"."jobs"' }))).toEqual([]);
  });

  test("what is not there is said: nodes that are missing, exposures on nothing; circles end", () => {
    const text = manifestText(12, (manifest) => {
      Object.assign(manifest.nodes["model.shop.stg_jobs"] ?? {}, { depends_on: { nodes: ["model.shop.fct_weekly", "model.other.gone"] } });
      Object.assign(manifest.metrics["metric.shop.revenue"] ?? {}, { config: {} });
      Object.assign(manifest.exposures["exposure.shop.exec_board"] ?? {}, { meta: {}, config: {} });
    });
    const links = linkManifest(readManifest("manifest.json", text), estate);
    expect(links.notes).toEqual([
      "The dbt metric metric.shop.revenue stands on nothing that the estate declares.",
      "The dbt exposure exposure.shop.exec_board stands on nothing that the estate declares.",
      "The manifest depends on model.other.gone and does not hold it.",
    ]);
    expect(dbtEvents(frame, links).flatMap(refusals)).toEqual([]);
  });
});

describe("a manifest that cannot be used", () => {
  test("broken JSON: the line and the column", () => {
    const text = manifestText(12);
    const cut = text.slice(0, text.indexOf('"sources"') + 20);
    expect(problemsOf(cut)).toMatchObject([{ code: "bad-json", at: { file: "manifest.json", line: cut.split("\n").length } }]);
    expect(problemsOf(text.replace('"env": {}', '"env": {},'))).toMatchObject([
      { code: "bad-json", at: { line: lineOf(text, '"env"') + 1 } },
    ]);
    expect(problemsOf('{"metadata": {\n  "x": tru }}')).toMatchObject([{ at: { line: 2, column: 8 } }]);
    expect(problemsOf("")).toMatchObject([{ code: "bad-json", at: { line: 1, column: 1 } }]);
    expect(problemsOf("{} {}")).toMatchObject([{ code: "bad-json", at: { line: 1, column: 4 } }]);
    expect(problemsOf('{"a": "\\q"}')).toMatchObject([{ code: "bad-json", at: { line: 1, column: 7 } }]);
  });

  test("something else, or a version that is not read", () => {
    for (const text of ["[]", "null", "7", '{"metadata": {}}', '{"metadata": {"dbt_schema_version": 12}}']) {
      expect(problemsOf(text)).toMatchObject([{ code: "no-manifest" }]);
    }
    const text = manifestText(8);
    expect(problemsOf(text)).toMatchObject([
      { code: "manifest-version", found: "version 8", at: { line: lineOf(text, "dbt_schema_version") } },
    ]);
    expect(problemsOf(manifestText(13))).toMatchObject([{ code: "manifest-version", found: "version 13" }]);
  });

  test("a part of the wrong kind: where it stands", () => {
    const text = manifestText(12, ({ nodes }) => Object.assign(nodes["model.shop.stg_jobs"] ?? {}, { depends_on: { nodes: "all" } }));
    expect(problemsOf(text)).toMatchObject([{ code: "bad-manifest", at: { file: "manifest.json", line: lineOf(text, '"nodes": "all"') } }]);
  });

  test("meta.tieout that names nothing of the estate: the nearest name, and where", () => {
    const text = manifestText(12, ({ metrics }) =>
      Object.assign(metrics["metric.shop.revenue"] ?? {}, { config: { meta: { tieout: "revenu" } } }),
    );
    expect(problemsOf(text)).toMatchObject([
      { code: "unknown-part", found: "revenu", hint: "Did you mean revenue?", at: { line: lineOf(text, '"metric.shop.revenue": {') } },
    ]);
  });

  test("hostile names stay names", () => {
    const name = '__proto__"; DROP TABLE jobs; --\u202e';
    const text = manifestText(12, ({ nodes }) => {
      nodes["model.shop.stg_jobs"] = { ...nodes["model.shop.stg_jobs"], name };
    }).replaceAll("model.shop.lonely", "__proto__");
    const links = linkManifest(readManifest("manifest.json", text), estate);
    expect(dbtEvents(frame, links).flatMap(refusals)).toEqual([]);
    expect(({} as { name?: string }).name).toBeUndefined();
    expect(links.readers.at(-1)?.datasets).toEqual(["dispatch.jobs"]);
  });

  test("lists a hundred thousand deep are refused, and a chain as long is followed", () => {
    const deep = `{"metadata": ${"[".repeat(100_000)}`;
    expect(problemsOf(deep)).toMatchObject([{ code: "bad-json", at: { line: 1 } }]);
    const text = manifestText(12, (manifest: Manifest) => {
      const chain = Object.fromEntries(
        Array.from({ length: 20_000 }, (_, index) => [
          `model.shop.m${index}`,
          {
            name: `m${index}`,
            resource_type: "model",
            depends_on: { nodes: [index === 0 ? "source.shop.raw.jobs" : `model.shop.m${index - 1}`] },
          },
        ]),
      );
      manifest.nodes = { ...manifest.nodes, ...chain };
      Object.assign(manifest.metrics["metric.shop.revenue"] ?? {}, { depends_on: { nodes: ["model.shop.m19999"] } });
    });
    const links = linkManifest(readManifest("manifest.json", text), estate);
    expect(links.readers[0]?.datasets).toEqual(["dispatch.jobs"]);
  });

  test("wherever a manifest is cut off or spoiled, the error says where, and nothing else is thrown", () => {
    const text = manifestText(10);
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.constantFrom("", "}", '"', "\u0000", "[", ",", "-"), (at, put) => {
        for (const broken of [text.slice(0, at) + put, text.slice(0, at) + put + text.slice(at + 1)]) {
          for (const { code, at: place } of problemsOf(broken)) {
            expect(["bad-json", "bad-manifest", "no-manifest", "manifest-version", "unknown-part"]).toContain(code);
            expect(place?.line).toBeGreaterThanOrEqual(1);
          }
        }
        expect(problemsOf(text.slice(0, at))).not.toEqual([]);
      }),
      { numRuns: 200, seed: 6 },
    );
  });
});
