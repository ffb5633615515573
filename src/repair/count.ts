import type { Finding, FindingRepair } from "../model/index.ts";
import { id, sql } from "../sql/index.ts";
import type { RepairPlan } from "./plan.ts";
import type { Settled } from "./settle.ts";

/** How many of each finding's records are exact, must be decided, or stay open. */
export async function countRepairs({ engine, findings }: RepairPlan, { items, cells }: Settled): Promise<FindingRepair[]> {
  const counts = await engine.rows<{ finding: string; exact: string; decide: string }>(
    sql`SELECT finding, count_if(rank = 0) AS exact, count_if(rank = 1) AS decide FROM (
  SELECT finding, counted, max(CASE status WHEN 'exact' THEN 0 WHEN 'decide' THEN 1 ELSE 2 END) AS rank FROM ${id(items)} GROUP BY finding, counted
) AS judged GROUP BY finding ORDER BY finding`,
  );
  const said = await engine.rows<{ finding: string; what: string; text: string }>(
    sql`SELECT finding, what, text FROM (
  SELECT *, row_number() OVER (PARTITION BY finding, what ORDER BY n DESC, text) AS nth FROM (
    SELECT finding, CASE WHEN status = 'exact' THEN 'basis' ELSE 'reason' END AS what, CASE WHEN status = 'exact' THEN basis ELSE reason END AS text, count(*) AS n FROM ${id(items)} GROUP BY ALL
  ) AS counted WHERE text IS NOT NULL
) AS ranked WHERE nth = 1 ORDER BY finding, what`,
  );
  const files = await engine.rows<{ finding: string; file: string }>(
    sql`SELECT DISTINCT finding, 'repairs/' || target || '.' || action || '.csv' AS file FROM ${id(cells)} WHERE sure ORDER BY finding, file`,
  );
  return findings
    .filter(({ records }) => records > 0)
    .map((finding) => {
      const { fingerprint, records } = finding;
      const own = counts.find((count) => count.finding === fingerprint);
      const text = (what: string): string | undefined => said.find((one) => one.finding === fingerprint && one.what === what)?.text;
      const exact = Number(own?.exact ?? 0);
      const decide = Number(own?.decide ?? 0);
      return {
        finding: fingerprint,
        exact,
        decide,
        open: records - exact - decide,
        basis: exact === 0 ? undefined : text("basis"),
        reason: exact === records ? undefined : (text("reason") ?? whyOpen(finding)),
        files: files.filter((one) => one.finding === fingerprint).map(({ file }) => file),
      };
    });
}

function whyOpen({ kind, outcome }: Finding): string {
  if (kind === "status-mismatch") return "It tells of what happened: an import cannot make that undone.";
  if (outcome === "duplicate") return "The copies have one key: an import cannot tell them apart.";
  if (kind === "silent-sync-failure" && outcome !== "no-alert") return "The records do not tell whose value is right.";
  return "It is no matter of a value that a system's record should hold.";
}
