import { traceLineage, writeWhole, type Lineage } from "../lineage.ts";
import { withEstate } from "../runtime.ts";
import { printable } from "./failure.ts";
import { startProgress } from "./progress.ts";

export interface LineageFlags {
  readonly out?: string;
  readonly dbt?: string;
  readonly threads?: number;
  readonly memory?: string;
  readonly json?: boolean;
}

/** `tieout lineage`: a line for each event; with `--out`, what was written is said instead. */
export async function runLineage(estatePath: string, flags: LineageFlags): Promise<void> {
  const progress = startProgress();
  const limits = { threads: flags.threads, memory: flags.memory, progress: progress.say };
  const lineage = await withEstate(estatePath, limits, (estate, ports) => traceLineage(estate, ports, flags.dbt));
  progress.stop();
  const { events, readers, notes } = lineage;
  if (flags.out === undefined) {
    if (flags.json === true) process.stdout.write(`${JSON.stringify({ events, dbt: readers, notes }, null, 2)}\n`);
    else for (const event of events) process.stdout.write(`${JSON.stringify(event)}\n`);
    return;
  }
  await writeWhole(flags.out, lines(lineage));
  const said = { out: flags.out, events: events.length, dbt: readers, notes };
  process.stdout.write(flags.json === true ? `${JSON.stringify(said, null, 2)}\n` : printable(summary(flags.out, lineage)));
}

function* lines({ events }: Lineage): Iterable<string> {
  for (const event of events) yield `${JSON.stringify(event)}\n`;
}

function summary(out: string, { events, readers, notes }: Lineage): string {
  const jobs = new Set(events.map(({ job }) => job.name)).size;
  const told = readers.map(({ kind, name, datasets, metrics, reports }) => {
    const on = [...datasets, ...metrics.map((id) => `the metric ${id}`), ...reports.map((id) => `the report ${id}`)];
    return `  ${kind} ${name}: ${on.length === 0 ? "nothing that the estate declares" : on.join(", ")}`;
  });
  const heading = told.length === 0 ? [] : ["What dbt's metrics and exposures stand on:", ...told];
  return `${[`Wrote ${out}: ${events.length} events of ${jobs} jobs.`, ...heading, ...notes.map((note) => `Note: ${note}`)].join("\n")}\n`;
}
