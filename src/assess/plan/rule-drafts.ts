import type { Finding, FindingOutcome, PlanWork } from "../../model/index.ts";
import { listed, placeOf, titleOf, type Draft, type Place, type PlanGrounds } from "./draft.ts";
import { columnsOf } from "./columns.ts";

/** Rules that stop an outcome by itself, whatever made it; as clauses. */
const RULES: Readonly<Partial<Record<FindingOutcome, string>>> = {
  duplicate: "refuse a second record with the reference of the first",
  "retried-twice": "give each write a reference of its own, so that a retry cannot write twice",
  repeated: "refuse to say a second time what comes once",
  ambiguous: "have each record name the one that it belongs to",
  "void-not-propagated": "carry deletes and voids on to the other system",
  "late-under-watermark": "read again the days before the last run, so that late records are seen",
  "logged-success": "count the records that arrived before a run calls itself a success",
  truncated: "read the export page by page to its end",
  "not-carried": "pass a changed value on",
  "illegal-transition": "forbid the changes that the lifecycle does not allow, or allow them there",
  regression: "forbid going back, or declare it as rework",
  "skipped-state": "have no state left out",
  rework: "look at what was not right the first time, and check it before the work is called done",
  disagreed: "pass a change of state on within the agreed time",
  overstayed: "work what has reached its limit, or set a limit that fits the work",
  "late-recorded": "record changes when they happen",
  "non-owner-writes": "close the fact for editing outside the system that owns it",
  "two-origins": "let it be changed in one system alone, or by a rule that says which wins",
  "two-id-formats": "keep one table that gives each old id its new one, and move what is in use onto it",
  "old-word": "map the old words to today's, and stop what still writes them",
  "column-started": "fill the field for the earlier records, or say in each report since when it is there",
  "breaks-of-one-actor": "have done as everyone else does what this actor does otherwise",
};

/** Outcomes of which the finding itself says in full what is to be agreed. */
const DEFINITIONS: ReadonlySet<FindingOutcome> = new Set([
  "value-sets-differ",
  "defined-otherwise",
  "definition-differs",
  "unmapped-word",
  "avoided-word",
]);
/** Fewer records are settled one by one; no rule is made for them. */
const WORTH_A_RULE = 2;

/** Owner, definition, rule, alert or field that the finding asks for by what it is. */
export function ruleDrafts(finding: Finding, grounds: PlanGrounds): Draft[] {
  return [...ownerDrafts(finding, grounds), ...workDrafts(finding, grounds)];
}

function ownerDrafts(finding: Finding, { review }: PlanGrounds): Draft[] {
  const place = placeOf(finding);
  const { outcome, owner, samples } = finding;
  const base = { work: "name-owner", finding, place, owner: undefined } as const;
  if (outcome === "no-owner") return [{ ...base, clause: clauseOf(finding) }];
  if (outcome === "unregistered-actor") return [{ ...base, clause: "" }];
  if (outcome === "register-gap") return owner === undefined && gapsOf(samples).includes("owner") ? [{ ...base, clause: "" }] : [];
  if (place.type === "fact") {
    const fact = review.facts.find(({ id }) => id === place.id);
    return fact !== undefined && fact.owner === undefined ? [{ ...base, clause: "" }] : [];
  }
  return owner === undefined && !DEFINITIONS.has(outcome) ? [{ ...base, clause: "" }] : [];
}

function workDrafts(finding: Finding, grounds: PlanGrounds): Draft[] {
  const { outcome, owner, kind, records } = finding;
  const place = placeOf(finding);
  const draft = (work: PlanWork, clause: string, at: Place = place): Draft => ({ work, place: at, finding, clause, owner });
  if (DEFINITIONS.has(outcome)) return [draft("agree-definition", definitionClause(finding))];
  switch (outcome) {
    case "no-alert":
      return [draft("add-alert", "")];
    case "stuck":
      return records >= WORTH_A_RULE ? [{ ...draft("add-alert", "tell the owner of work that is beyond its limit"), apart: owner }] : [];
    case "register-gap":
    case "unregistered-actor":
      return [draft("document-automation", clauseOf(finding))];
    case "run-missing":
      return [draft("add-alert", clauseOf(finding))];
    case "volume-fell":
    case "unexplained-number":
      return [draft("find-cause", clauseOf(finding))];
    case "re-keyed":
      return [draft("move-upstream", clauseOf(finding))];
    case "undocumented-join":
    case "missing-backend-state":
    case "typed-over":
    case "formula-fault":
      return [draft("move-upstream", columnsOf(finding, grounds).join("|")), { ...draft("retire-workaround", ""), owner }];
    case "corrected":
      return correctedDrafts(finding, grounds);
    case "column-stopped":
      return [draft("retire-workaround", clauseOf(finding))];
    case "setting":
      return [];
    default: {
      const rule = RULES[outcome];
      if (rule === undefined || (kind === "silent-sync-failure" && records < WORTH_A_RULE)) return [];
      // Few records of states are settled one by one, unless that is over: then only the rule is left to make.
      const over = outcome === "disagreed" || outcome === "overstayed" || outcome === "late-recorded" || outcome === "rework";
      if (kind === "status-mismatch" && !over && records < WORTH_A_RULE) return [];
      if (over && finding.cause?.code === "unknown") return [];
      return [{ ...draft("add-rule", `${leadOf(finding)}${rule}`), apart: place.type === "lifecycle" ? owner : undefined }];
    }
  }
}

/** Each correction is made where the record is kept; then nothing is left that the sheet is needed for. */
function correctedDrafts(finding: Finding, { review }: PlanGrounds): Draft[] {
  const place = placeOf(finding);
  const { owner, records } = finding;
  const through = review.reports.find(({ id }) => id === place.id)?.through;
  const sheet = review.workbooks.find(({ id }) => id === through);
  const title = titleOf(place, review);
  return [
    { work: "decide-records", place, finding, owner, clause: "", records },
    sheet === undefined
      ? { work: "retire-workaround", place, finding, owner, clause: `Let “${title}” read raw records` }
      : { work: "retire-workaround", place: { type: "workbook", id: sheet.id }, finding, owner: sheet.owner, clause: title },
  ];
}

function gapsOf(samples: Finding["samples"]): readonly string[] {
  return samples
    .flatMap(({ fields, key }) => [key, ...fields.flatMap(({ from, to }) => [from.value, to.value])])
    .filter((text) => text !== null);
}

/** Of a lifecycle the rule that is broken, or the system in which the states are. */
function leadOf({ lifecycle, title }: Finding): string {
  const lead = title.split(": ")[0] ?? title;
  if (lifecycle === undefined) return "";
  if (lifecycle.rule !== undefined) return `of “${lead}”, `;
  const system = / in (.+)$/.exec(lead)?.[1];
  return system === undefined ? "" : `in ${system}, `;
}

/** What is not one thing to all, as the finding tells it. */
function definitionClause(finding: Finding): string {
  const { outcome, title, samples } = finding;
  const told = title.slice(title.indexOf(": ") + 2);
  if (outcome === "avoided-word") return `Settle why ${told}, and agree on one use of the word`;
  if (outcome === "definition-differs") return `Agree on one definition: ${told}`;
  if (outcome !== "unmapped-word") return clauseOf(finding);
  const words = samples.map(({ key }) => `“${key}”`).slice(0, 5);
  return `Say which state ${words.length === 0 ? "each unknown word" : listed(words)} ${words.length > 1 ? "stand" : "stands"} for`;
}

/** What the finding advises, without its full stop. */
function clauseOf({ move }: Finding): string {
  return move.replace(/\.$/, "");
}
