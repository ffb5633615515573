import {
  BASELINE_STATES,
  BASELINE_TOPICS,
  type Baseline,
  type BaselineItem,
  type BaselineState,
  type BaselineTopic,
} from "../model/index.ts";
import { count } from "./money.ts";

export const BASELINE_TOPIC_WORDS: Readonly<Record<BaselineTopic, { readonly title: string; readonly question: string }>> = {
  "source-of-truth": { title: "Sources of truth", question: "Which system says what is right, thing by thing?" },
  corrections: { title: "Corrections", question: "Who corrects exceptions, and where do those corrections live?" },
  reports: { title: "Reports", question: "Which read raw records, and which edited exports?" },
  handoffs: { title: "Handoffs", question: "Which fail silently, and which need a person to check?" },
};

export const BASELINE_STATE_WORDS: Readonly<Record<BaselineState, { readonly title: string; readonly meaning: string }>> = {
  declared: { title: "Declared", meaning: "the estate says so, and no record speaks against it" },
  conflicting: { title: "Conflicting", meaning: "the estate says so, and records show something else" },
  inferred: { title: "Inferred", meaning: "nobody says so, records show it" },
  unknown: { title: "Unknown", meaning: "neither tells" },
};

/** The baseline by topic, in reading order; topics of which nothing is asked are left out. */
export function baselineByTopic({ items }: Baseline): { readonly topic: BaselineTopic; readonly items: readonly BaselineItem[] }[] {
  return BASELINE_TOPICS.map((topic) => ({ topic, items: items.filter((item) => item.topic === topic) })).filter(
    (part) => part.items.length > 0,
  );
}

/** `7 declared, 2 conflicting, 4 inferred, 1 unknown`; states that do not occur are left out. */
export function baselineCounts(items: readonly BaselineItem[]): string {
  return BASELINE_STATES.map((state) => ({ state, items: items.filter((item) => item.state === state).length }))
    .filter((part) => part.items > 0)
    .map((part) => `${count(part.items)} ${BASELINE_STATE_WORDS[part.state].title.toLowerCase()}`)
    .join(", ");
}

/** What is known, and from whom: `CRM (declared); records show: Dispatch`. */
export function baselineAnswer({ declared, inferred }: BaselineItem): string {
  if (declared !== undefined && inferred !== undefined) return declared === inferred ? declared : `${declared}; records show: ${inferred}`;
  return declared ?? (inferred === undefined ? "Nothing tells" : `Nobody says; records show: ${inferred}`);
}
