import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import { inject } from "vitest";
import type { DemoTruth } from "../../src/demo/index.ts";
import { demo, review, type Reviewed } from "./given.ts";

/** The example company of 400 jobs with all that its review gave. */
export interface ReviewedDemo extends Reviewed {
  readonly truth: DemoTruth;
  /** Its sources, workspace and published review, which others read too: copy it before you change it. */
  readonly directory: string;
}

/** The seeds of which every truth is held: three, or as many as `TIEOUT_SEEDS` says. */
export const SEEDS: readonly number[] = Array.from({ length: Number(process.env["TIEOUT_SEEDS"] ?? 3) }, (_, at) => at + 1);

const known = new Map<string, Promise<ReviewedDemo>>();

/**
 * The example company, reviewed once in a run of the suite: by the test file that asks
 * first, while others wait. With an odd seed and faults by two threads, else by one.
 */
export function reviewedDemo(seed: number, clean = false): Promise<ReviewedDemo> {
  const name = `${clean ? "clean" : "faulty"}-${seed}`;
  const asked = known.get(name) ?? once(name, (directory) => make(directory, seed, clean));
  known.set(name, asked);
  return asked;
}

async function make(directory: string, seed: number, clean: boolean): Promise<ReviewedDemo> {
  const truth = await demo(directory, { seed, clean });
  return { truth, directory, ...(await review(directory, seed % 2 === 0 || clean ? 1 : 2)) };
}

/** What one worker makes, all have; whoever fails tells the others why. */
async function once(name: string, work: (directory: string) => Promise<ReviewedDemo>): Promise<ReviewedDemo> {
  const place = path.join(inject("runDirectory"), name);
  const [made, failed] = [`${place}.made`, `${place}.failed`];
  const first = await mkdir(`${place}.begun`).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
  if (first) {
    try {
      const given = await work(place);
      await writeFile(`${made}.partial`, serialize(given));
      await rename(`${made}.partial`, made);
      return given;
    } catch (error) {
      await writeFile(failed, String(error));
      throw error;
    }
  }
  while (!existsSync(made)) {
    if (existsSync(failed)) throw new Error(`${name} could not be made: ${await readFile(failed, "utf8")}`);
    await wait(50);
  }
  return deserialize(await readFile(made)) as ReviewedDemo;
}
