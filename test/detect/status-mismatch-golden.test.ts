import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { inline } from "../../src/sql/index.ts";
import { startEngine } from "./given.ts";
import { givenLifecycle, givenRule, givenTrack, judge, type GivenThing } from "./status-mismatch-given.ts";

/* The statements that judge a lifecycle, as a real engine ran them: a change of them shows in the review of the change. */
let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const STATES = {
  scheduled: { next: ["working"] },
  working: { next: ["completed"], limit: { count: 3, unit: "business-days" as const } },
  completed: { final: true },
  posted: { final: true },
};
const within = { count: 5, unit: "days" as const };

test.each(["some", "each"] as const)("a rule of %s, with all that is looked at beside it", async (of) => {
  const lifecycle = givenLifecycle({
    states: STATES,
    rework: [["completed", "working"]],
    tracks: [
      givenTrack("dispatch", ["scheduled", "working", "completed"], { recordWithin: { count: 4, unit: "hours" } }),
      givenTrack("books", ["posted"], { history: undefined }),
    ],
    rules: [
      givenRule(
        { dispatch: ["completed"] },
        { books: of === "some" ? ["posted", "absent"] : ["posted"] },
        { of, within, worth: { side: of === "some" ? "when" : "then", field: "amount" } },
      ),
    ],
    carries:
      of === "each"
        ? []
        : [
            {
              id: "carry",
              title: "Carried",
              from: { track: "dispatch", field: "kind" },
              to: { track: "books", field: "kind" },
              states: ["working"],
              within,
              owner: undefined,
              decision: undefined,
              line: 1,
            },
          ],
  });
  const thing = (key: string, fields: Readonly<Record<string, unknown>>, ...states: string[]): GivenThing => ({
    key,
    ...fields,
    events: states.map((state, index) => ({
      state,
      at: `2026-09-0${index + 1} 12:00:00`,
      latest: `2026-09-0${index + 1} 18:00:00`,
      actor: "Ann",
    })),
  });
  const statements: string[] = [];
  const listening: Engine = {
    dialect: engine.dialect,
    run: (statement) => engine.run(statement),
    rows: (query) => (statements.push(inline(query)), engine.rows(query)),
    runInline: (statement) => (statements.push(inline(statement)), engine.runInline(statement)),
    load: (table, columns, rows) => engine.load(table, columns, rows),
    parse: (text) => engine.parse(text),
    loadBatches: (table, columns, batches) => engine.loadBatches(table, columns, batches),
    close: () => engine.close(),
  };
  await judge(listening, lifecycle, {
    dispatch: {
      things: [thing("J1", {}, "scheduled", "completed", "working", "completed", "working", "completed"), thing("J2", {}, "working")],
    },
    books: { things: [thing("I1", { job: "J1" }, "Unknown", "posted")] },
  });
  const written = statements
    .filter((statement) => /"l0 /.test(statement) || /INSERT INTO "mismatches/.test(statement))
    .filter((statement) => !statement.startsWith("DROP"));
  const text = `${written.join(";\n\n")};\n`.replaceAll(/"(mismatches|calendar) \d+"/g, '"$1"');
  await expect(text).toMatchFileSnapshot(`golden/${engine.dialect.name}/lifecycle-${of}.sql`);
});
