import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { generateDemo } from "../../src/demo/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { chooseCaptures, gather } from "../../src/gather.ts";
import type { Crosswalk, Estate, Identity, RecordSet } from "../../src/model/index.ts";
import { openRecords } from "../../src/records/index.ts";
import { extendIdentity, frozenModel, readModel, resolveIdentity, writeModel } from "../../src/resolve/index.ts";
import { reviewEstate } from "../../src/review.ts";
import { withEstate } from "../../src/runtime.ts";
import { id, sql, type Sql } from "../../src/sql/index.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "tieout-extend-"));
  await rm(directory, { recursive: true });
  await generateDemo({ directory, jobs: 400, seed: 11, clean: false });
}, 60_000);
afterAll(() => rm(directory, { recursive: true, force: true }));

const quiet = { threads: 2, memory: "2GiB", progress: () => undefined };
const at = "2026-11-24T00:00:00.000Z";

describe("further captures", () => {
  test.each([1, 2])("give what a full run under the same model gives: split %i", async (split) => {
    await withEstate(directory, quiet, async (estate, { engine }) => {
      const identity = estate.identities[0] as Identity;
      const whole = await openMembers(estate, engine, identity);
      const before = await part(engine, whole, "before", sql`hash(_key || ${`o${split}`}) % 7 <> 0`, 0);
      // Some records are gone, and all stand at other places.
      const now = await part(engine, whole, "now", sql`hash(_key || ${`n${split}`}) % 11 <> 0`, 5);
      const common = { identity, decisions: undefined, previous: undefined, at, progress: () => undefined };
      const resolved = await resolveIdentity(engine, { ...common, sets: before, model: undefined, prefix: "one" });
      const told = await extendIdentity(engine, resolved, { sets: now, decisions: undefined, at, prefix: "more" });
      const model = frozenModel(resolved.linkage);
      const full = await resolveIdentity(engine, { ...common, sets: now, model, prefix: "full" });
      expect(told.fresh).toBeGreaterThan(20);
      expect(told.gone).toBeGreaterThan(10);
      expect(told.settled).toBeLessThan(told.fresh * 5);
      expect(await differences(engine, resolved.crosswalk, full.crosswalk)).toEqual([]);
      const again = await extendIdentity(engine, resolved, { sets: now, decisions: undefined, at, prefix: "again" });
      expect(again).toEqual({ fresh: 0, gone: 0, settled: 0, events: [] });
    });
  });
});

describe("a frozen model", () => {
  test("comes back from its files as it was, and what is wrong with them is told", async () => {
    await withEstate(directory, quiet, async (estate, { engine }) => {
      const identity = estate.identities[0] as Identity;
      const sets = await openMembers(estate, engine, identity);
      const common = { identity, sets, decisions: undefined, previous: undefined, at, progress: () => undefined };
      const first = await resolveIdentity(engine, { ...common, model: undefined, prefix: "first" });
      const folder = await mkdtemp(path.join(tmpdir(), "tieout-model-"));
      const file = path.join(folder, "decisions", "customer-model.json");
      try {
        expect(await readModel(engine, file, "none")).toBeUndefined();
        await writeModel(engine, file, frozenModel(first.linkage));
        await writeModel(engine, file, frozenModel(first.linkage));
        expect((await readdir(path.dirname(file))).length).toBe(4);
        const model = await readModel(engine, file, "read");
        const second = await resolveIdentity(engine, { ...common, model, prefix: "second" });
        expect(await differences(engine, second.crosswalk, first.crosswalk)).toEqual([]);
        const other: Identity = { ...identity, attributes: identity.attributes.filter(({ name }) => name !== "phone") };
        await expect(
          resolveIdentity(engine, { ...common, identity: other, model, modelFile: file, prefix: "other" }),
        ).rejects.toMatchObject({
          problems: [{ code: "other-model", at: { file } }],
        });
        const text = await readFile(file, "utf8");
        await writeFile(file, text.replace('"priors"', '"prioris"'));
        await expect(readModel(engine, file, "bad")).rejects.toMatchObject({ problems: [{ code: "bad-model" }] });
        await writeFile(file, text);
        const words = (await readdir(path.dirname(file))).find((name) => name.includes(".words.")) ?? "";
        await writeFile(path.join(path.dirname(file), words), "no Parquet");
        await expect(readModel(engine, file, "bad")).rejects.toMatchObject({
          problems: [{ code: "bad-model", found: expect.stringContaining("content") }],
        });
        await rm(path.join(path.dirname(file), words));
        await expect(readModel(engine, file, "bad")).rejects.toMatchObject({
          problems: [{ code: "bad-model", found: expect.stringContaining("not there") }],
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  });

  test("makes a review say what it said", async () => {
    const plain = await withEstate(directory, quiet, async (estate, ports) => (await reviewEstate(ofIdentity(estate), ports)).review);
    expect(plain.handoffs.map(({ identity, breaks }) => [identity, breaks > 0])).toEqual([["customer", true]]);
    const text = await readFile(path.join(directory, "tieout.yaml"), "utf8");
    await writeFile(
      path.join(directory, "tieout.yaml"),
      text.replace("    entity: customer\n    members:", "    entity: customer\n    model: decisions/customer-model.json\n    members:"),
    );
    const frozen = await withEstate(directory, quiet, async (estate, ports) => {
      const identity = estate.identities[0] as Identity;
      expect(identity.model).toBe("decisions/customer-model.json");
      const sets = await openMembers(estate, ports.engine, identity);
      const resolved = await resolveIdentity(ports.engine, {
        identity,
        sets,
        decisions: undefined,
        previous: undefined,
        model: undefined,
        at,
        prefix: "freeze",
        progress: () => undefined,
      });
      await writeModel(ports.engine, path.join(directory, "decisions", "customer-model.json"), frozenModel(resolved.linkage));
      for (const { relation } of sets.values()) await ports.engine.runInline(sql`DROP TABLE ${id(relation)}`);
      return (await reviewEstate(ofIdentity(estate), ports)).review;
    });
    expect(frozen.identities.map(({ model }) => model.frozen)).toEqual([true]);
    expect(frozen.handoffs).toEqual(plain.handoffs);
    expect(frozen.findings).toEqual(plain.findings);
  });
});

/** What a crosswalk can change: the handoffs that match by it; states are followed without, and numbers proven. */
function ofIdentity(estate: Estate): Estate {
  const handoffs = estate.handoffs.filter(({ match }) => match.kind === "identity");
  return { ...estate, handoffs, lifecycles: [], workflows: [], workbooks: [], metrics: [], reports: [] };
}

async function openMembers(estate: Estate, engine: Engine, identity: Identity): Promise<ReadonlyMap<string, RecordSet>> {
  const names = new Set(identity.members.map(({ dataset }) => dataset));
  const members: Estate = { ...estate, datasets: estate.datasets.filter((dataset) => names.has(dataset.id)) };
  const scratch = await mkdtemp(path.join(tmpdir(), "tieout-members-"));
  const workspace = { directory: scratch, captures: scratch, scratch, close: async () => undefined };
  try {
    const captures = chooseCaptures(members, await gather(members, { engine, workspace, progress: () => undefined }), estate.asOf);
    const sets = new Map<string, RecordSet>();
    for (const dataset of members.datasets) {
      const capture = captures.get(dataset.id)?.chosen;
      if (capture === undefined) throw new Error(`no capture of ${dataset.id}`);
      sets.set(dataset.id, await openRecords(engine, estate, dataset, capture, { relation: `records ${dataset.id}`, as: "table" }));
    }
    return sets;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Some of the records, at places moved by so many. */
async function part(
  engine: Engine,
  sets: ReadonlyMap<string, RecordSet>,
  name: string,
  where: Sql,
  moved: number,
): Promise<ReadonlyMap<string, RecordSet>> {
  const found = new Map<string, RecordSet>();
  for (const [dataset, set] of sets) {
    const relation = `${name} ${dataset}`;
    await engine.runInline(
      sql`CREATE TABLE ${id(relation)} AS SELECT * REPLACE (row_number() OVER (ORDER BY _row) + ${moved} AS _row) FROM ${id(set.relation)} WHERE ${where}`,
    );
    found.set(dataset, { ...set, relation });
  }
  return found;
}

/** What one crosswalk says and the other does not; entities are compared as sets of records, since their ids may differ. */
async function differences(engine: Engine, one: Crosswalk, other: Crosswalk): Promise<unknown[]> {
  const said = ({ entities, links, unsure }: Crosswalk): Sql[] => [
    sql`SELECT string_agg(dataset || ' ' || key || ' ' || row, ', ' ORDER BY dataset, key) AS said FROM ${id(entities)} GROUP BY entity`,
    sql`SELECT dataset || ' ' || row || ' ' || round(confidence, 9) AS said FROM ${id(entities)}`,
    sql`SELECT concat_ws(' ', from_dataset, from_row, from_key, to_dataset, to_row, to_key, status, method, round(confidence, 9), round(weight, 9)) AS said FROM ${id(links)}`,
    sql`SELECT concat_ws(' ', dataset, row, counterpart) AS said FROM ${id(unsure)}`,
  ];
  const found: unknown[] = [];
  for (const [index, own] of said(one).entries()) {
    const theirs = said(other)[index] as Sql;
    found.push(...(await engine.rows(sql`SELECT 'one' AS side, said FROM (${own} EXCEPT ALL ${theirs}) AS x`)));
    found.push(...(await engine.rows(sql`SELECT 'other' AS side, said FROM (${theirs} EXCEPT ALL ${own}) AS x`)));
  }
  return found;
}
