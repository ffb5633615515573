import type { Decimal } from "decimal.js";
import {
  money,
  type Cause,
  type DeclaredAnswer,
  type Finding,
  type FindingOutcome,
  type TriageAnswer,
  type TriageGround,
} from "../../model/index.ts";
import { all, counted, ground, not } from "./answers.ts";
import { facesOf, type Scope } from "./scope.ts";

/** Share of what was searched that causes must explain for the cause to be clear. */
const CLEAR = 0.5;

/** Signs that ask for a cause, as breaks and mismatches do. All other signs say what is wrong themselves. */
const OPEN_SIGNS: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>([
  "values-differ",
  "unexplained-number",
  "logged-success",
  "volume-fell",
  "run-missing",
]);

/** Of words, not of records: they say themselves what is wrong, and no record is broken by them alone. */
const OF_WORDS: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>(["avoided-word", "unmapped-word", "definition-differs"]);

/** What the search for causes came to. Records, and the money in them. */
interface Explained {
  /** Breaks that some cause explains, and those that were searched in vain. */
  readonly explained: number;
  readonly unexplained: number;
  /** Those of which nobody searched the cause, as groups too small for it. */
  readonly unsearched: number;
  readonly searchedMoney: Decimal;
  readonly unsearchedMoney: Decimal;
}

/** Does the finding need a cause, beyond what it says itself? */
function needsCause({ subject, lifecycle, outcome }: Finding): boolean {
  if (outcome === "setting" || OF_WORDS.has(outcome)) return false;
  return lifecycle !== undefined || subject === undefined || OPEN_SIGNS.has(outcome);
}

/** A cause itself, or a harm that says what it comes of: corrections that were traced, another definition, wrong logic. */
function isToldCause({ outcome }: Finding): boolean {
  return outcome === "setting" || outcome === "corrected" || outcome === "defined-otherwise" || outcome === "formula-fault";
}

/** Breaks of the groups that a setting explains in part, which nothing explains. */
function leftOver(scope: Scope, setting: Finding): number {
  if (setting.outcome !== "setting") return 0;
  const groups = facesOf(scope, setting).filter(({ outcome, cause }) => outcome !== "setting" && isOfSetting(cause));
  return groups.reduce((sum, { cause }) => sum + (cause?.unexplained.records ?? 0), 0);
}

function isOfSetting(cause: Cause | undefined): boolean {
  return cause !== undefined && [cause, ...cause.besides].some(({ setting }) => setting !== undefined);
}

function explanation(scope: Scope, findings: readonly Finding[]): Explained {
  let [explained, unexplained, unsearched] = [0, 0, 0];
  let [searchedMoney, unsearchedMoney] = [money(undefined), money(undefined)];
  for (const finding of findings) {
    const { cause, records, amount } = finding;
    if (cause === undefined && !isToldCause(finding)) {
      unsearched += records;
      unsearchedMoney = unsearchedMoney.plus(money(amount).abs());
      continue;
    }
    const here = isToldCause(finding) ? records : Math.min(records, explainedBy(cause));
    explained += here;
    unexplained += records - here + leftOver(scope, finding);
    searchedMoney = searchedMoney.plus(money(amount).abs());
  }
  return { explained, unexplained, unsearched, searchedMoney, unsearchedMoney };
}

function explainedBy(cause: Cause | undefined): number {
  if (cause === undefined) return 0;
  return [cause, ...cause.besides].filter(({ code }) => code !== "unknown").reduce((sum, part) => sum + part.explained.records, 0);
}

/**
 * Is the cause clear? Asked of what hurts now, or of all that was found where nothing
 * does. Yes where causes explain at least half of the breaks that were searched, else
 * no. Groups too small to be searched are left aside as long as they are the lesser
 * part, by records or by money; where they are the greater part of both, and could turn
 * the answer, it is unknown.
 *
 * @param hurting the findings that hurt now
 */
export function causeGrounds(scope: Scope, hurting: readonly Finding[]): { readonly clear: TriageGround; readonly unclear: TriageGround } {
  const { findings, unchecked } = scope;
  if (findings.length === 0) {
    const words = unchecked ?? "nothing was found that needs a cause";
    const answer = unchecked === undefined ? "no" : "unknown";
    return { clear: ground("cause-clear", answer, words), unclear: ground("cause-unclear", answer, words) };
  }
  const felt = hurting.filter((finding) => needsCause(finding) || isToldCause(finding));
  const asking = felt.length > 0 ? felt : findings.filter((finding) => needsCause(finding) || finding.outcome === "setting");
  if (asking.length === 0) {
    const words = `${counted(findings.length, "finding")}, each of which says itself what is wrong`;
    return { clear: ground("cause-clear", "yes", words, findings), unclear: ground("cause-unclear", "no", words, findings) };
  }
  const sums = explanation(scope, asking);
  const answer = clearOf(sums);
  const words = `${felt.length > 0 ? "of what hurts now, " : ""}${explanationWords(sums, asking)}`;
  const named = asking.filter((finding) => isToldCause(finding) || explainedBy(finding.cause) > 0);
  const open = asking.filter((finding) => !named.includes(finding));
  return {
    clear: ground("cause-clear", answer, words, answer === "yes" ? named : open),
    unclear: ground("cause-unclear", not(answer), words, answer === "yes" ? named : open),
  };
}

function clearOf({ explained, unexplained, unsearched, searchedMoney, unsearchedMoney }: Explained): TriageAnswer {
  const searched = explained + unexplained;
  const greater = searched >= unsearched || (searchedMoney.greaterThan(0) && searchedMoney.greaterThanOrEqualTo(unsearchedMoney));
  if (searched === 0 || !greater) return "unknown";
  return explained >= CLEAR * searched ? "yes" : "no";
}

function explanationWords({ explained, unexplained, unsearched }: Explained, asking: readonly Finding[]): string {
  const corrected = asking.some(({ outcome }) => outcome === "corrected") ? "break or correction" : "break";
  const many = corrected === "break" ? "breaks" : "breaks and corrections";
  const few =
    unsearched === 0
      ? ""
      : `, ${counted(unsearched, "break")} ${unsearched === 1 ? "stands" : "stand"} in groups whose cause could not be searched`;
  return `causes explain ${explained} of ${counted(explained + unexplained, corrected, many)}${few}`;
}

/** The stack's limits are a person's word: no record tells what no system can hold. */
export function stackGround(scope: Scope, declared: readonly DeclaredAnswer[]): TriageGround {
  const said = declaredOf(scope, declared, "stack-cannot-represent");
  const limits = scope.findings.filter(({ cause }) => cause?.class === "vendor-limit");
  if (said !== undefined) return ground("stack-cannot-represent", said.answer, `declared: ${said.why}`, limits, wordOf(said));
  const hint =
    limits.length === 0 ? "" : `; ${counted(limits.length, "finding")} ${limits.length === 1 ? "rests" : "rest"} on a vendor's limit`;
  return ground("stack-cannot-represent", "unknown", `no record tells it, and nobody has declared it${hint}`, limits);
}

/**
 * Complete: all was checked, nothing was unreadable, every cause is clear, every
 * shared fact has an owner. What contradicts that outweighs a person's word.
 */
export function diagnosisGround(scope: Scope, clear: TriageGround, declared: readonly DeclaredAnswer[]): TriageGround {
  const said = declaredOf(scope, declared, "diagnosis-complete");
  const { review, handoffs, lifecycles, findings, unchecked } = scope;
  const read = new Set([
    ...handoffs.flatMap(({ from, to }) => [from, to]),
    ...lifecycles.flatMap(({ tracks }) => tracks.map((one) => one.dataset)),
  ]);
  const unreadable = review.datasets.filter(({ id }) => read.has(id)).reduce((sum, dataset) => sum + dataset.unreadable, 0);
  const unowned = findings.filter(({ outcome }) => outcome === "no-owner" || outcome === "unregistered-actor");
  const unclear = findings.filter((finding) => needsCause(finding) && (finding.cause === undefined || finding.cause.code === "unknown"));
  const gaps = [
    ...(unchecked === undefined ? [] : [unchecked]),
    ...(unreadable === 0 ? [] : [`${counted(unreadable, "value")} could not be read`]),
    ...(unclear.length === 0 ? [] : [`${counted(unclear.length, "finding")} without a cause`]),
    ...(unowned.length === 0 ? [] : [`${counted(unowned.length, "finding")} of what nobody owns`]),
  ];
  // Small groups without a cause are a doubt, not a contradiction: a person may have settled them.
  const settled = unchecked === undefined && unreadable === 0 && unowned.length === 0;
  const answer = gaps.length === 0 ? "yes" : settled ? all([clear.answer === "no" ? "no" : "unknown"]) : "no";
  const evidence = [...new Set([...unclear, ...unowned])];
  const words = gaps.length === 0 ? "all was checked and read, and every cause is clear" : gaps.join("; ");
  if (said === undefined) return ground("diagnosis-complete", answer, words, evidence);
  if (answer !== "unknown" && answer !== said.answer && said.answer === "yes")
    return ground("diagnosis-complete", answer, `declared complete, which the records contradict: ${words}`, evidence, wordOf(said));
  return ground("diagnosis-complete", said.answer, `declared: ${said.why}`, evidence, wordOf(said));
}

/** Of the workflow itself, else of the whole. */
function declaredOf(
  { workflow }: Scope,
  declared: readonly DeclaredAnswer[],
  question: DeclaredAnswer["question"],
): DeclaredAnswer | undefined {
  const said = declared.filter((one) => one.question === question);
  return said.find((one) => one.workflow !== undefined && one.workflow === workflow) ?? said.find((one) => one.workflow === undefined);
}

function wordOf({ why, by }: DeclaredAnswer): string {
  return by === undefined ? why : `${why} (${by})`;
}

/** Do vendor settings explain all of it? */
export function settingGround(scope: Scope): TriageGround {
  const { findings, unchecked } = scope;
  const settled = findings.filter((finding) => isSetting(finding) && leftOver(scope, finding) === 0);
  const left = findings.filter((finding) => leftOver(scope, finding) > 0);
  const others = findings.filter((finding) => !isSetting(finding));
  const told = others.filter(({ cause, kind }) => cause !== undefined && cause.code !== "unknown" && kind !== "vendor-setting");
  if (findings.length === 0)
    return ground(
      "setting-explains",
      unchecked === undefined ? "no" : "unknown",
      unchecked ?? "nothing was found that a setting could explain",
    );
  if (left.length > 0) {
    const breaks = left.reduce((sum, finding) => sum + leftOver(scope, finding), 0);
    return ground(
      "setting-explains",
      "no",
      `beside what settings explain, ${counted(breaks, "break")} of the same groups ${breaks === 1 ? "is" : "are"} left`,
      left,
    );
  }
  if (others.length === 0) {
    const words = `settings explain ${settled.length === 1 ? "the one finding" : `all ${settled.length} findings`}`;
    return unchecked === undefined
      ? ground("setting-explains", "yes", words, settled)
      : ground("setting-explains", "unknown", unchecked, settled);
  }
  const signs = others.filter((finding) => !needsCause(finding));
  const elsewhere = [...told, ...signs];
  if (elsewhere.length > 0)
    return ground(
      "setting-explains",
      "no",
      `${counted(elsewhere.length, "finding")} ${elsewhere.length === 1 ? "has" : "have"} another cause`,
      elsewhere,
    );
  const searched = others.filter(({ cause }) => cause !== undefined);
  if (searched.length > 0) return ground("setting-explains", "no", `no setting explains ${counted(searched.length, "finding")}`, searched);
  return ground("setting-explains", "unknown", `the cause of ${counted(others.length, "finding")} could not be searched`, others);
}

function isSetting({ kind, cause }: Finding): boolean {
  return kind === "vendor-setting" || (cause?.class === "configuration" && cause.explained.share >= 1 - 1e-9);
}
