/*
 * The language of id formats: letters stand as they are where they are constant, else
 * `A` for a capital and `a` for a small letter; a digit is `9`; a letter or digit, where both
 * occur in one place, is `x`; anything else stands as it is. `9+` (or `A+` …) is a run whose
 * length varies. So `GB-4711` is of the format `GB-9999`, and of `GB-9+` beside `GB-12`.
 */

/** What many values of a column look like: in three coarser and coarser spellings, of which only those that are not too many are told. */
export interface Shape {
  /** Letters kept, digits `9`; NULL: the spellings are too many. */
  readonly literal: string | null;
  /** Letters `A` or `a`; NULL: the spellings are too many. */
  readonly classes: string | null;
  /** Letters and digits `x`. */
  readonly mixed: string;
  readonly records: number;
}

/** An id format: how it is written, and what its values match. */
export interface IdFormat {
  readonly pattern: string;
  /** Anchored regular expression (RE2). */
  readonly regex: string;
}

/** More spellings of one class than these are letters that vary, not prefixes. */
const PREFIXES = 4;
/** So much of a class without a spelling of its own says that its letters vary. */
const UNSPELLED = 0.05;

type Kind = "literal" | "9" | "A" | "a" | "x";

interface Run {
  readonly kind: Kind;
  readonly text: string;
  readonly least: number;
  readonly most: number;
}

interface Spelled {
  readonly runs: readonly Run[];
  readonly records: number;
}

/** The formats of a column's shapes, the most frequent first. */
export function formatsOf(shapes: readonly Shape[]): IdFormat[] {
  const kept = groupBy(shapes, ({ mixed }) => mixed).flatMap(([mixed, all]) => {
    const classes = groupBy(
      all.filter((shape) => shape.classes !== null),
      ({ classes: text }) => text as string,
    );
    if (varies(classes.length, all, (shape) => shape.classes === null)) return [spelled(mixed, "mixed", all)];
    return classes.flatMap(([text, own]) => {
      const literals = groupBy(
        own.filter((shape) => shape.literal !== null),
        ({ literal }) => literal as string,
      );
      if (varies(literals.length, own, (shape) => shape.literal === null)) return [spelled(text, "classes", own)];
      return literals.map(([literal, those]) => spelled(literal, "literal", those));
    });
  });
  return groupBy(kept, ({ runs }) => runs.map(classSignature).join("\u0000"))
    .flatMap(([, alike]) => sameLevel(alike))
    .toSorted((a, b) => b.records - a.records || (written(a.runs) < written(b.runs) ? -1 : 1))
    .map(({ runs }) => ({ pattern: written(runs), regex: `^${runs.map(toRegex).join("")}$` }));
}

function varies<T extends { readonly records: number }>(spellings: number, all: readonly T[], isUnspelled: (one: T) => boolean): boolean {
  return spellings > PREFIXES || spellings === 0 || total(all.filter(isUnspelled)) > UNSPELLED * total(all);
}

function total(of: readonly { readonly records: number }[]): number {
  return of.reduce((sum, { records }) => sum + records, 0);
}

function spelled(text: string, as: "literal" | "classes" | "mixed", shapes: readonly Shape[]): Spelled {
  const kindOf = (character: string): Kind => {
    if (as === "mixed") return character === "x" ? "x" : "literal";
    if (character === "9") return "9";
    return as === "classes" && (character === "A" || character === "a") ? character : "literal";
  };
  const runs: Run[] = [];
  for (const character of text) {
    const kind = kindOf(character);
    const last = runs.at(-1);
    if (last?.kind !== kind) runs.push({ kind, text: character, least: 1, most: 1 });
    else runs[runs.length - 1] = { kind, text: last.text + character, least: last.least + 1, most: last.most + 1 };
  }
  return { runs, records: total(shapes) };
}

/** Where the letters vary in one format, they vary in those that differ from it by lengths alone; else lengths are compared among equal letters. */
function sameLevel(alike: readonly Spelled[]): Spelled[] {
  const vary = alike.some(({ runs }) => runs.some(({ kind }) => kind === "A" || kind === "a"));
  const levelled = vary ? alike.map(({ runs, records }) => ({ runs: runs.flatMap(classed), records })) : alike;
  return groupBy(levelled, ({ runs }) => runs.map(signature).join("\u0000")).flatMap(([, same]) => byLength(same));
}

/** A literal run with its letters as classes. */
function classed(run: Run): Run[] {
  if (run.kind !== "literal") return [run];
  return (run.text.match(/[A-Z]+|[a-z]+|[^A-Za-z]+/g) ?? []).map((text) => {
    const kind: Kind = /[A-Z]/.test(text) ? "A" : /[a-z]/.test(text) ? "a" : "literal";
    return { kind, text, least: text.length, most: text.length };
  });
}

function classSignature(run: Run): string {
  return classed(run).map(signature).join("\u0000");
}

function signature({ kind, text }: Run): string {
  return kind === "literal" ? `=${text}` : kind;
}

/**
 * Formats that differ by the lengths of their runs alone: neighbouring lengths of one run
 * are one format (a counter that grew), lengths with a gap between are two.
 */
function byLength(alike: readonly Spelled[]): Spelled[] {
  const varying = (alike[0] as Spelled).runs.flatMap((_, place) => {
    const lengths = new Set(alike.map(({ runs }) => (runs[place] as Run).least));
    return lengths.size > 1 ? [place] : [];
  });
  const [place, ...more] = varying;
  if (place === undefined || more.length > 0) return [merged(alike)];
  const sorted = alike.toSorted((a, b) => (a.runs[place] as Run).least - (b.runs[place] as Run).least);
  const clusters: Spelled[][] = [];
  for (const one of sorted) {
    const last = clusters.at(-1);
    const before = (last?.at(-1)?.runs[place] as Run | undefined)?.least;
    if (last === undefined || before === undefined || (one.runs[place] as Run).least > before + 1) clusters.push([one]);
    else last.push(one);
  }
  return clusters.map(merged);
}

function merged(alike: readonly Spelled[]): Spelled {
  const runs = (alike[0] as Spelled).runs.map((run, place) => {
    const lengths = alike.map(({ runs: own }) => own[place] as Run);
    return { ...run, least: Math.min(...lengths.map(({ least }) => least)), most: Math.max(...lengths.map(({ most }) => most)) };
  });
  return { runs, records: total(alike) };
}

function written(runs: readonly Run[]): string {
  return runs.map(({ kind, text, least, most }) => (kind === "literal" ? text : least === most ? kind.repeat(least) : `${kind}+`)).join("");
}

const CLASSES: Readonly<Record<Exclude<Kind, "literal">, string>> = { "9": "[0-9]", A: "[A-Z]", a: "[a-z]", x: "[0-9A-Za-z]" };

function toRegex({ kind, text, least, most }: Run): string {
  if (kind === "literal") return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  return `${CLASSES[kind]}{${least === most ? least : `${least},${most}`}}`;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups];
}
