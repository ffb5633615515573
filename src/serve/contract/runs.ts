import { z } from "@hono/zod-openapi";
import { FINDING_CHANGES, type CheckRun, type Finding, type RunComparison, type RunSummary as DeskRun } from "../../model/index.ts";
import { count, instant, known, money, text, type Read } from "./parts.ts";
import { checkRun, finding, verdict } from "./review-parts.ts";

export const runSummary = z
  .object({
    id: z.string(),
    asOf: instant("The time it speaks of."),
    recordedAt: instant("When it was recorded."),
    verdict,
    checks: z.object({ found: count("Checks that found."), clear: count("Clear."), skipped: count("Not run."), failed: count("Failed.") }),
    applied: z.boolean().describe("false: a newer review was there already, so exceptions were left alone."),
    changes: z.object({
      opened: count("Exceptions."),
      reopened: count("Came back."),
      gone: count("Resolved by themselves."),
      changed: count("Another amount, severity or owner."),
      acceptanceEnded: count("No longer accepted."),
      unchecked: count("Open, and their check did not run."),
    }),
  })
  .openapi("RunSummary");
export type RunSummary = DeskRun;

export const runs = z.object({ items: z.array(runSummary), next: known(z.string(), "Cursor of the next page.") }).openapi("Runs");
export interface Runs {
  readonly items: readonly RunSummary[];
  readonly next: string | undefined;
}

const listed = finding.omit({ samples: true });
export const runDetail = z.object({ run: runSummary, findings: z.array(listed), coverage: z.array(checkRun) }).openapi("RunDetail");
export interface RunDetail {
  readonly run: RunSummary;
  readonly findings: readonly Omit<Finding, "samples">[];
  readonly coverage: readonly CheckRun[];
}

const side = z.object({
  asOf: z.string(),
  findings: z.int(),
  breaks: z.int(),
  mismatched: z.int(),
  amount: money("At risk."),
  handoffsClean: z.int(),
  handoffs: z.int(),
});
const two = z.object({ before: z.int(), after: z.int() });
export const comparison = z
  .object({
    estate: z.object({ name: z.string(), title: z.string(), currency: z.string() }),
    before: side,
    after: side,
    sentence: text("What became of it, one plain sentence."),
    findings: z.array(
      z.object({
        change: z.enum(FINDING_CHANGES),
        fingerprint: z.string(),
        title: z.string(),
        records: two,
        amount: z.object({ before: known(z.string(), "Decimal string."), after: known(z.string(), "Decimal string.") }),
      }),
    ),
    breaks: known(z.object({ opened: z.int(), closed: z.int(), stayed: z.int() }), "Left out where a review's breaks are no longer there."),
    units: z.array(
      z.object({
        unit: z.string(),
        breaks: known(two, "Left out where breaks by unit are not known of both."),
        corrections: two,
        trend: z.enum(["improving", "hidden-better", "worse", "mixed", "same", "unknown"]),
      }),
    ),
  })
  .openapi("RunComparison");
export type Comparison = RunComparison;

export const newRun = z
  .strictObject({ asOf: z.iso.datetime({ offset: true }).optional().describe("The estate's, else the newest capture's, when not given.") })
  .openapi("NewRun");
export type NewRunBody = Read<typeof newRun>;

/** The review that runs, or the last one of this server. */
export const runProgress = z
  .object({
    id: text("Of the attempt, not of the run that it will become."),
    state: z.enum(["running", "finished", "failed", "cancelled"]),
    startedAt: instant("When it began."),
    startedBy: text("Who."),
    endedAt: known(z.string(), "When it was over."),
    lines: z.array(z.object({ at: instant("When."), text: z.string() })).describe("Its steps so far; at most the last 500."),
    run: known(z.string(), "The recorded run, when it finished."),
    reason: known(z.string(), "Why it failed."),
  })
  .openapi("RunProgress");
export type RunProgress = Read<typeof runProgress>;
export const currentRun = z.object({ current: known(runProgress, "Left out: none was started here yet.") }).openapi("CurrentRun");
export type CurrentRun = Read<typeof currentRun>;

/** What /events sends: the SSE event's name is `type`, its data the rest, its id rises. */
export const serverEvent = z
  .discriminatedUnion("type", [
    z.object({ type: z.literal("hello"), latest: known(z.string(), "Id of the latest run.") }),
    z.object({ type: z.literal("progress"), id: z.string(), at: z.string(), text: z.string() }),
    z.object({
      type: z.literal("review"),
      id: z.string(),
      state: z.enum(["running", "finished", "failed", "cancelled"]),
      run: known(z.string(), "When finished."),
      reason: known(z.string(), "When failed."),
    }),
    z.object({ type: z.literal("exceptions"), ids: z.array(z.string()).describe("Changed ones; empty: many, ask anew.") }),
  ])
  .openapi("ServerEvent");
export type ServerEvent = Read<typeof serverEvent>;

export const uploaded = z
  .object({
    dataset: z.string(),
    file: text("Below the estate's directory."),
    bytes: z.int(),
    rows: z.int().describe("As the reader counts."),
    columns: z.array(z.string()),
  })
  .openapi("Uploaded");
export type Uploaded = Read<typeof uploaded>;
