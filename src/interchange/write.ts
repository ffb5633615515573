import type { Engine } from "../engines/engine.ts";
import type { EventLog, LogFormat } from "./log.ts";
import { planOcel, type OcelPlan } from "./ocel-plan.ts";
import { writeFlat } from "./write-flat.ts";
import { writeOcelJson } from "./write-ocel-json.ts";
import { writeOcelCsv, writeOcelSqlite } from "./write-ocel-tables.ts";
import { writeOcelXml } from "./write-ocel-xml.ts";
import { writeXes } from "./write-xes.ts";

export interface WriteLogOptions {
  /** XES and plain tables: the type of object that is the case; undefined: the only one. */
  readonly objectType?: string | undefined;
}

/**
 * Writes a log in a format; a file that is there is replaced once the new one is whole.
 *
 * @returns what the format cannot hold and is therefore left out or changed, in plain sentences
 * @throws InputError `which-object-type`, `not-empty`
 */
export async function writeLog(
  engine: Engine,
  log: EventLog,
  target: string,
  format: LogFormat,
  options: WriteLogOptions = {},
): Promise<readonly string[]> {
  if (format === "xes") return await writeXes(engine, log, options.objectType, target);
  if (format === "csv") return await writeFlat(engine, log, options.objectType, target);
  const plan = await planOcel(engine, log);
  try {
    return [...plan.notes, ...(await writeOcel[format](engine, log, plan, target))];
  } finally {
    await plan.drop();
  }
}

type OcelFormat = Exclude<LogFormat, "xes" | "csv">;

const writeOcel: Readonly<
  Record<OcelFormat, (engine: Engine, log: EventLog, plan: OcelPlan, target: string) => Promise<readonly string[]>>
> = {
  "ocel-json": async (engine, log, plan, target) => {
    await writeOcelJson(engine, log, plan, target);
    return [];
  },
  "ocel-xml": writeOcelXml,
  "ocel-sqlite": writeOcelSqlite,
  "ocel-csv": writeOcelCsv,
};
