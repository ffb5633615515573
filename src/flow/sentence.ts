import { money, priceInWords, type ReviewedWorkflow, type RuleCount, type WorkflowStep } from "../model/index.ts";

/** What the sentence says beyond what was reviewed. */
export interface SentenceWords {
  readonly left: RuleCount;
  readonly titleOf: (dataset: string) => string;
  readonly currency: string;
}

/**
 * A workflow's verdict in one plain sentence.
 *
 * @example "Of 380 deals worth $1,234,567.00, 93.2 % run through to bank deposits untouched; 12 worth $34,200.00 leave at Completed jobs become invoices, which exposes billing."
 */
export function sentenceOf(reviewed: Omit<ReviewedWorkflow, "sentence">, words: SentenceWords): string {
  const { title, steps, entered, passed, broken } = reviewed;
  const last = steps.at(-1);
  if (last === undefined) return `${title} could not be followed: ${broken ?? ""}.`;
  const noun = inside(words.titleOf(reviewed.dataset));
  const beyond = broken === undefined ? "" : `; beyond “${last.title}” the chain could not be followed`;
  if (entered.records === 0) return `No record of ${noun} is in scope for ${title}${beyond}.`;
  const all = `${entered.records === 1 ? `1 record of ${noun}` : `${number(entered.records)} ${noun}`}${worth(entered, words)}`;
  const aside = asideOf(steps);
  const decided = passed.records + words.left.records;
  if (decided === 0) return `Of ${all}, none has run through or left yet: ${aside}${beyond}.`;
  const others = aside === "" ? "" : `${aside}, and `;
  const through = `${part(passed.records, words.left.records, aside === "" ? "" : " of the others")} through to ${inside(words.titleOf(last.to))} untouched`;
  return `Of ${all}, ${others}${through}${leaving(reviewed, words)}${beyond}.`;
}

/** Those whose fate is not decided by what the systems say of each other. */
function asideOf(steps: readonly WorkflowStep[]): string {
  const total = (of: (step: WorkflowStep) => RuleCount): number => steps.reduce((sum, step) => sum + of(step).records, 0);
  const [waiting, ended] = [total((step) => step.waiting), total((step) => step.ended)];
  const parts = [
    ...(waiting === 0 ? [] : [`${number(waiting)} ${waiting === 1 ? "is" : "are"} on the way`]),
    ...(ended === 0 ? [] : [`${number(ended)} ended lawfully`]),
  ];
  return parts.join(", ");
}

/** How many of those that have run through or left have run through. */
function part(passed: number, left: number, of: string): string {
  if (left === 0) return `all${of} run`;
  if (passed === 0) return `none${of} runs`;
  const percent = Math.min(99.9, Math.round((passed / (passed + left)) * 1000) / 10);
  return `${percent === 0 ? "less than 0.1" : percent} %${of} run`;
}

function leaving({ steps, decision }: Omit<ReviewedWorkflow, "sentence">, words: SentenceWords): string {
  const { left } = words;
  if (left.records === 0) return "";
  const most = steps.reduce((best, step) => (heavier(step.left, best.left) ? step : best));
  const rests = decision === undefined ? "" : `, which exposes ${decision}`;
  const verb = left.records === 1 ? "leaves" : "leave";
  const some = `${number(left.records)}${worth(left, words)} ${verb}`;
  if (most.left.records === left.records) return `; ${some} at ${most.title}${rests}`;
  return `; ${some} on the way, ${number(most.left.records)} of them at ${most.title}${rests}`;
}

/** More money, or as much and more records. */
function heavier(a: RuleCount, b: RuleCount): boolean {
  const [mine, other] = [money(a.amount).abs(), money(b.amount).abs()];
  return mine.greaterThan(other) || (mine.equals(other) && a.records > b.records);
}

function worth({ amount }: RuleCount, { currency }: SentenceWords): string {
  return amount === undefined || money(amount).isZero() ? "" : ` worth ${priceInWords(amount, currency)}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** A title within a sentence: `Bank deposits` → `bank deposits`, `POS sales` as it stands. */
function inside(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title[0]?.toLowerCase() + title.slice(1) : title;
}
