import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { id, sql } from "../../src/sql/index.ts";
import { contents, given, read, through } from "./given.ts";

const it = given();

function file(name: string, text: string): string {
  const path = it.path(name);
  writeFileSync(path, text);
  return path;
}

describe("plain tables", () => {
  test("a byte order mark, semicolons, usual names, rows out of order, a row without a case", async () => {
    const log = await read(
      it,
      file(
        "log.csv",
        "\ufeffCase ID;Activity;Timestamp;Costs\n2;b;2022-01-02 10:00:00;5\n1;a;2022-01-01T10:00:00+01:00;\n2;a;2022-01-01 10:00:00;4\n;a;2022-01-01 10:00:00;\n",
      ),
    );
    expect(log.counts).toMatchObject({ events: 4, objects: 2, activities: 2, eventObjects: 3 });
    expect(log.problems.unreadable).toEqual([{ kind: "no-case", count: 1, first: ["event 4"] }]);
    expect(log.notes).toEqual([
      "Cases are told by the column Case ID, activities by Activity, times by Timestamp.",
      "3 events' times name no zone and are read as UTC.",
    ]);
    const events = await it.engine.rows(sql`SELECT activity, ${id("at")}, at_text FROM ${id(log.relations.events)} ORDER BY event`);
    expect(events[1]).toEqual({ activity: "a", at: "2022-01-01 09:00:00", at_text: "2022-01-01T10:00:00+01:00" });
    expect(await it.engine.rows(sql`SELECT id, ${id("type")} FROM ${id(log.relations.objects)} ORDER BY object`)).toEqual([
      { id: "2", type: "case" },
      { id: "1", type: "case" },
    ]);
  });

  test("columns, zone and form of times as told", async () => {
    const text = "who,what,when\n1,a,02.01.2022 10:00\n1,b,03.01.2022 10:00\n";
    const log = await read(it, file("told.csv", text), {
      case: "who",
      activity: "what",
      time: "when",
      timeFormat: "%d.%m.%Y %H:%M",
      timeZone: "Europe/Berlin",
    });
    const at = await it.engine.rows(sql`SELECT ${id("at")} FROM ${id(log.relations.events)} ORDER BY event`);
    expect(at).toEqual([{ at: "2022-01-02 09:00:00" }, { at: "2022-01-03 09:00:00" }]);
  });

  test("columns that cannot be found are asked for, all at once", async () => {
    const path = file("vague.csv", "a,b,c\n1,2,3\n");
    await expect(read(it, path)).rejects.toThrow(/the case of an event[\s\S]*--case COLUMN[\s\S]*the activity[\s\S]*the time/);
    await expect(read(it, path, { case: "A", activity: "b", time: "c" })).rejects.toThrow(/no column A[\s\S]*--case a/);
  });

  test("written and read again, and to XES and back", async () => {
    const log = await read(
      it,
      file(
        "log.csv",
        'case,activity,time,note,case:total\n1,a,2022-01-01T10:00:00Z,"x, ""y""\nz",7\n1,b,2022-01-01T11:00:00+02:00,,7\n2,a,2022-01-03T10:00:00Z,n,\n',
      ),
    );
    const expected = await contents(it, log);
    const again = await through(it, log, "csv");
    expect(again.notes).toEqual([]);
    // Written case by case, in the order of time.
    const told = (of: typeof log) =>
      it.engine.rows(
        sql`SELECT o.id AS c, e.activity, e.at, e.at_text, a.name, a.value FROM ${id(of.relations.events)} AS e JOIN ${id(of.relations.event_objects)} AS l ON l.event = e.event
          JOIN ${id(of.relations.objects)} AS o ON o.object = l.object LEFT JOIN ${id(of.relations.event_attributes)} AS a ON a.event = e.event ORDER BY ALL`,
      );
    expect(await told(again.log)).toEqual(await told(log));
    expect(await told((await through(it, log, "xes")).log)).toEqual(await told(log));
    expect(expected.events).toHaveLength(3);
  });
});
