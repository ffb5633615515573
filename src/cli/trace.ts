import { priceInWords, type Estate } from "../model/index.ts";
import { withEstate } from "../runtime.ts";
import { traceRecord } from "../story.ts";
import type { Statement, Story } from "../trace/index.ts";
import { printable } from "./failure.ts";
import { startProgress } from "./progress.ts";
import { linkLines } from "./trace-links.ts";

export interface TraceFlags {
  readonly estate: string;
  readonly threads?: number;
  readonly memory?: string;
  readonly json?: boolean;
  /** Of a metric alone: which of its numbers. */
  readonly period?: string;
  readonly unit?: string;
  readonly report?: string;
  readonly rows?: number;
}

/** `tieout trace <entity> <key>`. */
export async function runTrace(entity: string, key: string, flags: TraceFlags): Promise<void> {
  const progress = startProgress();
  const limits = { threads: flags.threads, memory: flags.memory, progress: progress.say };
  await withEstate(flags.estate, limits, async (estate, ports) => {
    const story = await traceRecord(estate, ports, entity, key);
    progress.stop();
    process.stdout.write(
      flags.json === true ? `${JSON.stringify(story, null, 2)}\n` : storyText(story, estate, process.stdout.columns ?? 100),
    );
  });
}

function storyText(story: Story, estate: Estate, width: number): string {
  const { currency, timeZone } = estate;
  const titles = new Map(estate.systems.map((system) => [system.id, system.title]));
  const records = new Set(story.statements.map(({ dataset, key }) => `${dataset} ${key}`)).size;
  const systems = new Set(story.statements.map(({ system }) => system)).size;
  const first = `${story.entity} ${story.key}: ${plural(records, "record")} in ${plural(systems, "system")} speak of it.`;
  const lines = story.statements.map((statement) => statementText(statement, titles, currency, timeZone));
  const more = story.truncated ? ["", "More records share these references than are followed here."] : [];
  return `${printable([first, "", ...lines, ...linkLines(story.links, estate, Math.max(60, width)), ...more].join("\n"))}\n`;
}

function statementText(statement: Statement, titles: ReadonlyMap<string, string>, currency: string, timeZone: string): string {
  const says = [
    statement.moment,
    statement.state === undefined ? undefined : `state ${statement.state}`,
    statement.amount === undefined ? undefined : priceInWords(statement.amount, currency),
    statement.unit,
    statement.deleted ? "deleted or voided" : undefined,
  ].filter((part) => part !== undefined);
  const { via: way } = statement;
  const via = way === undefined ? "" : `\n                     by ${wayText(way)} from ${way.from}`;
  const where = `${statement.file}:${statement.place.kind === "line" ? "" : "record "}${statement.place.number}`;
  return `${moment(statement.at, timeZone).padEnd(19)}  ${titles.get(statement.system) ?? statement.system} ${statement.entity} ${statement.key}: ${says.join(" · ")}\n                     ${where}${via}`;
}

function wayText(way: NonNullable<Statement["via"]>): string {
  if ("handoff" in way) return way.handoff;
  return "lifecycle" in way ? `the lifecycle ${way.lifecycle}` : `the identity ${way.identity}`;
}

function moment(at: string | undefined, timeZone: string): string {
  if (at === undefined) return "undated";
  if (at.length === 10) return at;
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(new Date(at));
  return parts;
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
