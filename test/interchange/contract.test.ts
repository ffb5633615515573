import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { GatherPorts } from "../../src/gather.ts";
import { contractOf, contractText } from "../../src/interchange/index.ts";
import { draftContract, traceLineage, writeWhole, type DraftedContract } from "../../src/lineage.ts";
import {
  InputError,
  type ColumnOrigin,
  type Estate,
  type ProvenColumn,
  type ProvenTable,
  type ReviewedWorkbook,
} from "../../src/model/index.ts";
import { withEstate } from "../../src/runtime.ts";
import { contractRefusals } from "./published.ts";
import { weeklyEstate } from "./weekly-estate.ts";

const scratch = mkdtempSync(join(tmpdir(), "tieout-contract-"));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Property {
  readonly name: string;
  readonly businessName: string;
  readonly logicalType?: string;
  readonly required: boolean;
  readonly unique: boolean;
  readonly tags?: readonly string[];
  readonly transformLogic?: string;
  readonly transformSourceObjects?: readonly string[];
  readonly quality?: readonly { readonly name?: string; readonly metric?: string; readonly description?: string }[];
}

interface Contract {
  readonly schema: readonly {
    readonly name: string;
    readonly properties: readonly Property[];
    readonly relationships?: readonly unknown[];
  }[];
  readonly [section: string]: unknown;
}

function tableOf(contract: Contract, name: string): Contract["schema"][number] {
  const found = contract.schema.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name} in ${contract.schema.map((one) => one.name).join(", ")}`);
  return found;
}

async function inEstate<T>(name: string, work: (estate: Estate, ports: GatherPorts) => Promise<T>): Promise<T> {
  const directory = await weeklyEstate(join(scratch, name));
  return await withEstate(directory, { threads: 2, memory: undefined, progress: () => {} }, work);
}

describe("the contract that a workbook implies", () => {
  let drafted: DraftedContract;
  let contract: Contract;
  beforeAll(async () => {
    drafted = await inEstate("weekly", (estate, ports) => draftContract(estate, ports, "weekly"));
    contract = parse(drafted.text) as Contract;
  });

  test("is one by the published schema, as YAML as well, and in YAML 1.1", () => {
    expect(contractRefusals(drafted.contract)).toEqual([]);
    expect(contractRefusals(contract)).toEqual([]);
    expect(parse(drafted.text, { schema: "yaml-1.1" })).toEqual(contract);
    expect(contract).toMatchObject({
      apiVersion: "v3.1.0",
      status: "draft",
      name: "Weekly revenue",
      contractCreatedTs: "2026-09-30T12:00:00.000Z",
    });
    expect(contractRefusals({ ...contract, kind: "Other" })).not.toEqual([]);
    expect(contractRefusals({ ...contract, schema: [{ name: "x", properties: [{ name: "y", logicalType: "money" }] }] })).not.toEqual([]);
  });

  test("says of each column where it comes from, and what must hold", () => {
    const { properties, relationships } = tableOf(contract, "merge");
    const [job, , total, adjustment, revenue] = properties as [Property, Property, Property, Property, Property];
    expect(job).toMatchObject({
      name: "job",
      businessName: "Job #",
      logicalType: "string",
      required: true,
      unique: true,
      transformSourceObjects: ["dispatch.jobs"],
    });
    expect(job.quality?.flatMap(({ metric }) => metric ?? [])).toEqual(["nullValues", "duplicateValues"]);
    expect(total).toMatchObject({
      logicalType: "number",
      transformSourceObjects: ["jobs"],
      transformLogic: "Jobs.Total where Merge.Job # = Jobs.Job #",
    });
    expect(relationships).toEqual([{ type: "foreignKey", from: "merge.job", to: "jobs.job" }]);
    expect(adjustment).toMatchObject({ required: false, tags: ["needs-a-home-upstream"] });
    expect(adjustment.quality?.map(({ name }) => name)).toEqual(["needs_a_home_upstream"]);
    expect(revenue).toMatchObject({ transformLogic: "=C2+D2", transformSourceObjects: ["merge"] });
  });

  test("says who answers for it", () => {
    expect(contract["team"]).toMatchObject({ members: [{ username: "operations", role: "owner" }] });
    expect(contract["roles"]).toMatchObject([{ role: "operations" }]);
  });

  test("an unknown workbook: the nearest one, and where the estate stands", async () => {
    const asked = inEstate("unknown", (estate, ports) => draftContract(estate, ports, "weekli"));
    await expect(asked).rejects.toThrow(InputError);
    await expect(asked).rejects.toThrow(/tieout\.yaml: .*unknown-workbook[^]*Did you mean weekly\?/);
  });

  test("a file that cannot be written, or a manifest that is none, says so", async () => {
    await expect(writeWhole(join(scratch, "no", "such", "file"), ["x"])).rejects.toThrow(/bad-out/);
    await writeWhole(join(scratch, "whole"), ["a\n", "b\n"]);
    expect(readFileSync(join(scratch, "whole"), "utf8")).toBe("a\nb\n");
    const asked = (file: string): Promise<unknown> => inEstate(`dbt ${file.length}`, (estate, ports) => traceLineage(estate, ports, file));
    await expect(asked(join(scratch, "none.json"))).rejects.toThrow(/none\.json: .*missing-file/);
    await expect(asked(scratch)).rejects.toThrow(/not-a-file/);
  });
});

/** A table of made-up columns, one row each. */
function table(name: string, columns: readonly (readonly [string, ColumnOrigin])[], more: Partial<ProvenTable> = {}): ProvenTable {
  return {
    sheet: name,
    name,
    range: { fromRow: 1, toRow: 4, fromColumn: 0, toColumn: columns.length - 1 },
    headerRow: 0,
    records: undefined,
    hiddenRows: 0,
    columns: columns.map(([title, origin], column): ProvenColumn => ({
      column,
      title,
      hidden: false,
      filled: 4,
      origin,
      overrides: [],
      exceptions: 0,
    })),
    ...more,
  };
}

function contractOfTables(tables: readonly ProvenTable[], more: Partial<ReviewedWorkbook> = {}): Contract {
  const file = {
    file: "w.xlsx",
    savedAt: undefined,
    savedBy: undefined,
    createdBy: undefined,
    tables,
    faults: [],
    hiddenSheets: [],
    comments: [],
    reads: [],
    notes: [],
  };
  const workbook: ReviewedWorkbook = {
    id: "w",
    title: "W",
    owner: undefined,
    decision: undefined,
    files: [file],
    everyDays: undefined,
    people: [],
    from: [],
    feeds: [],
    ...more,
  };
  const estate = { datasets: [], reports: [] } as unknown as Estate;
  const review = { estate: { name: "acme", title: "Acme", currency: "USD", timeZone: "UTC" }, asOf: "2026-09-30T12:00:00.000Z" };
  const source = { id: "w", title: "W", files: "w.xlsx", owner: undefined, decision: undefined, line: 1 };
  const made = contractOf({ estate, review, source, workbook });
  expect(contractRefusals(made)).toEqual([]);
  const text = contractText(made);
  expect(parse(text)).toEqual(made);
  return made as unknown as Contract;
}

describe("names in a contract", () => {
  test("are identifiers of their own, whatever the titles are", () => {
    const typed = { kind: "typed", distinct: 2 } as const;
    const titles = ["Job #", "Job", "2026", "", "Größe", "總計", "yes", "a: b\n- c", "'; DROP TABLE x; --", "on"];
    const { schema } = contractOfTables([
      table(
        "'; --",
        titles.map((title) => [title, typed] as const),
      ),
      table("#", [["A", typed]]),
    ]);
    expect(schema.map(({ name }) => name)).toEqual(["table", "table_2"]);
    expect(schema[0]?.properties.map(({ name }) => name)).toEqual([
      "job",
      "job_2",
      "_2026",
      "column",
      "grosse",
      "column_2",
      "yes",
      "a_b_c",
      "drop_table_x",
      "on",
    ]);
    expect(schema[0]?.properties.map(({ businessName }) => businessName)).toEqual(titles);
  });

  test("columns that read each other in a circle, tables that are not there, nothing known at all", () => {
    const derived = (reads: readonly string[]): ColumnOrigin => ({ kind: "derived", formula: "RC[1]+1", shown: "B2+1", reads });
    const lost: ColumnOrigin = {
      kind: "looked-up",
      join: "A = Gone.Key = x",
      taken: "Gone.Value",
      by: "VLOOKUP",
      approximate: true,
      misses: 1,
    };
    const { schema } = contractOfTables([
      table(
        "One",
        [
          ["A", derived(["B"])],
          ["B", derived(["A"])],
          ["C", lost],
          ["D", { kind: "empty" }],
        ],
        { hiddenRows: 2 },
      ),
    ]);
    const [a, , c] = schema[0]?.properties ?? [];
    expect(a).not.toHaveProperty("logicalType");
    expect(c).toMatchObject({ transformLogic: "Gone.Value where A = Gone.Key = x", transformSourceObjects: [] });
    expect(schema[0]).not.toHaveProperty("relationships");
    expect(schema[0]).toMatchObject({ quality: [{ description: "No row is hidden: 2 are, of 4." }] });
  });

  test("overrides are told with row and key, cadence as a frequency", () => {
    const one = table("One", [["A", { kind: "derived", formula: "RC[1]", shown: "B2", reads: [] }]]);
    const [column] = one.columns as [ProvenColumn];
    const overrides = [{ row: 2, kind: "typed-over", found: "7", expected: "5", key: "00102" }] as const;
    const contract = contractOfTables([{ ...one, columns: [{ ...column, overrides, exceptions: 1 }] }], { everyDays: 7, people: ["Dana"] });
    const rules = contract.schema[0]?.properties[0]?.quality ?? [];
    expect(rules.at(-1)?.description).toBe("No cell is typed over, edited or computed otherwise: 1 is: row 3 (00102) typed over.");
    expect(contract["slaProperties"]).toMatchObject([{ property: "frequency", value: 7, unit: "d" }]);
    expect(contract["team"]).toEqual({ members: [{ username: "Dana", role: "editor" }] });
  });
});
