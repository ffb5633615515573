import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Engine } from "../engines/engine.ts";
import { InputError } from "../model/index.ts";
import { id, sql } from "../sql/index.ts";
import { LOG_RELATIONS, logRelations, type EventLog } from "./log.ts";
import { countLog } from "./problems.ts";

const counted = z.object({ kind: z.string(), count: z.number(), first: z.array(z.string()) });
const about = z.object({
  version: z.literal(1),
  ordered: z.boolean(),
  notes: z.array(z.string()),
  problems: z.object({ dangling: z.array(counted), unreadable: z.array(counted), objects: z.array(counted) }),
});

/** Keeps a log as Parquet, a file a relation, so that it can be written again without loss. */
export async function storeLog(engine: Engine, log: EventLog, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of LOG_RELATIONS) {
    await engine.runInline(
      sql`COPY (SELECT * FROM ${id(log.relations[name])}) TO ${path.join(directory, `${name}.parquet`)} (FORMAT parquet, COMPRESSION zstd)`,
    );
  }
  const { ordered, notes, problems } = log;
  await writeFile(path.join(directory, "log.json"), `${JSON.stringify({ version: 1, ordered, notes, problems }, null, 2)}\n`);
}

/**
 * Opens a log that was kept by `storeLog`.
 *
 * @returns undefined where none is kept
 * @throws InputError `damaged-log`
 */
export async function openStoredLog(engine: Engine, directory: string, prefix: string): Promise<EventLog | undefined> {
  const file = path.join(directory, "log.json");
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined;
  const damaged = (cause: unknown): InputError =>
    new InputError(
      [{ code: "damaged-log", message: "What an import kept of its log cannot be read.", at: { file }, hint: "Import the log again." }],
      { cause },
    );
  try {
    const { ordered, notes, problems } = about.parse(JSON.parse(await readFile(file, "utf8")));
    const relations = logRelations(prefix);
    for (const name of LOG_RELATIONS) {
      await engine.runInline(
        sql`CREATE TABLE ${id(relations[name])} AS SELECT * FROM read_parquet(${globless(path.join(directory, `${name}.parquet`))})`,
      );
    }
    return { relations, ordered, notes, problems, counts: await countLog(engine, relations) };
  } catch (cause) {
    throw damaged(cause);
  }
}

/** The engine takes a path for a pattern. */
function globless(file: string): string {
  return file.replaceAll(/[*?[\]]/g, (c) => `[${c}]`);
}
