import type { Cause, DeclaredAnswer, Finding, FindingOutcome, TriageGround } from "../../model/index.ts";
import { all, counted, ground, not } from "./answers.ts";
import type { Scope } from "./scope.ts";

/** Share of the breaks that causes must explain for the cause to be clear. */
const CLEAR = 0.5;

/** Signs that ask for a cause, as breaks and mismatches do. All other signs say what is wrong themselves. */
const OPEN_SIGNS: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>([
  "values-differ",
  "unexplained-number",
  "logged-success",
  "volume-fell",
  "run-missing",
]);

interface Explained {
  /** Breaks that some cause explains, those that were searched in vain, and those of which nobody searched the cause. */
  readonly explained: number;
  readonly unexplained: number;
  readonly unsearched: number;
}

/** Does the finding need a cause, beyond what it says itself? */
function needsCause({ subject, lifecycle, outcome }: Finding): boolean {
  if (outcome === "setting") return false;
  return lifecycle !== undefined || subject === undefined || OPEN_SIGNS.has(outcome);
}

function explanation(findings: readonly Finding[]): Explained {
  let [explained, unexplained, unsearched] = [0, 0, 0];
  for (const { cause, records } of findings) {
    if (cause === undefined) unsearched += records;
    else {
      const here = Math.min(records, explainedBy(cause));
      explained += here;
      unexplained += records - here;
    }
  }
  return { explained, unexplained, unsearched };
}

function explainedBy(cause: Cause): number {
  return [cause, ...cause.besides].filter(({ code }) => code !== "unknown").reduce((sum, part) => sum + part.explained.records, 0);
}

/**
 * Is the cause clear? Yes where causes explain at least half of the breaks that
 * need one; no where they could not, even if every group of breaks that was too small
 * to be searched had a cause.
 */
export function causeGrounds({ findings, unchecked }: Scope): { readonly clear: TriageGround; readonly unclear: TriageGround } {
  const asking = findings.filter(needsCause);
  if (findings.length === 0) {
    const words = unchecked ?? "nothing was found that needs a cause";
    const answer = unchecked === undefined ? "no" : "unknown";
    return { clear: ground("cause-clear", answer, words), unclear: ground("cause-unclear", answer, words) };
  }
  if (asking.length === 0) {
    const words = `${counted(findings.length, "finding")}, each of which says itself what is wrong`;
    return { clear: ground("cause-clear", "yes", words, findings), unclear: ground("cause-unclear", "no", words, findings) };
  }
  const { explained, unexplained, unsearched } = explanation(asking);
  const total = explained + unexplained + unsearched;
  const answer = explained >= CLEAR * total ? "yes" : explained + unsearched < CLEAR * total ? "no" : "unknown";
  const few = unsearched === 0 ? "" : `, ${counted(unsearched, "break")} stand in groups whose cause could not be searched`;
  const words = `causes explain ${explained} of ${counted(total, "break")}${few}`;
  const named = asking.filter(({ cause }) => cause !== undefined && explainedBy(cause) > 0);
  const open = asking.filter((finding) => !named.includes(finding));
  return {
    clear: ground("cause-clear", answer, words, answer === "yes" ? named : open),
    unclear: ground("cause-unclear", not(answer), words, answer === "yes" ? named : open),
  };
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
export function settingGround({ findings, unchecked }: Scope): TriageGround {
  const settled = findings.filter(isSetting);
  const others = findings.filter((finding) => !isSetting(finding));
  const told = others.filter(({ cause, kind }) => cause !== undefined && cause.code !== "unknown" && kind !== "vendor-setting");
  if (findings.length === 0)
    return ground(
      "setting-explains",
      unchecked === undefined ? "no" : "unknown",
      unchecked ?? "nothing was found that a setting could explain",
    );
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
