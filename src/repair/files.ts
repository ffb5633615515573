import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Engine } from "../engines/engine.ts";
import { id, join, sql } from "../sql/index.ts";
import type { RepairRun } from "./propose.ts";

/** Writes the import files of a review below its directory, values exactly as the systems write them. Makes `repairs` where there is anything to write. */
export async function writeRepairs(engine: Engine, { tables }: RepairRun, directory: string): Promise<void> {
  if (tables.length === 0) return;
  await mkdir(path.join(directory, "repairs"), { recursive: true });
  for (const { file, relation } of tables) {
    const columns = join(file.columns.map((column) => id(column)));
    await engine.runInline(
      sql`COPY (SELECT ${columns} FROM ${id(relation)} ORDER BY ${columns}) TO ${path.join(directory, file.file)} (FORMAT csv, HEADER true)`,
    );
  }
}
