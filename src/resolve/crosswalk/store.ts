import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Engine } from "../../engines/engine.ts";
import { RunError } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { asRunError, codeOf, flush } from "../disk.ts";
import type { IdentityEvent } from "./entities.ts";
import { finishPending, hashOf, planPending } from "./history.ts";

/** Where the crosswalk of one identity lies. */
export interface CrosswalkPlace {
  /** `.tieout/identity` of the workspace. */
  readonly directory: string;
  /** The identity's id. */
  readonly identity: string;
}

const CROSSWALK = "crosswalk.parquet";

/** Which files a stored crosswalk has. */
export function crosswalkFiles({ directory, identity }: CrosswalkPlace): { readonly folder: string; readonly crosswalk: string } {
  // The estate's names cannot leave the directory; whoever calls without an estate must not either.
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(identity)) throw new TypeError(`${JSON.stringify(identity)} is no identity's id`);
  const folder = path.join(directory, identity);
  return { folder, crosswalk: path.join(folder, CROSSWALK) };
}

/**
 * The crosswalk as the last run left it, as a table: dataset, key, entity,
 * confidence. Finishes what a killed run left half done.
 *
 * @returns false, and no table, when there is none yet
 * @throws RunError `crosswalk-damaged`; `no-permission`, `disk-full`
 */
export async function readCrosswalk(engine: Engine, place: CrosswalkPlace, relation: string): Promise<boolean> {
  const { folder, crosswalk } = crosswalkFiles(place);
  try {
    await finishPending(folder, crosswalk);
    if ((await hashOf(crosswalk)) === undefined) return false;
  } catch (error) {
    if (codeOf(error) === "EISDIR") throw damaged(crosswalk, "it is a directory", error);
    throw asRunError(error, folder);
  }
  try {
    await engine.runInline(
      sql`CREATE OR REPLACE TABLE ${id(relation)} AS SELECT dataset, key, entity, confidence FROM read_parquet(${globLiteral(crosswalk)})`,
    );
    const [check] = await engine.rows<{ wrong: string }>(sql`SELECT count(*) AS wrong FROM ${id(relation)}
WHERE dataset IS NULL OR entity IS NULL OR NOT starts_with(entity, ${`${place.identity}-`}) OR confidence IS NULL`);
    if (check?.wrong !== "0") throw damaged(crosswalk, `${check?.wrong} of its rows name no entity of ${place.identity}`);
  } catch (error) {
    if (!(error instanceof RunError) || error.code !== "query") throw error;
    throw damaged(crosswalk, error.message.split("\n")[0] ?? "", error);
  }
  return true;
}

/**
 * Stores the crosswalk in place of the one before, whole or not at all, and adds
 * the run's events to `history.jsonl`, each once, whatever happens in between.
 *
 * @param entities relation: dataset, key, entity, confidence
 * @returns was there anything to change?
 * @throws RunError `no-permission`, `disk-full`
 */
export async function writeCrosswalk(
  engine: Engine,
  place: CrosswalkPlace,
  entities: string,
  events: readonly IdentityEvent[],
): Promise<boolean> {
  const { folder, crosswalk } = crosswalkFiles(place);
  const partial = `${crosswalk}.partial`;
  try {
    await mkdir(folder, { recursive: true });
    await finishPending(folder, crosswalk);
    const columns = sql`dataset, key, entity, CAST(confidence AS DOUBLE) AS confidence`;
    await engine.runInline(
      sql`COPY (SELECT ${columns} FROM ${id(entities)} AS e ORDER BY dataset, key, entity, confidence) TO ${partial} (FORMAT parquet, COMPRESSION zstd)`,
    );
    const hash = await hashOf(partial);
    if (events.length === 0 && hash === (await hashOf(crosswalk))) {
      await rm(partial);
      return false;
    }
    await flush(partial);
    await planPending(folder, hash ?? "", events);
    await rename(partial, crosswalk);
    await flush(folder);
    await finishPending(folder, crosswalk);
    return true;
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw asRunError(error, folder);
  }
}

function damaged(file: string, said: string, cause?: unknown): RunError {
  return new RunError("crosswalk-damaged", `The stored crosswalk ${file} cannot be read: ${said}`, {
    cause,
    hint: "Put back a copy of it. Or remove it: the next run makes it anew, and entities whose records were merged or split since may get other ids.",
  });
}

/** The engine would take `[` or `*` in a directory's name for a pattern. */
function globLiteral(file: string): string {
  return file.replaceAll(/[[*?]/g, "[$&]");
}
