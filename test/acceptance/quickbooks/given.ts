import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";
import type { Bridge, Finding, OutcomeCount, Review, ReviewedHandoff } from "../../../src/model/index.ts";
import { reviewEstate } from "../../../src/review.ts";
import { withEstate } from "../../../src/runtime.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const shared = process.env["TIEOUT_SHARED"] ?? path.resolve(root, "../shared");

/** Where the recorded answers lie; they are no part of the project. */
const LEDGER = path.join(shared, "data/quickbooks-ledger");

/** Why the truths cannot be proven here; undefined where they can. */
export const skipped = existsSync(path.join(LEDGER, "invoices.json"))
  ? undefined
  : `The truths of the QuickBooks ledger are not proven: ${LEDGER} does not exist. TIEOUT_SHARED names the folder that holds data/quickbooks-ledger.`;

/** When payments.json was recorded, by its own envelope. */
export const STALE = "2026-05-05T02:04:56.748-07:00";

const made: string[] = [];
// Registered here and not where a directory is made: inside a test or a hook it would not be heard.
afterAll(() => Promise.all(made.map((directory) => rm(directory, { recursive: true, force: true }))));

/** Makes the directory of an estate: the declared one beside copies of the recorded answers, gone after the test file. */
export async function givenEstate(change: (yaml: string) => string = (yaml) => yaml): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "tieout-quickbooks-"));
  made.push(directory);
  for (const name of readdirSync(LEDGER)) await copyFile(path.join(LEDGER, name), path.join(directory, name));
  await writeFile(path.join(directory, "tieout.yaml"), change(await readFile(path.join(import.meta.dirname, "tieout.yaml"), "utf8")));
  return directory;
}

/** Replaces a text that must be there, everywhere: a test that changes nothing would prove nothing. */
export function replaced(text: string, old: string, by: string): string {
  if (!text.includes(old)) throw new Error(`${JSON.stringify(old)} does not occur`);
  return text.replaceAll(old, by);
}

/** A recorded answer's records, parsed without Tieout. */
export async function answer(file: string, entity: string): Promise<Readonly<Record<string, unknown>>[]> {
  const document = JSON.parse(await readFile(path.join(LEDGER, file), "utf8")) as {
    readonly QueryResponse: Readonly<Record<string, Readonly<Record<string, unknown>>[]>>;
  };
  return document.QueryResponse[entity] ?? [];
}

export async function review(directory: string): Promise<Review> {
  const limits = { threads: 2, memory: "1GiB", progress: () => undefined };
  return await withEstate(directory, limits, async (estate, ports) => (await reviewEstate(estate, ports)).review);
}

/** The command line as it is installed; `npm run acceptance` builds it when the sources are newer. */
export function tieout(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [path.join(root, "dist/cli/main.js"), ...args], { encoding: "utf8" });
}

export function handoffOf(from: Review, id: string): ReviewedHandoff {
  const found = from.handoffs.find((handoff) => handoff.id === id);
  if (found === undefined) throw new Error(`no handoff ${id}`);
  return found;
}

/** Outcomes as `from matched 37 4852.62`; what is out of scope is left out. */
export function outcomesOf(from: Review, id: string): string[] {
  return handoffOf(from, id)
    .outcomes.filter(({ outcome }) => outcome !== "excluded")
    .map(({ side, outcome, reason, records, amount }: OutcomeCount) =>
      [side, outcome, ...(reason === "none" ? [] : [reason]), records, ...(amount === undefined ? [] : [amount])].join(" "),
    );
}

/** The bridge of the whole, bar by bar: `[upstream, 5881.52]` … `[downstream, 4681.52]`, `[residual, 0.00]`. */
export function bridgeOf(from: Review, id: string): [string, string][] {
  const whole = handoffOf(from, id).bridges.find(({ slice }) => slice.by === "total") as Bridge;
  return [...whole.bars.map((bar): [string, string] => [bar.id, bar.amount]), ["residual", whole.residual]];
}

/** Findings of a handoff's breaks; that nobody owns it or is told of it is another matter. */
export function findingsOf(from: Review, id: string): Finding[] {
  return from.findings.filter(({ handoff, subject }) => handoff === id && subject === undefined);
}

/** Key and amount of the breaks of a finding. */
export function named({ samples }: Finding): [string, string | undefined][] {
  return samples.map(({ key, amount }) => [key, amount]);
}
