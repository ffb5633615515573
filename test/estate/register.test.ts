import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { estateJsonSchema } from "../../src/estate/index.ts";
import { edit, estateOf, problemsOf } from "./marked.ts";
import { REGISTER } from "./register-base.ts";
import { describeSlips, type Slip } from "./slips.ts";

const estate = estateOf(REGISTER);
const lineOf = (line: string): number => REGISTER.split("\n").indexOf(line) + 1;

test("what has gone, and what came", () => {
  expect(estate.systems.map(({ id, retired }) => [id, retired])).toContainEqual(["legacy", "2026-03-01"]);
  expect(estate.systems.filter(({ retired }) => retired !== undefined)).toHaveLength(1);
  expect(estate.units.map(({ acquired }) => acquired)).toEqual([undefined, "2026-03-01"]);
});

test("who made a record, and who changed it", () => {
  const jobs = estate.datasets.find(({ id }) => id === "dispatch.jobs");
  expect(jobs?.by).toEqual({ created: "madeBy", modified: "changedBy" });
  expect(jobs?.fields.filter(({ name }) => name.endsWith("By")).map(({ type }) => type)).toEqual(["text", "text"]);
  expect(estate.datasets[0]?.by).toEqual({ created: undefined, modified: undefined });
});

test("the register, with its gaps", () => {
  expect(estate.people).toEqual(["*@acme.example", "Dana *"]);
  expect(estate.automations).toEqual([
    {
      id: "invoice-sync",
      title: "Invoices from jobs",
      actors: ["svc-sync", "Zapier*"],
      owner: "operations",
      trigger: "every night at 2",
      exceptions: "a task for the controller",
      monitoring: "a message to the channel billing",
      rollback: "void the invoice by hand",
      handoff: "job-to-invoice",
      output: { dataset: "books.invoices", every: { count: 1, unit: "business-days" }, least: 5 },
      log: {
        dataset: "sync.log",
        record: "job",
        at: "loggedAt",
        result: "result",
        success: ["success", "200"],
        of: "dispatch.jobs",
      },
      line: lineOf("  invoice-sync:"),
    },
    {
      id: "nightly-script",
      title: "Nightly script",
      actors: [],
      owner: undefined,
      trigger: undefined,
      exceptions: undefined,
      monitoring: undefined,
      rollback: undefined,
      handoff: undefined,
      output: undefined,
      log: undefined,
      line: lineOf("  nightly-script: {}"),
    },
  ]);
});

test("a log tells the types of its fields", () => {
  const log = estate.datasets.find(({ id }) => id === "sync.log");
  expect(log?.fields.map(({ name, type }) => [name, type])).toEqual([
    ["id", "key"],
    ["job", "key"],
    ["loggedAt", "timestamp"],
    ["result", "text"],
    ["tries", "number"],
  ]);
});

test("a log's time may be a named moment", () => {
  const { text } = edit(edit(REGISTER, ["at: loggedAt", "at: written"]).text, [
    "source: log.csv\n",
    "source: log.csv\n        times: { written: loggedAt }\n",
  ]);
  expect(estateOf(text).automations[0]?.log?.at).toBe("loggedAt");
});

test("a run of one record, one success word, one pattern said twice", () => {
  const text = REGISTER.replace(", least: 5", "").replace("[success, 200]", "success").replace('"Zapier*"', '"Zapier*", ZAPIER*');
  expect(estateOf(text).automations[0]).toMatchObject({
    actors: ["svc-sync", "Zapier*"],
    output: { least: 1 },
    log: { success: ["success"] },
  });
});

test("a rest of a day ends with it", () => {
  expect(estate.maintenance).toEqual([
    { system: "books", from: "2026-05-02", to: "2026-05-04" },
    { system: "sync", from: "2026-06-01", to: "2026-06-01" },
  ]);
});

describe("an editor that checks against the schema", async () => {
  const schema: unknown = JSON.parse(await readFile(join(import.meta.dirname, "../../schemas/estate.schema.json"), "utf8"));
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema as object);

  test("accepts all of it", () => {
    expect(schema).toEqual(estateJsonSchema());
    expect(validate(parse(REGISTER)) || validate.errors).toBe(true);
  });

  test.each([
    ["acquired: 2026-03-01", "acquired: soon"],
    ["retired: 2026-03-01", "retired: true"],
    ["every: 1 business days", "every: often"],
    ["least: 5", "least: 0"],
    ["from: 2026-06-01", "from: June"],
    ["via: customer", "via: { entity: customer }"],
    ["by: { created: madeBy,", "by: { maker: madeBy,"],
  ])("and refuses %s → %s", (find, put) => {
    expect(validate(parse(edit(REGISTER, [find, put]).text))).toBe(false);
  });
});

const SLIPS: readonly Slip[] = [
  ["acquired: 2026-03-01", "acquired: «2026-02-30", "bad-day", "a day"],
  ["acquired: 2026-03-01", "acquired: «1 March", "bad-form", "a day"],
  ["acquired: 2026-03-01", "«aquired: 2026-03-01", "unknown-key", "acquired?"],
  ["retired: 2026-03-01", "retired: «2026-13-01", "bad-day", "a day"],
  ["retired: 2026-03-01", "retired: «yes", "bad-form", "a day"],
  ["by: { created: madeBy,", "by: { created: «madBy,", "unknown-field", "madeBy?"],
  ["by: { created: madeBy,", "by: { created: «total,", "wrong-field-type", "text or key"],
  ["modified: changedBy }", "modified: «changedAt }", "wrong-field-type", "text or key"],
  ["by: { created: madeBy,", "by: { «creatd: madeBy,", "unknown-key", "created?"],
  ['people: ["*@acme.example",', 'people: [«"*",', "matches-everything", "svc-sync"],
  ['people: ["*@acme.example",', 'people: ["*@acme.example", «"?* ?",', "matches-everything", "anybody"],
  ['people: ["*@acme.example",', 'people: [«" ",', "matches-nothing", "blanks"],
  ['people: ["*@acme.example",', 'people: [«"",', "bad-form", "at least 1"],
  ['people: ["*@acme.example",', "people: [«7,", "wrong-type", "text"],
  ["  nightly-script: {}", "  nightly-script: { actors: [cron, «zapier*] }", "actor-of-two", "invoice-sync"],
  ["  nightly-script: {}", '  nightly-script: { actors: [«"dana *"] }', "actor-of-two", "people"],
  ["  nightly-script: {}", "  nightly-script: { «ownr: it }", "unknown-key", "owner?"],
  ["  nightly-script: {}", '  nightly-script: { trigger: «"" }', "bad-form", "at least 1"],
  ["  nightly-script: {}", "  «Invoice-sync: {}", "names-differ-by-case"],
  ["handoff: job-to-invoice", "handoff: «job-to-invoic", "unknown-handoff", "job-to-invoice?"],
  ["handoff: job-to-invoice", "handoff: «invoice-total", "no-pairs", "another handoff"],
  ["output: { dataset: books.invoices", "output: { dataset: «books.invoice", "unknown-dataset", "books.invoices?"],
  ["output: { dataset: books.invoices", "output: { dataset: «books.customers", "no-time", "times"],
  ["every: 1 business days", "every: «0 days", "bad-duration", "or more"],
  ["every: 1 business days", "every: «daily", "bad-form", "business days"],
  ["least: 5", "least: «0", "bad-form", "at least 1"],
  ["log: { dataset: sync.log", "log: { dataset: «sync.logs", "unknown-dataset", "sync.log?"],
  ["record: job, at", "record: «jobb, at", "unknown-field", "job?"],
  ["record: job, at", "record: «tries, at", "incompatible-types", "two texts"],
  ["at: loggedAt", "at: «logedAt", "unknown-time", "loggedAt?"],
  ["at: loggedAt", "at: «tries", "wrong-field-type", "timestamp"],
  ["result: result", "result: «reslt", "unknown-field", "result?"],
  ["success: [success, 200]", "«success: []", "bad-form", "at least 1"],
  [", of: dispatch.jobs", ", of: «dispatch.job", "unknown-dataset", "dispatch.jobs?"],
  [", of: dispatch.jobs", ", of: «books.customers", "other-datasets", "dispatch.jobs or books.invoices"],
  ["    handoff: job-to-invoice\n", "", "no-handoff", "handoff:"],
  ["  - { system: books,", "  - { system: «book,", "unknown-system", "books?"],
  ["to: 2026-05-04", "to: «2026-05-01", "ends-before-it-begins", "2026-05-02"],
  ["to: 2026-05-04", "to: «2026-05-32", "bad-day", "a day"],
  ["from: 2026-06-01", "from: «2026-06-31", "bad-day", "a day"],
  ["to: 2026-05-04", "«until: 2026-05-04", "unknown-key", "from, to"],
];

describeSlips(REGISTER, SLIPS);

test("no field alone names a record with a wide key", () => {
  const { text } = edit(
    edit(REGISTER, ["    to: books.invoices\n    match: { number: job }", "    to: dispatch.visits\n    match: { number: job }"]).text,
    [", of: dispatch.jobs", ", of: dispatch.visits"],
  );
  expect(problemsOf(text)).toMatchObject([{ code: "wide-key", found: "job" }]);
});

test("what is cut away of an automation is not missed twice", () => {
  const { text, places } = edit(REGISTER, ["handoff: job-to-invoice", "handoff: «[job-to-invoice]"]);
  const [problem, ...others] = problemsOf(text);
  expect(problem).toMatchObject({ code: "wrong-type", at: { line: places[0]?.line } });
  expect(others).toEqual([]);
  const named = edit(REGISTER, ["  job-to-invoice:\n    from:", "  job-to-invoice:\n    form:"]).text;
  expect(problemsOf(named).map(({ code }) => code)).toEqual(["missing-key", "unknown-key"]);
});
