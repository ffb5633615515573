import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckdb } from "../src/engines/duckdb/index.ts";
import type { Engine } from "../src/engines/engine.ts";
import type { CaptureManifest, Dataset, Identity, RecordSet } from "../src/model/index.ts";
import { extendIdentity, resolveIdentity } from "../src/resolve/index.ts";
import { id, sql } from "../src/sql/index.ts";
import type { Bench } from "./harness/bench.ts";
import { median } from "./harness/measure.ts";
import { dataDirectory } from "./harness/paths.ts";
import { makePeople, PEOPLE_COLUMNS, PEOPLE_RULES } from "./linkage-speed/people.ts";

/** Further records in every round. */
const FRESH = 1000;
const MARK = 2;

/**
 * One thousand further records into a million that were resolved before, the
 * tables of that run being in the engine; the outcome is held against a full run
 * over all of them under the same frozen model. There is no peer: Splink has no
 * incremental clustering.
 *
 * Options: `--rows N` (1,000,000).
 */
export const linkageIncremental: Bench = async (run) => {
  const rows = Number(run.options.get("rows") ?? "1000000");
  run.say(`making ${rows + FRESH * run.repeats} people, unless they are there`);
  const people = await makePeople(dataDirectory, rows + FRESH * run.repeats, 1);
  const scratch = mkdtempSync(join(tmpdir(), "tieout-incremental-"));
  const engine = await openDuckdb({ threads: 2, memory: undefined, spill: join(scratch, "spill") });
  try {
    const columns = sql`row_number() OVER (ORDER BY hash(id)) - 1 AS _row, CAST(id AS VARCHAR) AS _key, first_name, surname, dob, city, email, phone`;
    await engine.runInline(sql`CREATE TABLE people AS SELECT ${columns} FROM read_parquet(${people.file})`);
    const at = new Date(0).toISOString();
    const common = { identity, decisions: undefined, previous: undefined, at, progress: () => undefined };
    run.say(`resolving ${rows} records`);
    const resolved = await resolveIdentity(engine, { ...common, sets: await sets(engine, rows), model: undefined, prefix: "first" });
    const seconds: number[] = [];
    for (let round = 1; round <= run.repeats; round++) {
      const now = await sets(engine, rows + FRESH * round);
      const start = performance.now();
      const told = await extendIdentity(engine, resolved, { sets: now, decisions: undefined, at, prefix: `more${round}` });
      seconds.push((performance.now() - start) / 1000);
      if (told.fresh !== FRESH) throw new Error(`linkage-incremental: ${told.fresh} records were taken for new, must be ${FRESH}`);
      run.say(`round ${round}: ${seconds.at(-1)?.toFixed(2)} s, ${told.settled} records settled again`);
    }
    run.say("a full run under the same model");
    const { linkage } = resolved;
    const blocks = { rules: linkage.blocking.rules.map(({ name }) => name), splits: linkage.blocking.splits };
    const model = { model: linkage.model, priors: linkage.priors, words: linkage.words, frequencies: linkage.frequencies, blocks };
    const start = performance.now();
    const full = await resolveIdentity(engine, { ...common, sets: await sets(engine, rows + FRESH * run.repeats), model, prefix: "full" });
    const whole = (performance.now() - start) / 1000;
    const different = (await differences(engine, resolved.crosswalk, full.crosswalk)).join(", ");
    if (different !== "0, 0") throw new Error(`linkage-incremental: the result is not the full run's: ${different} differ`);
    const place = { bench: "linkage-incremental", contender: "tieout", dataset: `people-${rows}` };
    const note = `${FRESH} records into ${rows}; same entities and links as a full run`;
    run.emit({ ...place, operation: "extend", seconds: Number(median(seconds).toFixed(3)), note });
    run.emit({ ...place, operation: "full run", seconds: Number(whole.toFixed(3)) });
    run.say(`${median(seconds).toFixed(2)} s; the mark is ${MARK}: ${median(seconds) < MARK ? "reached" : "missed"}`);
  } finally {
    await engine.close();
    rmSync(scratch, { recursive: true, force: true });
  }
};

const roles = { first_name: "first-name", surname: "last-name", dob: "date", city: "place", email: "email", phone: "phone" } as const;

const identity: Identity = {
  id: "person",
  title: "People",
  entity: "person",
  attributes: PEOPLE_COLUMNS.map((name) => ({ name, role: roles[name] })),
  members: [
    { dataset: "all.people", fields: Object.fromEntries(PEOPLE_COLUMNS.map((name) => [name, [name]])), duplicates: true, references: [] },
  ],
  links: [],
  blocking: PEOPLE_RULES.map((rule) => [...rule]),
  accept: 0.99,
  review: 0.5,
  country: "GB",
  decisions: "decisions/person.csv",
  model: undefined,
  line: 1,
};

/** The first so many people, as a newer capture would hold them. */
async function sets(engine: Engine, count: number): Promise<ReadonlyMap<string, RecordSet>> {
  const relation = `first ${count}`;
  await engine.runInline(sql`CREATE OR REPLACE VIEW ${id(relation)} AS SELECT * FROM people WHERE _row < ${count}`);
  const dataset = { id: "all.people", fields: PEOPLE_COLUMNS.map((name) => ({ name, type: "text" })) } as unknown as Dataset;
  const set: RecordSet = {
    dataset,
    capture: {} as CaptureManifest,
    relation,
    rows: count,
    unreadable: 0,
    unreadableSamples: [],
    notes: [],
  };
  return new Map([["all.people", set]]);
}

/** How many entities (as sets of records) and links of either run the other does not have. */
async function differences(
  engine: Engine,
  one: { readonly entities: string; readonly links: string },
  other: { readonly entities: string; readonly links: string },
): Promise<readonly string[]> {
  const members = (entities: string) => sql`SELECT string_agg(key, ' ' ORDER BY key) AS members FROM ${id(entities)} GROUP BY entity`;
  const linked = (links: string) =>
    sql`SELECT least(from_key, to_key), greatest(from_key, to_key), status, round(confidence, 9), round(weight, 9) FROM ${id(links)}`;
  const count = async (a: ReturnType<typeof sql>, b: ReturnType<typeof sql>): Promise<string> => {
    const [row] = await engine.rows<{ n: string }>(
      sql`SELECT (SELECT count(*) FROM (${a} EXCEPT ${b}) AS x) + (SELECT count(*) FROM (${b} EXCEPT ${a}) AS y) AS n`,
    );
    return row?.n ?? "?";
  };
  return [await count(members(one.entities), members(other.entities)), await count(linked(one.links), linked(other.links))];
}
