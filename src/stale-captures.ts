import { compareCaptures, staleCaptureCause } from "./assess/index.ts";
import { createBreaks } from "./detect/index.ts";
import type { ChosenCapture } from "./gather.ts";
import type { Cause, CauseShare, Estate, Finding, Handoff, RecordSet } from "./model/index.ts";
import { openRecords } from "./records/index.ts";
import { id, sql } from "./sql/index.ts";
import type { TieOutRunner } from "./tie-outs.ts";

/**
 * Looks for the cause that captures themselves can prove: a handoff that breaks,
 * and ties out once a newer capture of one of its datasets is read.
 */
export async function explainByCaptures(
  estate: Estate,
  runner: TieOutRunner,
  captures: ReadonlyMap<string, ChosenCapture>,
  sets: ReadonlyMap<string, RecordSet>,
  findings: readonly Finding[],
): Promise<Finding[]> {
  const { engine } = runner.ports;
  const causes = new Map<string, (breaks: CauseShare) => Cause>();
  for (const handoff of estate.handoffs) {
    if (!findings.some((finding) => finding.handoff === handoff.id)) continue;
    for (const name of datasetsOf(handoff)) {
      const capture = captures.get(name)?.newer.at(-1);
      const older = sets.get(name);
      if (capture === undefined || older === undefined) continue;
      const relation = `newer ${name}`;
      const newer = await openRecords(engine, estate, older.dataset, capture, { relation, as: "view" });
      await engine.runInline(createBreaks("breaks_if_newer"));
      await runner.run(handoff, new Map([[name, newer]]), "breaks_if_newer");
      const [left] = await engine.rows<{ breaks: string }>(sql`SELECT count(*) AS breaks FROM breaks_if_newer`);
      if (Number(left?.breaks) === 0) {
        const gap = await compareCaptures(engine, older, newer);
        causes.set(handoff.id, (breaks) => staleCaptureCause(older, newer, gap, estate.currency, breaks));
      }
      await engine.runInline(sql`DROP TABLE breaks_if_newer`);
      await engine.runInline(sql`DROP VIEW ${id(relation)}`);
    }
  }
  return findings.map((finding) => ({
    ...finding,
    cause:
      (finding.handoff === undefined || finding.subject !== undefined ? undefined : causes.get(finding.handoff)?.(finding)) ??
      finding.cause,
  }));
}

function datasetsOf(handoff: Handoff): string[] {
  const adjusting = handoff.adjustments.flatMap(({ of }) => (of.kind === "dataset" ? [of.dataset] : []));
  return [...new Set([handoff.from.dataset, handoff.to.dataset, ...adjusting])];
}
