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

/** A word of the one system and what stands for it in the other. */
export interface ToldWord {
  readonly value: string | undefined;
  readonly other: string | undefined;
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
  /** Words that differ, those of the most records first; none where records do. */
  readonly words: readonly ToldWord[];
  /** Of the first of the copies. */
  readonly detail: Readonly<Record<string, string>>;
}

type Money = Pick<DetectorContext, "amountInWords">;

/** The finding in one sentence. */
export function titleOf(told: Told, context: Money): string {
  const title = told.detail["title"] ?? told.subject.id;
  const says = {
    "values-differ": differ,
    "two-origins": twoOrigins,
    "non-owner-writes": writes,
    "no-owner": unowned,
    "value-sets-differ": words,
  };
  return `${title}: ${(says[told.outcome as keyof typeof says] ?? differ)(told, context)}`;
}

function differ(told: Told, context: Money): string {
  const { detail, records, of, amount } = told;
  const worth = amount === undefined ? "" : ` worth ${context.amountInWords(amount)}`;
  const owned = detail["owner"] === undefined ? "; no system is declared to own it" : ", which owns it";
  return `${number(records)} of ${counted(of, noun(told))}${worth} ${has(records)} another value in ${either(others(told))} than in ${either(systems(told))}${owned}`;
}

function twoOrigins(told: Told): string {
  const [copy] = told.copies;
  const { detail, system, other } = copy ?? { detail: told.detail, system: undefined, other: undefined };
  const counts = `${number(Number(detail["leads"] ?? 0))} in ${system ?? "one system"} and ${number(Number(detail["otherLeads"] ?? 0))} in ${other ?? "another"}`;
  const owned = detail["owner"] === undefined ? "; no system is declared to own it" : `; ${system ?? "the first"} is declared to own it`;
  const of = Number(detail["of"] ?? 0);
  return `of ${number(of)} ${of === 1 ? "change" : "changes"} that both systems took, ${counts} came first${owned}`;
}

function writes(told: Told, context: Money): string {
  const { records, amount } = told;
  const { ahead, alone, changes } = writesOf(told);
  const worth = amount === undefined ? "" : ` worth ${context.amountInWords(amount)}`;
  const [reader, owner] = [either(others(told, "system")), either(systems(told, "other"))];
  const were = `${counted(records, noun(told))}${worth} ${records === 1 ? "was" : "were"} changed in ${reader}`;
  const share = `${number(ahead)} of ${number(changes)} ${changes === 1 ? "change" : "changes"} that both took`;
  if (alone === 0) return `${were} before ${owner}, which owns it: ${share}`;
  if (ahead === 0) return `${were} and not in ${owner}, which owns it`;
  return `${were}, ${number(alone)} of them not in ${owner}, which owns it, and the others before it: ${share}`;
}

/** Changes that readers made before the owner, records that they changed without it, and how many changes and records there are. */
export function writesOf({ copies }: Pick<Told, "copies">): Readonly<Record<"ahead" | "alone" | "changes" | "compared", number>> {
  const sum = (name: string): number => copies.reduce((total, { detail }) => total + Number(detail[name] ?? 0), 0);
  const compared = Math.max(0, ...copies.map(({ detail }) => Number(detail["compared"] ?? 0)));
  return { ahead: sum("ahead"), alone: sum("alone"), changes: sum("of"), compared };
}

function unowned({ detail }: Told): string {
  const held = detail["systems"] ?? "several systems";
  if (detail["inferredFact"] !== undefined)
    return `held in ${every(held)}, and nobody has declared which of them owns it; ${number(Number(detail["agreeing"]))} of ${number(Number(detail["of"]))} joined records agree`;
  const guess = detail["inferredTitle"] === undefined ? "" : `; changes begin in ${detail["inferredTitle"]}`;
  return `${every(held)} hold or read it, and none is declared to own it${guess}`;
}

function words(told: Told): string {
  const { signs, records, detail } = told;
  const one = signs === 1 ? `one word is not the same` : `${number(signs)} words are not the same`;
  return `${one} in ${every([...new Set([...systems(told), ...others(told)])].join(", "))}, in ${counted(records, noun(told))}${detail["owner"] === undefined ? "" : `; ${either(systems(told))} owns it`}`;
}

/** The next thing to do. */
export function moveOf(told: Told): string {
  const { outcome, detail } = told;
  const fact = lower(detail["title"]);
  const owned = detail["owner"] !== undefined;
  const inferred = detail["inferredTitle"];
  const name =
    inferred === undefined ? `Name the system that owns ${fact}` : `Name the system that owns ${fact} (changes begin in ${inferred})`;
  switch (outcome) {
    case "values-differ":
      if (!owned) return `${name}, then correct the listed copies.`;
      return `Say for the listed records which value is right, correct it in ${either(systems(told))} or in ${either(others(told))}, and find why changes do not reach ${either(others(told))}.`;
    case "two-origins":
      return owned
        ? `Decide where ${fact} is changed: in one system alone, or in both by a rule that says which wins; ${either(systems(told))} is declared to own it${inferred === undefined ? "" : `, and changes begin in ${inferred}`}.`
        : `${name}, and let it be changed there alone.`;
    case "non-owner-writes":
      return `Close ${fact} for editing in ${either(others(told, "system"))}, or declare that system its owner; ask those who made the listed changes why they made them there.`;
    case "no-owner":
      return detail["inferredFact"] === undefined
        ? `${name}, and say so in the estate.`
        : `Declare ${fact} as a fact with its owner, so that its copies are compared.`;
    default:
      return `Agree on one set of words, or declare the mapping${proposed(told)}.`;
  }
}

/** How many words of a mapping are told in a sentence. */
const MOST_PROPOSED = 3;

/** The mapping that the records propose, with its counts and how sure it is. */
function proposed({ words }: Told): string {
  const mapped = words.filter(
    ({ value, other, detail }) => detail["mapping"] === "one-to-one" && value !== undefined && other !== undefined,
  );
  if (mapped.length === 0) return ": the words do not map one to one, so that records must say which is meant";
  const texts = mapped.slice(0, MOST_PROPOSED).map(({ value, other, detail }) => {
    const [both, of, back] = ["both", "mapsOf", "mapsBackOf"].map((name) => Number(detail[name] ?? 0)) as [number, number, number];
    const counts =
      of === back
        ? `in ${number(both)} of ${number(of)} records`
        : `in ${number(both)} of ${number(of)} records, and of ${number(back)} the other way`;
    return `“${value}” is “${other}” (${counts}; surely in ${(Math.floor(Number(detail["mapsSurely"] ?? 0) * 1000) / 10).toFixed(1)}%)`;
  });
  const more = mapped.length > MOST_PROPOSED ? `, and ${number(mapped.length - MOST_PROPOSED)} more` : "";
  return `: from the records that both systems hold, ${texts.join(", ")}${more}`;
}

const noun = ({ detail }: Told): string => detail["noun"] ?? "record";
const systems = ({ copies }: Told, end: "system" | "other" = "system"): readonly string[] => distinct(copies.map((copy) => copy[end]));
const others = (told: Told, end: "system" | "other" = "other"): readonly string[] => systems(told, end);
const has = (records: number): string => (records === 1 ? "has" : "have");

function lower(title: string | undefined): string {
  if (title === undefined) return "the fact";
  return /^.[A-Z]/.test(title) ? title : `${title.slice(0, 1).toLowerCase()}${title.slice(1)}`;
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

/** `A, B` → A and B. */
function every(list: string): string {
  const parts = list.split(", ");
  return parts.length < 2 ? list : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
