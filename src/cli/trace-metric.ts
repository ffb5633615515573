import type { Estate } from "../model/index.ts";
import { traceMetric, type NumberStory } from "../number-story.ts";
import { displayWidth, numberText } from "../report/index.ts";
import { withEstate } from "../runtime.ts";
import { printable } from "./failure.ts";
import { startProgress } from "./progress.ts";
import type { TraceFlags } from "./trace.ts";

/** `tieout trace metric <id>`. */
export async function runTraceMetric(metric: string, flags: TraceFlags): Promise<void> {
  const progress = startProgress();
  const limits = { threads: flags.threads, memory: flags.memory, progress: progress.say };
  await withEstate(flags.estate, limits, async (estate, ports) => {
    const { period, unit, report, rows } = flags;
    const story = await traceMetric(estate, ports, { metric, period, unit, report, rows });
    progress.stop();
    process.stdout.write(
      flags.json === true ? `${JSON.stringify(story, null, 2)}\n` : storyText(story, estate, process.stdout.columns ?? 100),
    );
  });
}

function storyText(story: NumberStory, estate: Estate, width: number): string {
  const about = { estate, units: estate.units, metrics: [story.metric] };
  const wide = Math.max(60, width);
  const texts = story.reports.flatMap(({ report, numbers }) =>
    numbers.map(({ number, records }) => {
      const most = Math.max(0, ...records.map(({ key }) => displayWidth(key)));
      const behind = records.map(({ key, value, file, line }) => `    ${key.padEnd(most)}  ${value.padStart(14)}  ${file}:${line}`);
      return numberText(number, report, about, wide) + (behind.length === 0 ? "" : `\n  The largest raw records\n${behind.join("\n")}\n`);
    }),
  );
  if (texts.length > 0) return printable(texts.join("\n"));
  const none = story.reports.length === 0 ? "No report tells it." : "No report tells a number of that period and unit.";
  return printable(`${story.metric.title}: ${none}\n`);
}
