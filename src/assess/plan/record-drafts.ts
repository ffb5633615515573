import type { Finding } from "../../model/index.ts";
import { counted, listed, placeOf, type Draft, type PlanGrounds } from "./draft.ts";

/** Outcomes that leave records which are wrong now: somebody has to settle them. */
const LEFT: ReadonlySet<string> = new Set([
  "missing",
  "extra",
  "duplicate",
  "different",
  "ambiguous",
  "disagrees",
  "not-carried",
  "illegal-transition",
  "regression",
  "skipped-state",
  "repeated",
  "stuck",
  "values-differ",
  "void-not-propagated",
  "late-under-watermark",
  "logged-success",
  "open-in-retired",
]);

const KINDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  missing: ["that never arrived", "that never arrived"],
  extra: ["without an origin", "without an origin"],
  duplicate: ["entered twice", "entered twice"],
  different: ["that arrived changed", "that arrived changed"],
  ambiguous: ["with several candidates", "with several candidates"],
  disagrees: ["whose states disagree", "whose states disagree"],
  "not-carried": ["to which a change was not carried", "to which a change was not carried"],
  "illegal-transition": ["that went where no way leads", "that went where no way leads"],
  regression: ["that went back", "that went back"],
  "skipped-state": ["that skipped a state", "that skipped a state"],
  repeated: ["that became the same again", "that became the same again"],
  stuck: ["that is stuck", "that are stuck"],
  "values-differ": ["with another value in a reader", "with another value in a reader"],
  "void-not-propagated": ["void here and alive there", "void here and alive there"],
  "late-under-watermark": ["entered behind the sync's back", "entered behind the sync's back"],
  "logged-success": ["logged as done and not there", "logged as done and not there"],
  "open-in-retired": ["open only in a retired system", "open only in a retired system"],
  disagreed: ["whose states disagreed too long", "whose states disagreed too long"],
  overstayed: ["that stayed too long", "that stayed too long"],
  "late-recorded": ["that was recorded late", "that were recorded late"],
  rework: ["that was worked on again too often", "that were worked on again too often"],
  "retried-twice": ["written twice", "written twice"],
  "non-owner-writes": ["changed outside its owner", "changed outside their owner"],
  "run-missing": ["of a run that did not happen", "of runs that did not happen"],
};

/** What becomes of the records that are wrong already: those with exact values are imported, of the others somebody decides. */
export function recordDrafts(finding: Finding, { repairs, review }: PlanGrounds): Draft[] {
  const repair = repairs.get(finding.fingerprint);
  const left = LEFT.has(finding.outcome);
  const [exact, open] = repair === undefined ? [0, left ? finding.records : 0] : [repair.exact, repair.decide + (left ? repair.open : 0)];
  const place = placeOf(finding);
  // A lifecycle's rules have owners of their own.
  const apart = place.type === "lifecycle" ? finding.owner : undefined;
  const base = { place, finding, apart, owner: finding.owner };
  const systems = new Set(review.repairs.files.filter(({ file }) => repair?.files.includes(file)).map(({ system }) => system));
  const drafts: Draft[] = [];
  if (open > 0) {
    const files = repair !== undefined && repair.decide > 0 ? ["repairs/decide.csv"] : [];
    drafts.push({ ...base, work: "decide-records", clause: told(finding, open), because: repair?.reason, files, records: open });
  }
  if (repair !== undefined && exact > 0) {
    const system = systems.size === 1 ? [...systems][0] : undefined;
    const { basis, files } = repair;
    drafts.push({ ...base, work: "repair-records", clause: told(finding, exact), because: basis, files, records: exact, system });
  }
  return drafts;
}

function told({ outcome }: Finding, records: number): string {
  return [counted(records, "record"), KINDS[outcome]?.[records === 1 ? 0 : 1] ?? ""].filter((text) => text !== "").join(" ");
}

/** `3 records that never arrived and 2 entered twice`: kinds that several findings tell of are added up. */
export function toldTogether(drafts: readonly Draft[]): string {
  const kinds = new Map<string, number>();
  for (const { finding, records = 0 } of drafts) kinds.set(finding.outcome, (kinds.get(finding.outcome) ?? 0) + records);
  const sorted = [...kinds].toSorted(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  return listed(
    sorted.map(([outcome, records], index) => {
      const kind = KINDS[outcome]?.[records === 1 ? 0 : 1] ?? "";
      return `${index === 0 ? counted(records, "record") : records.toLocaleString("en-US")} ${kind}`.trim();
    }),
  );
}
