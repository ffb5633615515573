import type { Engine } from "../engines/engine.ts";
import type { CheckRun, Finding } from "../model/index.ts";
import type { Detector, DetectorContext, DetectorRelations } from "./detector.ts";
import { silentSyncFailure } from "./silent-sync-failure.ts";
import { statusMismatch } from "./status-mismatch.ts";

/** All detectors, in the order of the kinds of debt. To add one: write its file, name it here, write its page in docs/detectors/. */
export const DETECTORS = [statusMismatch, silentSyncFailure] as const;

/** What came of running a detector: its findings, and what it looked at. */
export interface DetectorRun {
  readonly findings: readonly Finding[];
  readonly check: CheckRun;
}

/**
 * Runs a detector with its default parameters; a failure is an outcome of its own, never silence.
 *
 * @param records how many it looks at
 */
export async function runDetector<Params>(
  engine: Engine,
  detector: Detector<Params>,
  relations: DetectorRelations,
  context: DetectorContext,
  records: number,
): Promise<DetectorRun> {
  const check = { check: detector.kind, subject: `all ${detector.looksAt}`, records } as const;
  const lacking = detector.requires(context);
  if (lacking !== undefined) return { findings: [], check: { ...check, status: "skipped", findings: 0, reason: lacking } };
  const params = detector.params.parse({});
  const rows = await engine.rows(detector.compile(params, relations, engine.dialect));
  const findings = rows.map((row) => detector.read(row, params, context));
  return { findings, check: { ...check, status: findings.length > 0 ? "found" : "clear", findings: findings.length, reason: undefined } };
}
