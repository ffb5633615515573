import type { FindingSubject, SignOutcome } from "../../model/index.ts";
import type { DetectorContext } from "../detector.ts";

/** Two copies of a fact, as a finding speaks of them. */
export interface Copy {
  /** Titles of the systems that hold them, the owner's first. */
  readonly system: string | undefined;
  readonly other: string | undefined;
  readonly records: number;
  readonly detail: Readonly<Record<string, string>>;
}

/** What a finding is told with. */
export interface Told {
  readonly outcome: SignOutcome;
  readonly subject: FindingSubject;
  readonly records: number;
  readonly signs: number;
  /** Of how many records. */
  readonly of: number;
  readonly amount: string | undefined;
  /** Those with the most records first. */
  readonly copies: readonly Copy[];
  /** Of the first of them. */
  readonly detail: Readonly<Record<string, string>>;
}

/** The finding in one sentence. */
export function titleOf(told: Told, context: Pick<DetectorContext, "amountInWords">): string {
  const { outcome, detail, records, of, amount, copies } = told;
  const title = detail["title"] ?? told.subject.id;
  const noun = detail["noun"] ?? "record";
  const systems = distinct(copies.map(({ system }) => system));
  const others = distinct(copies.map(({ other }) => other));
  const owned = detail["owner"] !== undefined;
  switch (outcome) {
    case "values-differ": {
      const worth = amount === undefined ? "" : ` worth ${context.amountInWords(amount)}`;
      const who = owned ? `, which owns it` : "; no system is declared to own it";
      return `${title}: ${number(records)} of ${counted(of, noun)}${worth} ${records === 1 ? "has" : "have"} another value in ${either(others)} than in ${either(systems)}${who}`;
    }
    default:
      return `${title}: ${counted(records, noun)}`;
  }
}

/** The next thing to do. */
export function moveOf({ detail, copies }: Told): string {
  const others = either(distinct(copies.map(({ other }) => other)));
  if (detail["owner"] === undefined) return `Name the system that owns ${lower(detail["title"])}, then correct the other copies.`;
  return `Correct the listed copies in ${others}, and find why the owner's value does not reach them.`;
}

function lower(title: string | undefined): string {
  return title === undefined ? "the fact" : `${title.slice(0, 1).toLowerCase()}${title.slice(1)}`;
}

function distinct(titles: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(titles.filter((title) => title !== undefined))];
}

function counted(records: number, noun: string): string {
  return `${number(records)} ${records === 1 ? noun : plural(noun)}`;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

function plural(word: string): string {
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/i.test(word) ? `${word}es` : `${word}s`;
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
