import path from "node:path";
import { exportLifecycles, importEventLog, openImportedLog, writeEventLog, type ReadLogOptions } from "../event-logs.ts";
import type { EventLog, LogFormat } from "../interchange/index.ts";
import { estateDirectory, withEngine, withEstate } from "../runtime.ts";
import { printable } from "./failure.ts";
import { startProgress } from "./progress.ts";

interface CommonFlags {
  readonly threads?: number;
  readonly memory?: string;
  readonly json?: boolean;
}

export interface ImportFlags extends CommonFlags {
  readonly into: string;
  readonly format?: LogFormat;
  readonly case?: string;
  readonly activity?: string;
  readonly time?: string;
  readonly timeZone?: string;
  readonly timeFormat?: string;
  readonly failOnProblems?: boolean;
}

export interface ExportFlags extends CommonFlags {
  readonly as: LogFormat;
  readonly out: string;
  readonly objectType?: string;
}

/** `tieout events import`: exit code 1 when the log has problems and `--fail-on-problems` was given. */
export async function runEventsImport(file: string, flags: ImportFlags): Promise<void> {
  const progress = startProgress();
  progress.say(`${file}: reading …`);
  const { format, activity, time, timeZone, timeFormat } = flags;
  const options: ReadLogOptions = { format, case: flags.case, activity, time, timeZone, timeFormat };
  const { log, notes, lifecycles } = await withEngine({ threads: flags.threads, memory: flags.memory }, (engine) =>
    importEventLog(engine, file, flags.into, options),
  );
  progress.stop();
  const { counts, problems } = log;
  if (flags.json === true) {
    const all = [...log.notes, ...notes];
    process.stdout.write(`${JSON.stringify({ file, into: flags.into, counts, problems, lifecycles, notes: all }, null, 2)}\n`);
  } else {
    const shown = lifecycles.map(({ title, states, events }) => `  ${title}: ${number(events, "event")}, ${number(states, "state")}`);
    const lines = [
      `${number(counts.events, "event")} of ${number(counts.activities, "activity", "activities")}, ${number(counts.objects, "object")} of ${number(counts.objectTypes, "type")}, ${number(counts.eventObjects, "reference")} from events to objects, ${number(counts.objectObjects, "reference")} from objects to objects.`,
      ...shown,
      ...problemLines(log),
      ...[...log.notes, ...notes].map((note) => `Note: ${note}`),
      `Made ${flags.into}: tieout.yaml is a draft. Review it: tieout review ${flags.into}`,
    ];
    process.stdout.write(`${printable(lines.join("\n"))}\n`);
  }
  const wrong = [...problems.dangling, ...problems.unreadable, ...problems.objects].length > 0;
  if (wrong && flags.failOnProblems === true) process.exitCode = 1;
}

/** `tieout events export`: the log that an import kept, else the lifecycles of the estate. */
export async function runEventsExport(estatePath: string, flags: ExportFlags): Promise<void> {
  const progress = startProgress();
  const limits = { threads: flags.threads, memory: flags.memory, progress: progress.say };
  const { as, out, objectType } = flags;
  const kept = await withEngine(limits, async (engine) => {
    const log = await openImportedLog(engine, estateDirectory(estatePath));
    return log === undefined ? undefined : { log, notes: await writeEventLog(engine, log, out, as, { objectType }) };
  });
  const { log, notes } =
    kept ?? (await withEstate(estatePath, limits, (estate, ports) => exportLifecycles(estate, ports, out, as, { objectType })));
  progress.stop();
  if (flags.json === true) {
    process.stdout.write(
      `${JSON.stringify({ out, as, from: kept === undefined ? "lifecycles" : "event-log", counts: log.counts, notes }, null, 2)}\n`,
    );
    return;
  }
  const said = `Wrote ${path.relative(process.cwd(), path.resolve(out)) || out}: ${number(log.counts.events, "event")}, ${number(log.counts.objects, "object")}.`;
  process.stdout.write(`${printable([said, ...notes.map((note) => `Note: ${note}`)].join("\n"))}\n`);
}

const meanings: Readonly<Record<string, string>> = {
  event: "references begin at events that are not there",
  "event-object": "references from events name objects that are not there",
  "object-object": "references between objects begin or end at objects that are not there",
  "event-attribute": "attributes belong to events that are not there",
  "object-attribute": "attributes belong to objects that are not there",
  "no-time": "events have no readable time",
  "no-id": "have no id",
  "repeated-id": "have an id that was there already",
  "no-case": "events have no case",
  "no-activity": "events have no activity",
  row: "lines could not be read, or were mended",
};

function problemLines({ problems }: EventLog): string[] {
  return [...problems.dangling, ...problems.unreadable, ...problems.objects].map(({ kind, count, first }) => {
    const shown = first.slice(0, 3).join("; ");
    return `Problem: ${count.toLocaleString("en-US")} ${meanings[kind] ?? kind} (${shown}${count > 3 ? " …" : ""}) [${kind}]`;
  });
}

function number(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
