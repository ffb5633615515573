import type { Engine, Row } from "../engines/engine.ts";
import type { CheckRun, Finding } from "../model/index.ts";
import type { Dialect, Sql } from "../sql/index.ts";
import { migrationResidue } from "./migration-residue.ts";
import type { Detector, DetectorContext, DetectorRelations } from "./detector.ts";
import { correctedExport, definedOtherwise } from "./numbers/index.ts";
import { silentSyncFailure } from "./silent-sync-failure.ts";
import { sourceOfTruthConflict } from "./source-of-truth-conflict.ts";
import { spreadsheetMiddleware } from "./spreadsheet-middleware.ts";
import { statusMismatch } from "./status-mismatch.ts";
import { syncSigns } from "./sync-signs/detector.ts";
import { unownedAutomation } from "./unowned-automation.ts";
import { workbookMiddleware } from "./workbooks/index.ts";

/** A detector with its default parameters filled in. */
export interface ReadyDetector extends Pick<Detector<unknown>, "kind" | "title" | "looksAt" | "params" | "requires"> {
  readonly query: (relations: DetectorRelations, dialect: Dialect) => Sql;
  readonly read: (row: Row, context: DetectorContext) => Finding;
}

export function ready<Params>(detector: Detector<Params>): ReadyDetector {
  const { kind, title, looksAt, params, requires } = detector;
  const defaults = params.parse({});
  return {
    kind,
    title,
    looksAt,
    params,
    requires,
    query: (relations, dialect) => detector.compile(defaults, relations, dialect),
    read: (row, context) => detector.read(row, defaults, context),
  };
}

/** All detectors, in the order of the kinds of debt. To add one: write its file, name it here, write its page in docs/detectors/. */
export const DETECTORS: readonly ReadyDetector[] = [
  ready(sourceOfTruthConflict),
  ready(definedOtherwise),
  ready(statusMismatch),
  ready(spreadsheetMiddleware),
  ready(workbookMiddleware),
  ready(silentSyncFailure),
  ready(syncSigns),
  ready(correctedExport),
  ready(migrationResidue),
  ready(unownedAutomation),
];

/** What came of running a detector: its findings, and what it looked at. */
export interface DetectorRun {
  readonly findings: readonly Finding[];
  readonly check: CheckRun;
}

/**
 * Runs a detector; a failure is an outcome of its own, never silence.
 *
 * @param records how many it looks at
 */
export async function runDetector(
  engine: Engine,
  detector: ReadyDetector,
  relations: DetectorRelations,
  context: DetectorContext,
  records: number,
): Promise<DetectorRun> {
  const check = { check: detector.kind, subject: `all ${detector.looksAt}`, records } as const;
  const lacking = detector.requires(context);
  if (lacking !== undefined) return { findings: [], check: { ...check, status: "skipped", findings: 0, reason: lacking } };
  const rows = await engine.rows(detector.query(relations, engine.dialect));
  const findings = rows.map((row) => detector.read(row, context));
  return { findings, check: { ...check, status: findings.length > 0 ? "found" : "clear", findings: findings.length, reason: undefined } };
}
