import type { BaselineItem, BaselineState, BaselineTopic, Finding, Undecided } from "../../model/index.ts";

/** How many findings a line names. */
const NAMED = 10;
/** How many names a sentence tells before it counts the rest. */
const TOLD = 4;

export interface Line {
  readonly topic: BaselineTopic;
  readonly subject: string;
  readonly question: string;
  readonly state: BaselineState;
  readonly declared?: string | undefined;
  readonly inferred?: string | undefined;
  /** Parts of one sentence, without full stops. */
  readonly evidence: readonly string[];
  readonly findings?: readonly Finding[];
}

/** A line as the model has it: evidence is a sentence with its full stop, what is said and what is shown are clauses without. */
export function line({ evidence, findings = [], declared, inferred, ...rest }: Line): BaselineItem {
  return {
    ...rest,
    declared: declared === undefined ? undefined : capital(declared),
    inferred,
    evidence: sentence(evidence.join("; ")),
    findings: findings.slice(0, NAMED).map(({ fingerprint }) => fingerprint),
  };
}

/** `a, b and c`; of many, the first four and how many more. */
export function listed(names: readonly string[], told = TOLD): string {
  const shown = names.length > told + 1 ? [...names.slice(0, told), `${names.length - told} more`] : names;
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} and ${last}`;
}

/** Lower case, one space between words, no plural: `Service-Lines` and `service line` are one entity. */
export function entityOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .replace(/s$/, "");
}

/** Its title, else the id itself. */
export function systemTitle({ systems }: Undecided, id: string): string {
  return systems.find((system) => system.id === id)?.title ?? id;
}

/** The system that a dataset or field lies in. */
export function systemOf(name: string): string {
  return name.split(".")[0] ?? name;
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? capital(text) : `${capital(text)}.`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
