import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Desk, RunToRecord } from "../../src/desk/index.ts";
import type { ExceptionAction, ExceptionStory } from "../../src/model/index.ts";
import { embedded, shared, type StoreKind } from "../stores/given.ts";
import { ANNA, deskOver, reviewOf, type Clock, type Found, type FoundAt } from "./given.ts";

type Step =
  | { readonly run: FoundAt; readonly day: string; readonly more?: Found["handoffs"] }
  | { readonly act: ExceptionAction }
  | { readonly clock: string };

const found = (day: string, amount?: string, more: Partial<FoundAt> = {}): Step => ({ day, run: { breaks: { a: amount }, ...more } });
const absent = (day: string, check?: FoundAt["check"]): Step => ({ day, run: { breaks: {}, ...(check === undefined ? {} : { check }) } });
const resolve: Step = { act: { type: "resolve", reason: "entered by hand" } };
const accept = (until: string): Step => ({ act: { type: "accept", reason: "known", until } });

/** What happens to the one break `a`, the state it ends in, and the events of its history. */
const RULES: readonly (readonly [rule: string, steps: readonly Step[], state: string, events: readonly string[]])[] = [
  ["a break is opened", [found("2026-10-01")], "new", ["opened"]],
  ["found twice it is one exception", [found("2026-10-01", "5"), found("2026-10-02", "5")], "new", ["opened"]],
  ["its amount changes", [found("2026-10-01", "5"), found("2026-10-02", "6")], "new", ["opened", "changed"]],
  ["gone, and its check ran", [found("2026-10-01"), absent("2026-10-02")], "resolved", ["opened", "gone"]],
  ["gone, and its check was skipped", [found("2026-10-01"), absent("2026-10-02", "skipped")], "new", ["opened"]],
  ["gone, and its check failed", [found("2026-10-01"), absent("2026-10-02", "failed")], "new", ["opened"]],
  [
    "gone with the whole handoff",
    [found("2026-10-01"), { day: "2026-10-02", run: { breaks: {} }, more: { none: { breaks: {} } } }],
    "new",
    ["opened"],
  ],
  ["gone and back", [found("2026-10-01"), absent("2026-10-02"), found("2026-10-03")], "new", ["opened", "gone", "reopened"]],
  [
    "gone by the same day's data and back",
    [found("2026-10-01"), absent("2026-10-01"), found("2026-10-01")],
    "new",
    ["opened", "gone", "reopened"],
  ],
  ["gone twice is gone once", [found("2026-10-01"), absent("2026-10-02"), absent("2026-10-03")], "resolved", ["opened", "gone"]],
  ["an older review resolves nothing", [found("2026-10-02"), absent("2026-10-01")], "new", ["opened"]],
  ["an older review opens nothing again", [found("2026-10-02"), absent("2026-10-03"), found("2026-10-01")], "resolved", ["opened", "gone"]],
  ["resolved by a person, found in the same data", [found("2026-10-01"), resolve, found("2026-10-01")], "resolved", ["opened", "resolved"]],
  [
    "resolved by a person, found in later data",
    [found("2026-10-01"), resolve, found("2026-10-02")],
    "new",
    ["opened", "resolved", "reopened"],
  ],
  ["resolved by a person, and it is true", [found("2026-10-01"), resolve, absent("2026-10-02")], "resolved", ["opened", "resolved"]],
  ["worked and gone", [found("2026-10-01"), { act: { type: "start" } }, absent("2026-10-02")], "resolved", ["opened", "started", "gone"]],
  ["worked and found again", [found("2026-10-01"), { act: { type: "start" } }, found("2026-10-02")], "in-progress", ["opened", "started"]],
  [
    "accepted and found again",
    [found("2026-10-01", "5"), accept("2026-12-01"), found("2026-10-02", "5")],
    "accepted",
    ["opened", "accepted"],
  ],
  [
    "accepted and less",
    [found("2026-10-01", "5"), accept("2026-12-01"), found("2026-10-02", "4")],
    "accepted",
    ["opened", "accepted", "changed"],
  ],
  [
    "accepted and more",
    [found("2026-10-01", "5"), accept("2026-12-01"), found("2026-10-02", "5.01")],
    "new",
    ["opened", "accepted", "acceptance-ended"],
  ],
  ["accepted and gone", [found("2026-10-01"), accept("2026-12-01"), absent("2026-10-02")], "resolved", ["opened", "accepted", "gone"]],
  [
    "accepted, on the last day",
    [found("2026-10-01"), accept("2026-11-24"), { clock: "2026-11-25T04:59:00.000Z" }, found("2026-10-02")],
    "accepted",
    ["opened", "accepted"],
  ],
  [
    "accepted, on the day after",
    [found("2026-10-01"), accept("2026-11-24"), { clock: "2026-11-25T05:00:00.000Z" }, found("2026-10-02")],
    "new",
    ["opened", "accepted", "acceptance-ended"],
  ],
  [
    "accepted, and the clock alone ends it",
    [found("2026-10-01"), accept("2026-11-24"), { clock: "2026-11-25T05:00:00.000Z" }],
    "new",
    ["opened", "accepted", "acceptance-ended"],
  ],
  ["the declared owner changes", [found("2026-10-01"), found("2026-10-02", undefined, { owner: "sales" })], "new", ["opened", "changed"]],
  [
    "a person's owner stays",
    [found("2026-10-01"), { act: { type: "assign", owner: "zoe" } }, found("2026-10-02", undefined, { owner: "sales" })],
    "new",
    ["opened", "assigned"],
  ],
  [
    "opened again by a person",
    [found("2026-10-01"), resolve, { act: { type: "reopen", reason: "no" } }],
    "new",
    ["opened", "resolved", "reopened"],
  ],
];

async function play(desk: Desk, clock: Clock, steps: readonly Step[]): Promise<ExceptionStory> {
  const story = async (): Promise<ExceptionStory> => {
    const told = await desk.exception("a");
    if (told === undefined) throw new Error("there is no exception");
    return told;
  };
  for (const step of steps) {
    clock.at = new Date(Date.parse(clock.at) + 1000).toISOString();
    if ("clock" in step) {
      clock.at = step.clock;
      if (steps.at(-1) === step) expect(await desk.endAcceptances()).toBe(1);
    } else if ("act" in step) {
      const [result] = await desk.act([{ fingerprint: "a", version: (await story()).exception.version }], step.act, ANNA);
      expect(result?.outcome).toBe("done");
    } else {
      await desk.recordRun(reviewOf({ day: step.day, handoffs: step.more ?? { h: step.run } }));
    }
  }
  return story();
}

describe.each([
  ["PGlite", embedded],
  ["PostgreSQL", shared],
] as const)("the history of an exception on %s", (_name, start) => {
  let kind: StoreKind | undefined;
  beforeAll(async () => {
    kind = await start();
  });
  afterAll(() => kind?.end());

  it.for(RULES)("%s", async ([, steps, state, events], context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const { desk, clock } = deskOver(await kind.open());
    const { exception, events: history } = await play(desk, clock, steps);
    expect(exception.state).toBe(state);
    expect(history.map(({ type }) => type)).toEqual(events);
    expect(exception.version).toBe(history.at(-1)?.version);
    expect(exception.reopened).toBe(history.filter(({ type }) => type === "reopened" || type === "acceptance-ended").length);
    expect(await desk.verifyAudit()).toMatchObject({ intact: true });
  });

  it("tells who, when, what and due when", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const { desk, clock } = deskOver(await kind.open());
    const { exception, events } = await play(desk, clock, [
      found("2026-10-01", "5"),
      { act: { type: "comment", text: " who knows? " } },
      accept("2026-12-01"),
      found("2026-10-02", "7.25"),
    ]);
    // Monday; Thursday is a holiday: two business days on it is Wednesday.
    expect(exception).toMatchObject({
      due: "2026-11-25",
      owner: "billing",
      ownerFrom: "declared",
      amount: "7.25",
      entity: "invoice",
      key: "INV-a",
    });
    expect(exception).toMatchObject({ firstSeen: "2026-10-01T10:00:00.000Z", lastSeen: "2026-10-02T10:00:00.000Z", acceptance: undefined });
    expect(events.map(({ actor, run, detail }) => ({ actor, run, detail }))).toEqual([
      { actor: "review", run: "id-1", detail: { amount: "5.00", severity: "high" } },
      { actor: "anna", run: undefined, detail: { text: "who knows?" } },
      {
        actor: "anna",
        run: undefined,
        detail: { state: { from: "new", to: "accepted" }, reason: "known", until: "2026-12-01", amount: "5.00" },
      },
      { actor: "review", run: "id-2", detail: { state: { from: "accepted", to: "new" }, amount: { from: "5.00", to: "7.25" } } },
    ]);
  });

  it("refuses what is stale, not allowed, unknown or out of scope, each on its own", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const { desk } = deskOver(await kind.open());
    await desk.recordRun(
      reviewOf({ day: "2026-10-01", handoffs: { h: { breaks: { a: "1", b: "2", c: "3" }, units: ["north", "south"] } } }),
    );
    await desk.act([{ fingerprint: "a", version: 1 }], { type: "start" }, ANNA);
    const items = [
      { fingerprint: "a", version: 1 },
      { fingerprint: "b", version: 1 },
      { fingerprint: "c", version: 1 },
      { fingerprint: "d", version: 1 },
      { fingerprint: "c", version: 2 },
      { fingerprint: "c" },
    ];
    const results = await desk.act(items, { type: "acknowledge" }, ANNA, ["north"]);
    expect(results.map(({ outcome }) => outcome)).toEqual(["stale", "unknown", "done", "unknown", "refused", "refused"]);
    expect(results[0]).toMatchObject({ exception: { state: "in-progress", version: 2 }, since: [{ type: "started", actor: "anna" }] });
    expect(results[4]).toMatchObject({ reason: "It is acknowledged; this can be done while it is new." });
    expect((await desk.exception("b"))?.exception.state).toBe("new");
    expect(await desk.exception("b", ["north"])).toBeUndefined();
    for (const action of [
      { type: "resolve", reason: "  " },
      { type: "accept", reason: "x", until: "2026-11-22" },
      { type: "accept", reason: "x", until: "2026-02-30" },
      { type: "due", due: "soon" },
      { type: "comment", text: "x".repeat(10_001) },
    ] as const) {
      expect((await desk.act([{ fingerprint: "b", version: 1 }], action, ANNA))[0]?.outcome, action.type).toBe("refused");
    }
    await desk.act([{ fingerprint: "b" }], { type: "comment", text: "\0\ud800'; DROP TABLE exceptions; -- <b>" }, ANNA);
    expect((await desk.exception("b"))?.comments[0]?.text).toBe("\ufffd'; DROP TABLE exceptions; -- <b>");
  });

  it("belongs to one estate", async (context) => {
    if (kind === undefined) return context.skip("no PostgreSQL server is installed here");
    const { desk } = deskOver(await kind.open());
    const one = (): RunToRecord => reviewOf({ day: "2026-10-01", handoffs: { h: { breaks: { a: "1" } } } });
    await desk.recordRun(one());
    const other = { ...one().review, estate: { ...one().review.estate, name: "other" } };
    await expect(desk.recordRun({ ...one(), review: other })).rejects.toMatchObject({ code: "another-estate" });
    // Breaks that are not handed over must not look like breaks that are gone.
    await expect(desk.recordRun({ ...one(), breaks: (async function* () {})() })).rejects.toThrow("are missing");
    expect((await desk.exception("a"))?.exception.state).toBe("new");
    expect(await desk.runs()).toHaveLength(1);
  });
});
