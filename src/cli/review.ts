import { existsSync } from "node:fs";
import path from "node:path";
import type { GatherPorts } from "../gather.ts";
import { InputError, SEVERITIES, type Estate, type Review, type Severity } from "../model/index.ts";
import { refuseBadOut, writeWhole } from "../lineage.ts";
import { publish, type Published } from "../publish.ts";
import { pdfSentence, reviewToJson, reviewToJunit, reviewToSummary, reviewToText, wantsColor } from "../report/index.ts";
import { reviewEstate } from "../review.ts";
import { estateDirectory, openEstateDesk, withEstate } from "../runtime.ts";
import { keepReview } from "../desk-runs.ts";
import { startProgress } from "./progress.ts";

export interface ReviewFlags {
  readonly out?: string;
  readonly asOf?: string;
  readonly failOn?: Severity;
  readonly record?: boolean;
  readonly junit?: string;
  readonly summary?: string;
  readonly threads?: number;
  readonly memory?: string;
  readonly json?: boolean;
  /** false with --no-pdf. */
  readonly pdf?: boolean;
}

/** `tieout review`: exit code 1 when a finding is at or above `--fail-on`. */
export async function runReview(estatePath: string, flags: ReviewFlags): Promise<void> {
  if (flags.asOf !== undefined && Number.isNaN(Date.parse(flags.asOf))) {
    throw new InputError([
      {
        code: "bad-time",
        message: "--as-of is no time",
        found: flags.asOf,
        expected: "a time with its zone, such as 2026-10-01T06:00:00-04:00",
      },
    ]);
  }
  const out = flags.out ?? path.join(estateDirectory(estatePath), "review");
  for (const file of [flags.junit, flags.summary]) if (file !== undefined) await refuseBadOut(file, out);
  const progress = startProgress();
  const limits = { threads: flags.threads, memory: flags.memory, progress: progress.say };
  await withEstate(estatePath, limits, async (estate, ports) => {
    const run = await reviewEstate(estate, ports, { asOf: flags.asOf });
    const { review } = run;
    progress.say("writing the report …");
    const files = await publish(ports.engine, run, out, { pdf: flags.pdf !== false });
    if (flags.junit !== undefined) await writeWhole(flags.junit, [reviewToJunit(review, flags.failOn)]);
    if (flags.summary !== undefined) await writeWhole(flags.summary, [reviewToSummary(review)]);
    const recorded = await recordIfDesk(flags.record === true, estate, ports, review, files.directory);
    progress.stop();
    if (recorded !== undefined) process.stderr.write(`${recorded}\n`);
    if (typeof files.pdf === "object") process.stderr.write(`${pdfSentence(files.pdf.reason)}\n`);
    if (flags.json === true) process.stdout.write(reviewToJson(review));
    else {
      const text = reviewToText(review, { color: wantsColor(process.env, process.stdout.isTTY), width: process.stdout.columns ?? 100 });
      const shown = path.relative(process.cwd(), files.html);
      process.stdout.write(`${text}\nReport: ${shown.startsWith("..") ? files.html : shown}\n${besideText(files, review)}`);
    }
    const least = flags.failOn === undefined ? Infinity : SEVERITIES.indexOf(flags.failOn);
    if (review.findings.some((finding) => SEVERITIES.indexOf(finding.severity) >= least)) process.exitCode = 1;
  });
}

/**
 * Where there is a desk in the workspace, a review moves its exceptions along. With
 * `--record` it is made when there is none, or is the one of DATABASE_URL: that name is
 * common, and nobody's database is written to without being asked. What was done, as a sentence.
 */
async function recordIfDesk(
  asked: boolean,
  estate: Estate,
  ports: GatherPorts,
  review: Review,
  directory: string,
): Promise<string | undefined> {
  const databaseUrl = asked ? process.env["DATABASE_URL"] : undefined;
  const { workspace, engine, progress } = ports;
  if (!asked && !existsSync(path.join(workspace.directory, "store"))) return undefined;
  progress("recording what was found …");
  const { desk, close } = await openEstateDesk(estate, workspace, { databaseUrl });
  try {
    const { applied, changes } = await keepReview(desk, engine, workspace.directory, review, directory);
    return applied
      ? `The desk: ${changes.opened} opened, ${changes.reopened} opened again, ${changes.gone} gone, ${changes.changed} changed.`
      : "The desk has a newer review: this one is kept, and changed nothing.";
  } finally {
    await close();
  }
}

/** What lies beside the report, in the order in which it is read. */
function besideText({ pdf }: Published, { repairs, lifecycles }: Review): string {
  const told = [
    "audit.html (everything in full)",
    ...(pdf === "written" ? ["review.pdf and audit.pdf"] : []),
    ...(repairs.files.length > 0 ? ["repairs/ (exact values to import)"] : []),
    `breaks.csv${lifecycles.length > 0 ? " and mismatches.csv" : ""} (every one, and as Parquet)`,
  ];
  return `Beside it: ${told.join(", ")}\nOne record's story: tieout trace <entity> <key>\n`;
}
