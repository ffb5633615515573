import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { RunError } from "../../model/index.ts";
import { codeOf, writeWhole } from "../disk.ts";
import type { IdentityEvent } from "./entities.ts";

/*
 * The crosswalk and its history are two files, and a run may be killed between
 * them. So the run's lines are first written to `pending.json`, with the hash of
 * the crosswalk that they belong to and the length of the history before them.
 * Whoever comes next finishes the history if that crosswalk took its place, and
 * drops the lines if it did not.
 */

const HISTORY = "history.jsonl";
const PENDING = "pending.json";

interface Pending {
  readonly crosswalk: string;
  readonly bytes: number;
  readonly lines: string;
}

/**
 * All merges and splits of an identity, oldest first.
 *
 * @param folder the identity's, below `.tieout/identity`
 * @throws RunError `history-damaged` with the line
 */
export async function readHistory(folder: string): Promise<IdentityEvent[]> {
  const file = path.join(folder, HISTORY);
  const text = await readFile(file, "utf8").catch(noneIfMissing);
  return (text ?? "").split("\n").flatMap((line, index) => {
    if (line === "") return [];
    const event = parseEvent(line);
    if (event !== undefined) return [event];
    throw new RunError("history-damaged", `Line ${index + 1} of ${file} is no merge or split of entities.`, {
      hint: "Put back a copy of the file, or take the line out; entities keep their ids without it.",
    });
  });
}

/** Writes down what is to be added to the history once the crosswalk with this hash is in its place. */
export async function planPending(folder: string, crosswalk: string, events: readonly IdentityEvent[]): Promise<void> {
  if (events.length === 0) return;
  const lines = events.map(({ at, kind, from, to }) => `${JSON.stringify({ at, kind, from, to })}\n`).join("");
  const before = await readFile(path.join(folder, HISTORY)).catch(noneIfMissing);
  const pending: Pending = { crosswalk, bytes: before?.length ?? 0, lines };
  const partial = path.join(folder, `${PENDING}.partial`);
  await writeWhole(partial, JSON.stringify(pending));
  await rename(partial, path.join(folder, PENDING));
}

/** Adds what is pending to the history, exactly once, or drops it where its crosswalk never came to be. */
export async function finishPending(folder: string, crosswalk: string): Promise<void> {
  const file = path.join(folder, PENDING);
  const text = await readFile(file, "utf8").catch(noneIfMissing);
  if (text === undefined) return;
  const pending = parsePending(text);
  if (pending !== undefined && pending.crosswalk === (await hashOf(crosswalk))) await append(path.join(folder, HISTORY), pending);
  await rm(file);
}

async function append(file: string, { bytes, lines }: Pending): Promise<void> {
  const wanted = Buffer.from(lines);
  const handle = await open(file, "a+");
  try {
    const { size } = await handle.stat();
    const written = Buffer.alloc(Math.min(Math.max(size - bytes, 0), wanted.length));
    await handle.read(written, 0, written.length, bytes);
    // A killed run may have added a part of them; if something else stands there, all of them are still due.
    const done = wanted.subarray(0, written.length).equals(written) ? written.length : 0;
    await handle.appendFile(wanted.subarray(done));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Hex SHA-256 of a file's bytes; undefined where there is none. */
export async function hashOf(file: string): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(file), hash);
  } catch (error) {
    return noneIfMissing(error);
  }
  return hash.digest("hex");
}

function parsePending(text: string): Pending | undefined {
  try {
    const value = JSON.parse(text) as Partial<Pending>;
    const isWhole = typeof value.crosswalk === "string" && typeof value.bytes === "number" && typeof value.lines === "string";
    return isWhole ? (value as Pending) : undefined;
  } catch {
    return undefined;
  }
}

function parseEvent(line: string): IdentityEvent | undefined {
  try {
    const { at, kind, from, to } = JSON.parse(line) as Record<string, unknown>;
    const isIds = (value: unknown): value is string[] => Array.isArray(value) && value.every((part) => typeof part === "string");
    if (typeof at !== "string" || (kind !== "merge" && kind !== "split") || !isIds(from) || !isIds(to)) return undefined;
    return { at, kind, from, to };
  } catch {
    return undefined;
  }
}

function noneIfMissing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
  return undefined;
}
