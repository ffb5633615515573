import path from "node:path";
import { describe, expect, test } from "vitest";
import type { DemoTruth } from "../../src/demo/index.ts";
import { chooseCaptures, gather } from "../../src/gather.ts";
import type { Estate, RecordSet } from "../../src/model/index.ts";
import { openRecords } from "../../src/records/index.ts";
import { createResolver } from "../../src/resolver.ts";
import { withEstate } from "../../src/runtime.ts";
import { whoIsWho } from "../../src/who-is-who.ts";
import { readWhoIsWho } from "../demo/reference-identity.ts";
import { demo, foundCrosswalk, scratchDirectory, type FoundCrosswalk, type FoundLink } from "./given.ts";
import { reviewedDemo, SEEDS } from "./shared.ts";

/*
 * How good the crosswalk of the example company is, held against truth-customers.csv,
 * which no estate reads. What handoffs make of it is held against the truth in truth.test.ts.
 */

const scratch = await scratchDirectory();

interface Pair {
  readonly contact: string;
  readonly customer: string;
}

interface Resolved {
  /** What was linked by evidence and without a person, duplicates of one system too. */
  readonly byEvidence: readonly FoundLink[];
  /** Pairs of a contact and a customer that stand in one entity, however they got there. */
  readonly together: readonly Pair[];
  /** Records in pairs that wait for a person. */
  readonly waiting: readonly string[];
  readonly records: number;
}

function resolved({ links, members }: FoundCrosswalk): Resolved {
  const contacts = new Map<string, string[]>();
  for (const { dataset, entity, key } of members) {
    if (dataset === "crm.contacts") contacts.set(entity, [...(contacts.get(entity) ?? []), key]);
  }
  const waiting = links
    .filter(({ status }) => status === "review")
    .flatMap((link) => [`${link.from_dataset} ${link.from_key}`, `${link.to_dataset} ${link.to_key}`]);
  return {
    byEvidence: links.filter(({ status, method }) => status === "accepted" && method === "evidence"),
    together: members
      .filter(({ dataset }) => dataset === "books.customers")
      .flatMap(({ entity, key: customer }) => (contacts.get(entity) ?? []).map((contact) => ({ contact, customer }))),
    waiting: [...new Set(waiting)],
    records: members.length,
  };
}

/** The crosswalk alone, without a review. */
async function resolve(directory: string): Promise<FoundCrosswalk> {
  return await withEstate(directory, { threads: 2, memory: "2GiB", progress: () => undefined }, async (whole, ports) => {
    const { engine } = ports;
    const [identity] = whole.identities;
    if (identity === undefined) throw new Error("the example declares no identity");
    const members = new Set(identity.members.map(({ dataset }) => dataset));
    const estate: Estate = { ...whole, datasets: whole.datasets.filter((dataset) => members.has(dataset.id)) };
    const captures = chooseCaptures(estate, await gather(estate, ports), whole.asOf);
    const sets = new Map<string, RecordSet>();
    for (const dataset of estate.datasets) {
      const capture = captures.get(dataset.id);
      if (capture === undefined) throw new Error(`nothing was captured of ${dataset.id}`);
      const options = { relation: `records ${dataset.id}`, as: "table" } as const;
      sets.set(dataset.id, await openRecords(engine, whole, dataset, capture.chosen, options));
    }
    const { crosswalk } = await whoIsWho(whole, ports, identity, sets, createResolver(whole, ports), { prefix: "who", keep: false });
    return await foundCrosswalk(engine, crosswalk);
  });
}

const nameOf = ({ contact, customer }: Pair): string => `${contact} ${customer}`;

/** Share of the first that is among the second. */
function share(of: readonly Pair[], among: readonly Pair[]): number {
  const there = new Set(among.map(nameOf));
  return of.filter((pair) => there.has(nameOf(pair))).length / of.length;
}

describe.each([
  ...SEEDS.map((seed) => ({ seed, jobs: 400, keyless: 40 })),
  // More of everything that is alike: namesakes, households, businesses of one word.
  { seed: 6, jobs: 5_000, keyless: 600 },
])("seed $seed, $jobs jobs", ({ seed, jobs, keyless }) => {
  test("links are right, hardly any pair is missed, and few wait for a person", async () => {
    const { directory, truth: told, crosswalk } = jobs === 400 ? await ofReview(seed) : await ofResolving(seed, jobs);
    const { pairs, entityOf } = readWhoIsWho(directory);
    const found = resolved(crosswalk);

    expect(found.records).toBe(Object.values(told.identities.customer.records).reduce((sum, records) => sum + records, 0));
    const withoutKey = pairs.filter(({ key }) => key === "no");
    expect(withoutKey.length / pairs.length, "share of pairs without a key").toBeGreaterThan(0.3);
    expect(withoutKey.length).toBeGreaterThan(keyless);

    const who = (dataset: string, key: string): string => entityOf(dataset === "crm.contacts" ? "from" : "to", key);
    const right = found.byEvidence.filter((link) => who(link.from_dataset, link.from_key) === who(link.to_dataset, link.to_key));
    expect(right.length / found.byEvidence.length, "precision of links by evidence").toBeGreaterThanOrEqual(0.999);
    expect(share(found.together, pairs), "precision of entities").toBeGreaterThanOrEqual(0.999);
    expect(share(pairs, found.together), "recall").toBeGreaterThanOrEqual(0.98);
    // Links by key make the shares above easy; where there is none, hardly more is missed.
    expect(share(withoutKey, found.together), "recall where there is no key").toBeGreaterThanOrEqual(0.95);
    expect(found.waiting.length / found.records, "share of records that wait").toBeLessThanOrEqual(0.05);

    // Of the pairs that nobody can tell, none was guessed, and each is put to a person.
    const { unsure } = told.identities.customer;
    const together = new Set(found.together.map(nameOf));
    expect(unsure.length).toBeGreaterThan(0);
    expect(unsure.filter((pair) => together.has(nameOf(pair)))).toEqual([]);
    const waiting = new Set(found.waiting);
    const ends = unsure.flatMap(({ contact, customer }) => [`crm.contacts ${contact}`, `books.customers ${customer}`]);
    expect(ends.filter((record) => !waiting.has(record))).toEqual([]);
  }, 240_000);
});

interface Given {
  readonly directory: string;
  readonly truth: DemoTruth;
  readonly crosswalk: FoundCrosswalk;
}

async function ofReview(seed: number): Promise<Given> {
  const { directory, truth, crosswalks } = await reviewedDemo(seed);
  const [crosswalk, ...more] = crosswalks;
  if (crosswalk === undefined || more.length > 0) throw new Error("the example declares one identity, and a review resolves it once");
  return { directory, truth, crosswalk };
}

async function ofResolving(seed: number, jobs: number): Promise<Given> {
  const directory = path.join(scratch, `${seed}-${jobs}`);
  const truth = await demo(directory, { seed, jobs });
  return { directory, truth, crosswalk: await resolve(directory) };
}
