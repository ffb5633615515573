import path from "node:path";
import { InputError, SEVERITIES, type Severity } from "../model/index.ts";
import { refuseBadOut, writeWhole } from "../lineage.ts";
import { publish } from "../publish.ts";
import { pdfSentence, reviewToJson, reviewToJunit, reviewToSummary, reviewToText, wantsColor } from "../report/index.ts";
import { reviewEstate } from "../review.ts";
import { estateDirectory, withEstate } from "../runtime.ts";
import { startProgress } from "./progress.ts";

export interface ReviewFlags {
  readonly out?: string;
  readonly asOf?: string;
  readonly failOn?: Severity;
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
    progress.stop();
    if (typeof files.pdf === "object") process.stderr.write(`${pdfSentence(files.pdf.reason)}\n`);
    if (flags.json === true) process.stdout.write(reviewToJson(review));
    else {
      const text = reviewToText(review, { color: wantsColor(process.env, process.stdout.isTTY), width: process.stdout.columns ?? 100 });
      const shown = path.relative(process.cwd(), files.html);
      process.stdout.write(
        `${text}\nReport: ${shown.startsWith("..") ? files.html : shown}\nEvery break and mismatch: breaks.csv and mismatches.csv beside it, and as Parquet. One record's story: tieout trace <entity> <key>\n`,
      );
    }
    const least = flags.failOn === undefined ? Infinity : SEVERITIES.indexOf(flags.failOn);
    if (review.findings.some((finding) => SEVERITIES.indexOf(finding.severity) >= least)) process.exitCode = 1;
  });
}
