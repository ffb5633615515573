import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { run, scratchDirectory } from "../cli/given.ts";

const directory = await scratchDirectory();

interface Told {
  readonly counts: Record<string, number>;
  readonly problems: Record<string, readonly unknown[]>;
  readonly notes: readonly string[];
}

function json(text: string): Told {
  return JSON.parse(text) as Told;
}

describe("tieout events", () => {
  test("import, review and export of a table of events", async () => {
    const log = path.join(directory, "log.csv");
    writeFileSync(log, "case,activity,time\n1,a,2022-01-01T10:00:00Z\n1,b,2022-01-02T10:00:00Z\n2,a,\n");
    const into = path.join(directory, "estate");
    const made = await run(["events", "import", log, "--into", into]);
    expect(made.code).toBe(0);
    expect(made.stdout).toContain("3 events of 2 activities, 2 objects of 1 type");
    expect(made.stdout).toContain("Problem: 1 events have no readable time (event 3) [no-time]");
    expect((await run(["review", into])).code).toBe(0);
    expect(readFileSync(path.join(into, "review", "review.json"), "utf8")).toContain('"lifecycles"');

    const again = await run(["events", "import", log, "--into", path.join(directory, "other"), "--fail-on-problems", "--json"]);
    expect(again.code).toBe(1);
    expect(json(again.stdout).problems).toEqual({
      dangling: [],
      unreadable: [{ kind: "no-time", count: 1, first: ["event 3"] }],
      objects: [],
    });

    const out = path.join(directory, "out.xes");
    const exported = await run(["events", "export", into, "--as", "xes", "--out", out]);
    expect(exported.code).toBe(0);
    expect(readFileSync(out, "utf8").match(/<event>/g)).toHaveLength(3);
  });

  test("what cannot be read ends with 2, and makes nothing", async () => {
    const log = path.join(directory, "broken.xes");
    writeFileSync(log, "<log><trace>");
    const into = path.join(directory, "nothing");
    const { code, stderr } = await run(["events", "import", log, "--into", into]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/broken\.xes:1:\d+: .*\[malformed-xml\]/);
    expect(existsSync(into)).toBe(false);
    expect((await run(["events", "import", log])).code).toBe(2);
  });

  test("lifecycles of an estate are exported, and come back as a log", async () => {
    const estate = path.join(directory, "demo");
    expect((await run(["demo", estate, "--jobs", "20"])).code).toBe(0);
    const out = path.join(directory, "lifecycles.json");
    const { code, stdout, stderr } = await run(["events", "export", estate, "--as", "ocel-json", "--out", out, "--json"]);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("problem")]);
    const told = json(stdout);
    expect(told.notes).toEqual([]);
    expect(told.counts["events"]).toBeGreaterThan(100);
    const back = await run(["events", "import", out, "--into", path.join(directory, "back"), "--json", "--fail-on-problems"]);
    expect(back.code).toBe(0);
    expect(json(back.stdout).counts).toEqual(told.counts);
  });
});
