import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createDesk, type Desk } from "../../src/desk/index.ts";
import { anchorFile, openPglite, openPostgres } from "../../src/stores/index.ts";
import type { Store } from "../../src/stores/store.ts";
import { startPostgres, type PostgresServer } from "../stores/postgres.ts";
import { reviewOf } from "./given.ts";

const repository = path.resolve(import.meta.dirname, "../..");
/** Rounds for each store; TIEOUT_KILLS sets another number. */
const ROUNDS = Number(process.env["TIEOUT_KILLS"] ?? 5);
const calendar = { timeZone: "UTC", businessDays: [1], holidays: [], due: { high: 2, medium: 5, low: 10 } };
let root: string;
let server: PostgresServer | undefined;

/** Writes comments one after the other, and says the number of each once it is acknowledged. */
const WRITER = `
import { randomUUID } from "node:crypto";
import { anchorFile, openPglite, openPostgres } from "./built/stores/index.js";
import { createDesk } from "./built/desk/index.js";
const [place, anchor, from] = process.argv.slice(2);
const now = () => new Date().toISOString();
const options = { now, anchor: anchorFile(anchor) };
const store = place.startsWith("postgres:") ? await openPostgres({ url: place, ...options }) : await openPglite({ directory: place, ...options });
const desk = createDesk({ store, now, newId: randomUUID, calendar: ${JSON.stringify(calendar)} });
for (let number = Number(from); ; number += 1) {
  const [result] = await desk.act([{ fingerprint: "a" }], { type: "comment", text: String(number) }, { type: "user", name: "anna" });
  if (result.outcome !== "done") throw new Error(result.outcome);
  process.stdout.write(number + "\\n");
}
`;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), "tieout-desk-killed-"));
  await symlink(path.join(repository, "node_modules"), path.join(root, "node_modules"));
  await writeFile(path.join(root, "package.json"), '{ "type": "module" }');
  const files = ["desk/index.ts", "stores/index.ts"].map((file) => path.join(repository, "src", file));
  const compilerOptions = { noEmit: false, noCheck: true, rootDir: path.join(repository, "src"), outDir: path.join(root, "built") };
  const config = { extends: path.join(repository, "tsconfig.json"), compilerOptions, files, include: [] };
  await writeFile(path.join(root, "tsconfig.json"), JSON.stringify(config));
  await promisify(execFile)(process.execPath, [path.join(repository, "node_modules/typescript/bin/tsc"), "-p", root]);
  await writeFile(path.join(root, "writer.js"), WRITER);
  server = await startPostgres();
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await rm(root, { recursive: true });
});

/** Kills a writer some time after its first acknowledged write; gives the last number it had been told of. */
async function killedWriter(place: string, anchor: string, from: number): Promise<number> {
  const child = spawn(process.execPath, [path.join(root, "writer.js"), place, anchor, String(from)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    if (said === "") setTimeout(() => child.kill("SIGKILL"), Math.random() * 200);
    said += chunk.toString();
  });
  await new Promise((resolve) => child.once("close", resolve));
  return Number(said.slice(0, said.lastIndexOf("\n")).split("\n").at(-1));
}

async function rounds(open: () => Promise<Store>, place: string, anchor: string): Promise<void> {
  const looking = async <T>(work: (desk: Desk) => Promise<T>): Promise<T> => {
    const store = await open();
    let count = 0;
    const desk = createDesk({ store, now: () => new Date().toISOString(), newId: () => `id-${(count += 1)}`, calendar });
    return work(desk).finally(() => store.close());
  };
  await looking((desk) => desk.recordRun(reviewOf({ day: "2026-10-01", handoffs: { h: { breaks: { a: "1" } } } })));
  let kept = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const acknowledged = await killedWriter(place, anchor, kept);
    expect(acknowledged).toBeGreaterThanOrEqual(kept);
    await looking(async (desk) => {
      const numbers = (await desk.exception("a"))?.comments.map(({ text }) => Number(text)) ?? [];
      // All that was acknowledged, and at most the one more that was under way.
      expect(numbers).toEqual(numbers.map((_, index) => index));
      expect([acknowledged + 1, acknowledged + 2]).toContain(numbers.length);
      kept = numbers.length;
      expect(await desk.verifyAudit()).toMatchObject({ intact: true, rows: kept + 1 });
    });
  }
}

it(
  "keeps every acknowledged write when it is killed, on PGlite",
  async () => {
    const [place, anchor] = [path.join(root, "store"), path.join(root, "heads")];
    await rounds(() => openPglite({ directory: place, anchor: anchorFile(anchor), now: () => new Date().toISOString() }), place, anchor);
  },
  120_000 + ROUNDS * 10_000,
);

it(
  "keeps every acknowledged write when it is killed, on PostgreSQL",
  async (context) => {
    if (server === undefined) return context.skip("no PostgreSQL server is installed here");
    const [place, anchor] = [await server.database(), path.join(root, "heads-shared")];
    await rounds(() => openPostgres({ url: place, anchor: anchorFile(anchor), now: () => new Date().toISOString() }), place, anchor);
  },
  120_000 + ROUNDS * 10_000,
);
