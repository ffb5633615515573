import type { AffectedSlice, AgreeRule, CarryRule, Lifecycle, MismatchOutcome, Track } from "../../model/index.ts";
import type { DetectorContext } from "../detector.ts";
import { durationInWords } from "./plan.ts";
import { START } from "./show.ts";

/** What a finding of mismatches has to tell. */
export interface Told {
  readonly lifecycle: Lifecycle;
  readonly track: Track;
  readonly rule: AgreeRule | CarryRule | undefined;
  readonly outcome: MismatchOutcome;
  readonly records: number;
  readonly mismatches: number;
  readonly amount: string | undefined;
  /** Seconds beyond what was agreed, of the longest. */
  readonly longest: number | undefined;
  /** The commonest pair of states, and how many different ones there are. */
  readonly state: string | undefined;
  readonly otherState: string | undefined;
  readonly states: number;
  readonly otherStates: number;
  readonly otherDataset: string | undefined;
  /** Keys of the samples. */
  readonly keys: readonly string[];
  readonly owner: string | undefined;
  readonly slice: AffectedSlice | undefined;
}

/** One plain sentence with number and money. */
export function titleOf(told: Told, context: DetectorContext): string {
  const { rule, track } = told;
  const lead = rule === undefined ? `${told.lifecycle.title} in ${context.systemOf(track.dataset)}` : rule.title;
  return `${lead}: ${sentence(told, context)}`;
}

function sentence(told: Told, context: DetectorContext): string {
  const { outcome, records } = told;
  const subject = `${counted(records, told.lifecycle.entity)}${told.amount === undefined ? "" : ` worth ${context.amountInWords(told.amount)}`}`;
  const one = records === 1;
  const state = inWords(told, told.state);
  const way = told.states > 1 || told.otherStates > 1 ? "" : ` from ${inWords(told, told.otherState)} to ${state}`;
  switch (outcome) {
    case "disagrees":
    case "disagreed":
      return `${subject} ${apart(told, context)}`;
    case "not-carried":
      return `${subject} ${one ? "has" : "have"} another value in ${other(told, context)} than in ${context.systemOf(told.track.dataset)}${beyond(told)}`;
    case "illegal-transition":
      return `${subject} went${way} where no way leads`;
    case "regression":
      return `${subject} went back${way}`;
    case "skipped-state":
      return told.otherState === START && told.otherStates === 1
        ? `${subject} began as ${state}, without what comes before`
        : `${subject} skipped a state${way === "" ? "" : ` on the way${way}`}`;
    case "repeated":
      return `${subject} became ${told.states === 1 ? state : "what comes once"} again, ${times(told.mismatches)} too often in all`;
    case "rework":
      return `${subject} ${one ? "was" : "were"} worked on again more often than ${times(told.lifecycle.reworkLimit)}`;
    case "stuck":
      return `${subject} ${one ? "is" : "are"} still ${told.states === 1 ? state : "in a state"}${beyond(told)}`;
    case "overstayed":
      return `${subject} stayed ${told.states === 1 ? state : "in a state"} too long${beyond(told)}`;
    case "late-recorded":
      return `changes of ${subject} were recorded late${beyond(told)}`;
    case "unmapped-word":
      return `${counted(records, "record")} ${one ? "has" : "have"} ${told.mismatches === 1 ? "a word that stands" : `${told.mismatches} words that stand`} for no state (${quoted(told.keys)})`;
    case "avoided-word":
      return `${named(told, context)} never ${told.mismatches === 1 ? "says" : "say"} ${told.states === 1 ? state : "what all others say"} (${counted(records, told.lifecycle.entity)})`;
    case "definition-differs":
      return `it is not the same in ${named(told, context)} (${counted(records, told.lifecycle.entity)}): ${other(told, context)} says ${inWords(told, told.otherState)} there, ${state} elsewhere`;
  }
}

function apart(told: Told, context: DetectorContext): string {
  const rule = told.rule as AgreeRule;
  const past = told.outcome === "disagreed";
  const one = told.records === 1;
  const is = past ? (one ? "was" : "were") : one ? "is" : "are";
  const states = told.states === 1 ? inWords(told, told.state) : either(rule.when.states.map((state) => inWords(told, state)));
  const own = `${is} ${states} in ${context.systemOf(told.track.dataset)}`;
  const system = other(told, context);
  const far = `${beyond(told)}${past ? "; that is over" : ""}`;
  if (told.otherStates === 1 && told.otherState === "absent")
    return `${own} and ${past ? "had" : one ? "has" : "have"} no record in ${system}${far}`;
  if (told.otherStates === 1) return `${own} while ${system} ${past ? "said" : "says"} ${inWords(told, told.otherState)}${far}`;
  if (rule.then.states.length === 0) return `${own} while ${system} ${past ? "had" : "has"} a record${far}`;
  return `${own} and ${past ? (one ? "was" : "were") : is} not ${either(rule.then.states.map((state) => inWords(told, state)))} in ${system}${far}`;
}

/** How far beyond what was agreed. */
function beyond(told: Told): string {
  if (told.longest === undefined) return "";
  const up = `${told.mismatches === 1 ? "" : "up to "}${span(told.longest)}`;
  const agreed = agreedTime(told);
  return agreed === undefined ? `, for ${up}` : `, ${up} beyond the agreed ${agreed}`;
}

function agreedTime({ rule, outcome, lifecycle, track, state, states }: Told): string | undefined {
  const duration =
    rule !== undefined
      ? rule.within
      : outcome === "late-recorded"
        ? track.recordWithin
        : states === 1
          ? lifecycle.states.find(({ id }) => id === state)?.limit
          : undefined;
  if (rule === undefined && duration === undefined) return "time";
  return duration === undefined || duration.count === 0 ? undefined : durationInWords(duration);
}

/** `212 days`, `3.5 days`, `7 hours`. */
function span(seconds: number): string {
  if (seconds < 3600) return `${Math.max(1, Math.floor(seconds / 60))} ${seconds < 120 ? "minute" : "minutes"}`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} ${seconds < 7200 ? "hour" : "hours"}`;
  const days = seconds / 86_400;
  return `${days < 10 ? String(Math.floor(days * 10) / 10) : Math.floor(days).toLocaleString("en-US")} ${days < 1.1 ? "day" : "days"}`;
}

function counted(records: number, entity: string | undefined): string {
  return `${records.toLocaleString("en-US")} ${records === 1 ? (entity ?? "record") : plural(entity ?? "record")}`;
}

function plural(word: string): string {
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/i.test(word) ? `${word}es` : `${word}s`;
}

/** A state's title in running text, or the word as it stands. */
function inWords({ lifecycle }: Told, state: string | undefined): string {
  if (state === undefined) return "nothing";
  if (state === "absent") return "nothing, having no record";
  const title = lifecycle.states.find(({ id }) => id === state)?.title;
  if (title === undefined) return state;
  // An abbreviation keeps its capitals.
  return /^.[A-Z]/.test(title) ? title : `${title.slice(0, 1).toLowerCase()}${title.slice(1)}`;
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function other(told: Told, context: DetectorContext): string {
  return told.otherDataset === undefined ? "the other system" : context.systemOf(told.otherDataset);
}

function quoted(words: readonly string[]): string {
  const shown = words.slice(0, 3).map((word) => `“${word}”`);
  return `${shown.join(", ")}${words.length > 3 ? " …" : ""}`;
}

function named({ keys }: Told, context: DetectorContext): string {
  const shown = keys.slice(0, 3).map((key) => context.unitTitle(key));
  return keys.length > 3
    ? `${shown.join(", ")} and others`
    : shown.length < 2
      ? shown.join("")
      : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

function times(count: number): string {
  return count === 0 ? "never" : count === 1 ? "once" : `${count} times`;
}

/** The next thing to do, as a sentence. */
export function moveOf(told: Told, context: DetectorContext): string {
  const own = context.systemOf(told.track.dataset);
  const facing = other(told, context);
  const moves: Readonly<Record<MismatchOutcome, string>> = {
    disagrees: `Settle the listed records: say which of ${own} and ${facing} is right, correct the other, and find the step that did not run`,
    disagreed: `Find what delays the change between ${own} and ${facing}: the listed records show when it came`,
    "not-carried": `Enter the values of ${own} in ${facing} for the listed records, and find why a later change is not passed on`,
    "illegal-transition": `Ask in ${own} who may make this change: forbid it there, or allow it in the lifecycle if it is lawful`,
    regression: `Ask in ${own} why records go back: declare it as rework if it is meant, else forbid it`,
    "skipped-state": `Ask in ${own} who leaves the state out: what rests on its time is not known for the listed records`,
    repeated: `Say which of the listed changes in ${own} is the true one and undo the others; then find what sends them twice`,
    rework: "Look at the listed records for what was not right the first time",
    stuck: "Work off the listed records, the oldest first: each waits for somebody's next step",
    overstayed: "Ask what the listed records waited for, or set a limit that fits the work",
    "late-recorded": `Have changes recorded in ${own} when they happen: reports until then showed the old state`,
    "unmapped-word": "Say in the estate file which state each word stands for; until then these records are not judged by it",
    "avoided-word": "Ask those named what they do instead, and agree on one use of the word",
    "definition-differs": "Have one definition of the state agreed and written down before figures of these units are compared",
  };
  const where = told.slice === undefined ? "" : `, beginning with ${context.unitTitle(told.slice.value)}`;
  const owner = told.owner === undefined ? "; name an owner first" : "";
  return `${moves[told.outcome]}${where}${owner}.`;
}
