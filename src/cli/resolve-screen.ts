import type { WaitingPair } from "../identities.ts";
import { priceInWords, type IdentityAttribute, type LinkReason } from "../model/index.ts";
import { cutWide, displayWidth, plain, wrap, type Paint } from "../report/index.ts";

/** What a screen needs to know beside the pair. */
export interface ScreenContext {
  /** In the order of the pairs' values. */
  readonly attributes: readonly IdentityAttribute[];
  /** Dataset → what people call its system. */
  readonly systems: ReadonlyMap<string, string>;
  readonly currency: string;
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
}

/**
 * One pair as lines of at most `width` columns: what is at stake, both records
 * side by side with a mark where they differ (`≠`), are alike (`≈`), agree (`=`) or
 * one is silent (`·`), and the waterfall of weights. No value can steer the terminal.
 */
export function pairScreen(pair: WaitingPair, context: ScreenContext): string[] {
  const { paint } = context;
  const reach = `${count(pair.reach, "record")} name${pair.reach === 1 ? "s" : ""} one of the two`;
  const stake = `${percent(pair.confidence)} likely to be one · ${priceInWords(pair.dollars, context.currency)} at stake · ${reach}`;
  return [
    ...wrap(stake, context.width).map((line) => paint(line, "strong")),
    ...wrap(standing(pair), context.width).map((line) => paint(line, "dim")),
    "",
    ...sideBySide(pair, context),
    "",
    ...waterfall(pair.reasons, context),
  ];
}

/** Where the two stand now. */
function standing({ from, to }: WaitingPair): string {
  const entities =
    from.entity !== undefined && from.entity === to.entity
      ? `Other links already make them one: ${plain(from.entity)}.`
      : "They stand for two until someone decides.";
  const rivals = [from, to].flatMap((record) =>
    record.rivals === 0 ? [] : [`${plain(record.dataset)} ${plain(record.key)} waits in ${count(record.rivals, "other pair")}.`],
  );
  return [entities, ...rivals].join(" ");
}

/** `=`: the same letters and digits; `≈`: not so, but the comparison speaks for the pair; `·`: one is silent. */
function mark({ left, right, supports }: ShownValue): "=" | "≈" | "≠" | "·" {
  if (left === undefined || right === undefined) return "·";
  const fold = (text: string): string =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}]/gu, "");
  const [a, b] = [fold(left), fold(right)];
  if (a === "" || b === "" ? left === right : a === b) return "=";
  return supports ? "≈" : "≠";
}

const MOST_LINES = 3;

function sideBySide(pair: WaitingPair, { attributes, systems, width, paint }: ScreenContext): string[] {
  const shown = valuesOf(pair, attributes);
  const names = shown.map(({ name }) => plain(name));
  const { from, to } = pair;
  const label = Math.min(Math.max(...names.map(displayWidth), 4), 16);
  const column = Math.max(10, Math.floor((width - label - 7) / 2));
  const row = (name: string, left: string, sign: string, right: string, style?: "strong" | "dim" | "warn"): string[] => {
    const [leftLines, rightLines] = [left, right].map((text) => cell(text, column)) as [string[], string[]];
    return Array.from({ length: Math.max(leftLines.length, rightLines.length) }, (_, index) => {
      const head = pad(index === 0 ? cutWide(name, label) : "", label);
      const line = `${pad(leftLines[index] ?? "", column)} ${index === 0 ? sign : " "} ${rightLines[index] ?? ""}`.trimEnd();
      return `${paint(head, "dim")}  ${style === undefined ? line : paint(line, style)}`.trimEnd();
    });
  };
  const title = (record: WaitingPair["from"]): string =>
    `${plain(systems.get(record.dataset) ?? record.dataset)} ${plain(record.key) || "(no key)"}`;
  const source = ({ file, place }: WaitingPair["from"]): string =>
    `${plain(file)}:${place.kind === "line" ? "" : "record "}${place.number}`;
  return [
    ...row("", title(from), " ", title(to), "strong"),
    ...row("", source(from), " ", source(to), "dim"),
    ...shown.flatMap((value) => {
      const { name, left, right } = value;
      const sign = mark(value);
      return row(plain(name), plain(left ?? "–"), sign, plain(right ?? "–"), sign === "≠" ? "warn" : undefined);
    }),
  ];
}

interface ShownValue {
  readonly name: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
  /** Does the comparison of this attribute speak for the pair? */
  readonly supports: boolean;
}

/**
 * What either says. Where one holds a whole name and the other its parts, they
 * stand in one row, as they were compared.
 */
function valuesOf({ from, to, reasons }: WaitingPair, attributes: readonly IdentityAttribute[]): ShownValue[] {
  const parts = (record: WaitingPair["from"]): string | undefined => {
    const said = ["first-name", "last-name"].flatMap((role) =>
      attributes.flatMap((attribute, index) => (attribute.role === role ? (record.values[index] ?? []) : [])),
    );
    return said.length === 0 ? undefined : said.join(" ");
  };
  const whole = attributes.findIndex(({ role }) => role === "name");
  const [left, right] = [from.values[whole], to.values[whole]];
  const isMixed = (left === undefined) !== (right === undefined) && (left === undefined ? parts(from) : parts(to)) !== undefined;
  return attributes.flatMap(({ name, role }, index): ShownValue[] => {
    const supports = reasons.some(({ comparison, weight }) => comparison === name && weight > 0);
    if (isMixed && index === whole) return [{ name, supports, left: left ?? parts(from), right: right ?? parts(to) }];
    const own = { name, supports, left: from.values[index], right: to.values[index] };
    const isPart = role === "first-name" || role === "last-name";
    const isTold =
      own.left === undefined && own.right === undefined
        ? false
        : !(isMixed && isPart && (own.left === undefined || own.right === undefined));
    return isTold ? [own] : [];
  });
}

function cell(text: string, width: number): string[] {
  const lines = wrap(text, width);
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES - 1), cutWide(`${lines[MOST_LINES - 1] ?? ""} …${" ".repeat(width)}`, width)];
}

/**
 * The weights as steps from nothing to the whole, in bits; ten bits are odds of a
 * thousand to one. A step to the right speaks for the pair, one to the left against it.
 */
export function waterfall(reasons: readonly LinkReason[], { width, paint }: Pick<ScreenContext, "width" | "paint">): string[] {
  const steps = reasons.filter(({ comparison, weight }) => comparison === "prior" || weight !== 0);
  if (steps.length === 0) return [];
  let running = 0;
  const spans = steps.map(({ comparison, level, weight }) => {
    const start = running;
    running += weight;
    const name = comparison === "prior" ? plain(level) : `${plain(comparison)}: ${plain(level)}`;
    return { name, weight, start, end: running };
  });
  const all = [...spans, { name: "all together", weight: running, start: 0, end: running }];
  const label = Math.min(Math.max(...all.map(({ name }) => displayWidth(name))), Math.floor(width * 0.45));
  const bar = Math.max(8, width - label - 10);
  const low = Math.min(0, ...all.map(({ end }) => end));
  const high = Math.max(0, ...all.map(({ end }) => end));
  const at = (bits: number): number => Math.round(((bits - low) / Math.max(high - low, 1e-9)) * (bar - 1));
  return all.map(({ name, weight, start, end }) => {
    const [first, last] = [at(Math.min(start, end)), at(Math.max(start, end))];
    const drawn = (weight < 0 ? "░" : "█").repeat(last - first + 1);
    const painted = paint(drawn, weight < 0 ? "bad" : "good");
    return `${pad(cutWide(name, label), label)}  ${bits(weight).padStart(6)}  ${" ".repeat(first)}${painted}`;
  });
}

function bits(weight: number): string {
  const rounded = weight.toFixed(1);
  if (rounded === "-0.0" || rounded === "0.0") return "0.0";
  return weight < 0 ? rounded.replace("-", "−") : `+${rounded}`;
}

/** What is not certain never reads as 100 %, nor as 0 %. */
export function percent(share: number): string {
  if (share >= 1) return "100%";
  if (share > 0.9995) return ">99.9%";
  if (share > 0 && share < 0.0005) return "<0.1%";
  return `${(share * 100).toFixed(1)}%`;
}

export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}
