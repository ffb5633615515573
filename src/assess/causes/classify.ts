import type { Automation, Cause, CauseClass, CauseCode, CausePart, CauseSlice } from "../../model/index.ts";
import { formatMoney, money } from "../../model/index.ts";
import { actorKind } from "./actors.ts";
import type { Evidence, Part } from "./population.ts";
import { isSpread } from "./spread.ts";
import { partWords, settingOf, sliceOf, termWords, type Told } from "./words.ts";

/** What the estate and the breaks say besides. */
export interface CauseContext extends Told {
  readonly people: readonly string[];
  readonly automations: readonly Automation[];
  /** Who owns the handoff or the rule. */
  readonly owner: string | undefined;
  /** What most breaks have in common beside their outcome, in words (`bears no reference`), and how many have it. */
  readonly same: { readonly words: string; readonly records: number } | undefined;
  /** Where what is counted is defined otherwise in another system or unit: a sentence. */
  readonly definitions: string | undefined;
}

/** A place explains a group when it holds this share of it; a transformation explains what it explains. */
const MAIN = 0.2;
/** A practice at one place holds so many breaks, by chance with at most this. */
const PLAIN = 5;
const PLAIN_CHANCE = 0.01;
/** Fewer breaks are spread by chance. */
const MANY = 10;
/** So many breaks have it in common. */
const SAME = 0.6;

interface Verdict {
  readonly code: CauseCode;
  readonly class: CauseClass;
  readonly confidence: number;
}

/** The cause of a group of breaks, by the rules of docs/causes.md. */
export function classify(evidence: Evidence, context: CauseContext): Cause {
  const parts = evidence.parts.toSorted((a, b) => b.records - a.records);
  const [main, ...others] = parts.filter(
    (part) => part.records >= (part.signature === undefined ? MAIN : 0) * evidence.records && isSure(part, evidence),
  );
  if (main === undefined) return spreadCause(evidence, context);
  const rest = evidence.records - main.records - others.reduce((sum, { records }) => sum + records, 0);
  return {
    ...partOf(main, evidence, context),
    proven: false,
    unexplained: { records: rest, amount: minus(evidence.amount, [main, ...others]) },
    besides: others.map((part) => partOf(part, evidence, context)),
  };
}

function partOf(part: Part, evidence: Evidence, context: CauseContext): CausePart {
  const verdict = verdictOf(part, evidence, context);
  const words = partWords(part, verdict.code, evidence, context);
  const { signature, onset, records, amount } = part;
  return {
    ...verdict,
    statement: words.statement,
    explained: { records, amount, share: round(records / evidence.records) },
    slices: part.slice === undefined ? [] : [sliceWithCounts(part, evidence, context)],
    signature:
      signature === undefined
        ? undefined
        : {
            code: signature.signature.code,
            from: signature.from,
            to: signature.to,
            parameters: { ...signature.signature.parameters },
          },
    onset: onset === undefined ? undefined : { from: onset.from, until: onset.until, between: { ...onset.between } },
    rivals: rivalsOf(part, evidence, context),
    refutedBy: words.refutedBy,
    setting: isSetting(verdict) ? settingOf(part, evidence, context) : undefined,
    recreated: isSetting(verdict) ? words.recreated : undefined,
  };
}

/** Is it something that someone set, and can set otherwise? An interruption is over, and what one automation does is told of the automation. */
function isSetting({ code, class: kind }: Verdict): boolean {
  return kind === "configuration" && code !== "outage" && code !== "automation";
}

function verdictOf(part: Part, evidence: Evidence, context: CauseContext): Verdict {
  const { signature, slice, onset } = part;
  const confidence = confidenceOf(part, evidence);
  const actor = slice?.terms.find(({ attribute }) => evidence.attributes.some(({ name, kind }) => name === attribute && kind === "actor"));
  const by = actor?.value === undefined || actor.value === null ? undefined : actorKind(actor.value, context);
  // However alike, what one person alone writes is no setting.
  if (by === "person") return { code: "person", class: "data-entry", confidence };
  if (signature !== undefined) {
    // Cut off everywhere and always, it is what the product holds; in one place, or since a day, somebody set it so.
    return signature.signature.code === "truncated" && slice === undefined && onset === undefined
      ? { code: "cut-off", class: "vendor-limit", confidence }
      : { code: "transformation", class: "configuration", confidence };
  }
  if (by !== undefined) return { code: "automation", class: by === "unowned-automation" ? "ownership" : "configuration", confidence };
  if (onset?.until !== undefined) return { code: "outage", class: "configuration", confidence };
  if (slice === undefined) return { code: "change", class: "configuration", confidence };
  const concentrated = isWhole(part) || onset !== undefined;
  return concentrated ? { code: "setting", class: "configuration", confidence } : { code: "practice", class: "workflow", confidence };
}

/** A place where more breaks than elsewhere, but not all and at no time in particular, has to be plainer than one where something happened. */
function isSure(part: Part, evidence: Evidence): boolean {
  const named = part.signature !== undefined || part.onset !== undefined || part.slice === undefined || isWhole(part);
  return named || (part.records >= PLAIN && part.chance <= PLAIN_CHANCE && part.records >= evidence.records / 2);
}

/** Every record in it is broken. */
function isWhole({ inside }: Part): boolean {
  return inside.broken === inside.records;
}

/**
 * How sure: of k breaks k ÷ (k + 1), so that few never tell much; less by the chance
 * that it is nothing; between half and all of that by the share of the group it
 * explains; a place of which not all records break counts at most four fifths; and it
 * is parted with whatever explains the same breaks as well.
 */
function confidenceOf(part: Part, evidence: Evidence): number {
  const { records, inside, chance, rivals } = part;
  const share = 0.5 + (0.5 * records) / evidence.records;
  if (part.signature !== undefined) return round(part.signature.signature.confidence * share);
  const rate = inside.records === 0 ? 0 : inside.broken / inside.records;
  const purity = isWhole(part) ? 1 : 0.4 + 0.4 * rate;
  return round(((records / (records + 1)) * (1 - Math.min(1, chance)) * share * purity) / (1 + rivals.length));
}

function sliceWithCounts(part: Part, evidence: Evidence, context: CauseContext): CauseSlice {
  const { inside, outside } = part;
  const terms = sliceOf(part, evidence, context);
  return { terms, ...inside, rateOutside: outside.records === 0 ? 0 : rounded6(outside.broken / outside.records) };
}

function rivalsOf({ rivals }: Part, { attributes }: Evidence, context: CauseContext): string[] {
  return rivals.map(({ terms }) => termWords(terms, attributes, context));
}

/** Nothing holds many of the breaks: what can still be said, and what cannot. */
function spreadCause(evidence: Evidence, context: CauseContext): Cause {
  const { records, amount } = evidence;
  const none = { records: 0, amount: amount === undefined ? undefined : "0.00" };
  const all = { records, amount };
  const spread = records >= MANY && isSpread(evidence.spread);
  const { same, owner, definitions } = context;
  const common = spread && same !== undefined && same.records >= SAME * records;
  const base = {
    proven: false,
    slices: [],
    signature: undefined,
    onset: undefined,
    rivals: [],
    besides: [],
    setting: undefined,
    recreated: undefined,
  };
  const sure = (share: number): number => round((records / (records + 1)) * share * 0.6);
  if (definitions !== undefined && spread) {
    return {
      ...base,
      code: "definitions",
      class: "reporting-architecture",
      confidence: sure(1),
      statement: definitions,
      explained: { ...all, share: 1 },
      unexplained: none,
      refutedBy: `the same ${context.breaks} while all count by one definition`,
    };
  }
  if (common) {
    return {
      ...base,
      code: "practice",
      class: "workflow",
      confidence: sure(same.records / records),
      statement: `A way of working, not a setting: the same break (it ${same.words}) in all units and at all times.`,
      explained: { records: same.records, amount: same.records === records ? amount : undefined, share: round(same.records / records) },
      unexplained: { records: records - same.records, amount: same.records === records ? none.amount : undefined },
      refutedBy: "a unit, a person or a time without such breaks",
    };
  }
  if (spread && owner === undefined) {
    return {
      ...base,
      code: "no-owner",
      class: "ownership",
      confidence: sure(0.5),
      statement: `${context.breaks.charAt(0).toUpperCase()}${context.breaks.slice(1)} lie in all units and at all times, and nobody owns ${context.place}.`,
      explained: { ...all, share: 1 },
      unexplained: none,
      refutedBy: "as many of them once someone owns it and works them",
    };
  }
  return {
    ...base,
    code: "unknown",
    class: "unknown",
    confidence: 0,
    statement: `Not told by the records: no field, day or transformation holds more of these ${context.breaks} than chance would give it.`,
    explained: { ...none, share: 0 },
    unexplained: all,
    refutedBy: undefined,
  };
}

function minus(amount: string | undefined, parts: readonly Part[]): string | undefined {
  if (amount === undefined) return undefined;
  return formatMoney(parts.reduce((left, part) => left.minus(money(part.amount)), money(amount)));
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function rounded6(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
