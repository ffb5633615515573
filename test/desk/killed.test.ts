import { spawn } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newDatabase } from "../stores/given.ts";
import { reviewOf } from "./given.ts";

const repository = path.resolve(import.meta.dirname, "../..");
/** Rounds for each store; TIEOUT_KILLS sets another number. */
const ROUNDS = Number(process.env["TIEOUT_KILLS"] ?? 5);
let root: string;

/**
 * Looks at what the one before left, says so, and writes comments one after the other; says the number of each once
 * it is acknowledged. The first records a review; the last only looks.
 */
const WRITER = `
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createDesk } from "${path.resolve(import.meta.dirname, "../../src/desk/index.ts")}";
import { anchorFile, openPglite, openPostgres } from "${path.resolve(import.meta.dirname, "../../src/stores/index.ts")}";
const [place, anchor, task] = process.argv.slice(2);
const now = () => new Date().toISOString();
const options = { now, anchor: anchorFile(anchor) };
const store = place.startsWith("postgres:") ? await openPostgres({ url: place, ...options }) : await openPglite({ directory: place, ...options });
const calendar = { timeZone: "UTC", businessDays: [1], holidays: [], due: { high: 2, medium: 5, low: 10 } };
const desk = createDesk({ store, now, newId: randomUUID, calendar });
if (task === "first") {
  const { review, breaks } = JSON.parse(await readFile(new URL("review.json", import.meta.url), "utf8"));
  await desk.recordRun({ review, breaks: (async function* () { yield* breaks; })() });
}
const numbers = (await desk.exception("a")).comments.map(({ text }) => Number(text));
process.stdout.write(JSON.stringify({ numbers, audit: await desk.verifyAudit() }) + "\\n");
for (let number = numbers.length; task !== "last"; number += 1) {
  const [result] = await desk.act([{ fingerprint: "a" }], { type: "comment", text: String(number) }, { type: "user", name: "anna" });
  if (result.outcome !== "done") throw new Error(result.outcome);
  process.stdout.write(number + "\\n");
}
await store.close();
`;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "tieout-desk-killed-"));
  await symlink(path.join(repository, "node_modules"), path.join(root, "node_modules"));
  await writeFile(path.join(root, "package.json"), '{ "type": "module" }');
  await writeFile(path.join(root, "source.ts"), WRITER);
  const { review, breaks } = reviewOf({ day: "2026-10-01", handoffs: { h: { breaks: { a: "1" } } } });
  const parts = [];
  for await (const part of breaks) parts.push(part);
  await writeFile(path.join(root, "review.json"), JSON.stringify({ review, breaks: parts }));
  await build({
    root,
    configFile: false,
    logLevel: "error",
    build: {
      ssr: path.join(root, "source.ts"),
      outDir: root,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: "writer.js" } },
    },
  });
}, 120_000);
afterAll(() => rm(root, { recursive: true }));

interface Told {
  /** What it found when it began. */
  readonly numbers: readonly number[];
  readonly audit: unknown;
  /** The last of its own writes that it was told of. */
  readonly acknowledged: number;
}

/** Runs a writer, and kills it some time after its first acknowledged write, unless it only looks. */
async function writer(place: string, anchor: string, task: "first" | "next" | "last"): Promise<Told> {
  const child = spawn(process.execPath, [path.join(root, "writer.js"), place, anchor, task], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  let timer: NodeJS.Timeout | undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split("\n").length > 2) timer ??= setTimeout(() => child.kill("SIGKILL"), Math.random() * 200);
  });
  await new Promise((resolve) => child.once("close", resolve));
  clearTimeout(timer);
  const [first = "", ...written] = said.slice(0, said.lastIndexOf("\n")).split("\n");
  return { ...(JSON.parse(first) as Omit<Told, "acknowledged">), acknowledged: Number(written.at(-1) ?? -1) };
}

async function rounds(place: string, anchor: string): Promise<void> {
  let acknowledged = -1;
  for (let round = 0; round <= ROUNDS; round += 1) {
    const told = await writer(place, anchor, round === 0 ? "first" : round === ROUNDS ? "last" : "next");
    // All that was acknowledged, and at most the one more that was under way.
    expect(told.numbers).toEqual(told.numbers.map((_, index) => index));
    if (round > 0) expect([acknowledged + 1, acknowledged + 2]).toContain(told.numbers.length);
    expect(told.audit).toMatchObject({ intact: true, rows: told.numbers.length + 1 });
    if (round < ROUNDS) expect(told.acknowledged).toBeGreaterThanOrEqual(told.numbers.length);
    ({ acknowledged } = told);
  }
}

it(
  "keeps every acknowledged write when it is killed, on PGlite",
  () => rounds(path.join(root, "store"), path.join(root, "heads")),
  120_000 + ROUNDS * 10_000,
);

it(
  "keeps every acknowledged write when it is killed, on PostgreSQL",
  async (context) => {
    const place = await newDatabase();
    if (place === undefined) return context.skip("no PostgreSQL server is installed here");
    await rounds(place, path.join(root, "heads-shared"));
  },
  120_000 + ROUNDS * 10_000,
);
