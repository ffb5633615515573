import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import { generateDemo, type DemoTruth } from "../../src/demo/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { ResolveRecords } from "../../src/identities.ts";
import type { Crosswalk, Estate, Review } from "../../src/model/index.ts";
import { publish } from "../../src/publish.ts";
import { createResolver } from "../../src/resolver.ts";
import { reviewEstate } from "../../src/review.ts";
import { withEstate } from "../../src/runtime.ts";
import { id, sql } from "../../src/sql/index.ts";
import { linesFound } from "./states.ts";

/** A directory for one test file, gone after it. */
export async function scratchDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "tieout-e2e-"));
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface DemoWish {
  readonly seed: number;
  readonly jobs?: number;
  readonly clean?: boolean;
  readonly shuffle?: number;
}

/** Writes the example company. */
export async function demo(directory: string, { seed, jobs = 400, clean = false, shuffle }: DemoWish): Promise<DemoTruth> {
  return await generateDemo({ directory, jobs, seed, clean, ...(shuffle === undefined ? {} : { shuffle }) });
}

/** One break as the engine holds it, its amount with four decimals. */
export interface FoundBreak {
  readonly handoff: string;
  readonly side: string;
  readonly outcome: string;
  readonly key: string;
  readonly reason: string;
  readonly amount: string | null;
}

/** A link of the crosswalk that was made, or waits for a person. */
export interface FoundLink {
  readonly from_dataset: string;
  readonly from_key: string;
  readonly to_dataset: string;
  readonly to_key: string;
  readonly status: string;
  readonly method: string;
}

/** Who is who, as the engine holds it. */
export interface FoundCrosswalk {
  readonly links: readonly FoundLink[];
  readonly members: readonly { readonly dataset: string; readonly key: string; readonly entity: string }[];
}

/** All that one review gave. */
export interface Reviewed {
  readonly review: Review;
  readonly breaks: readonly FoundBreak[];
  /** A line a mismatch of states, sorted. */
  readonly mismatches: readonly string[];
  readonly crosswalks: readonly FoundCrosswalk[];
  readonly json: string;
  readonly html: string;
  readonly csv: string;
  readonly htmlFile: string;
}

/** The whole way, in this process: sources to published files; of a part of the estate where a test is about a part. */
export async function review(directory: string, threads = 1, part: (estate: Estate) => Estate = (estate) => estate): Promise<Reviewed> {
  return await withEstate(directory, { threads, memory: "1GiB", progress: () => undefined }, async (whole, ports) => {
    const estate = part(whole);
    const crosswalks: FoundCrosswalk[] = [];
    const resolver = createResolver(estate, ports);
    const resolve: ResolveRecords = async (identity, sets, options) => {
      const resolved = await resolver(identity, sets, options);
      // What is not kept is an experiment of the review.
      if (options.keep) crosswalks.push(await foundCrosswalk(ports.engine, resolved.crosswalk));
      return resolved;
    };
    const run = await reviewEstate(estate, ports, { resolve });
    const files = await publish(ports.engine, run, path.join(directory, "review"));
    const breaks = await ports.engine.rows<FoundBreak & Record<string, string | null>>(
      sql`SELECT handoff, side, outcome, key, reason, CAST(amount AS VARCHAR) AS amount FROM ${id(run.breaks)} ORDER BY ALL`,
    );
    const read = (file: string): Promise<string> => readFile(file, "utf8");
    return {
      review: run.review,
      breaks,
      mismatches: await linesFound(ports.engine, run.mismatches),
      crosswalks,
      json: await read(files.json),
      html: await read(files.html),
      csv: await read(files.csv),
      htmlFile: files.html,
    };
  });
}

export async function foundCrosswalk(engine: Engine, { links, entities }: Crosswalk): Promise<FoundCrosswalk> {
  return {
    links: await engine.rows<FoundLink & Record<string, string>>(
      sql`SELECT from_dataset, from_key, to_dataset, to_key, status, method FROM ${id(links)} WHERE status IN ('accepted', 'review')`,
    ),
    members: await engine.rows(sql`SELECT dataset, key, entity FROM ${id(entities)}`),
  };
}

/** Names of the stored captures, `dataset/id`. */
export async function storedCaptures(directory: string): Promise<string[]> {
  const captures = path.join(directory, ".tieout", "captures");
  const names: string[] = [];
  for (const dataset of await readdir(captures)) {
    for (const capture of await readdir(path.join(captures, dataset))) names.push(`${dataset}/${capture}`);
  }
  return names.sort();
}
