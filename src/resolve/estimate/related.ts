import type { LinkageModel, PatternCount, RelatedClass } from "./model.ts";

/*
 * Members of one household, or two people of one office, are neither one nor
 * strangers: they share phone, address and family name, and differ in what is
 * their own. With two classes alone they look like matches. So a third class is
 * told apart (Larsen & Rubin 2001): of shared comparisons it agrees as matches do,
 * of personal ones it has shares of its own, found by EM beside m and the priors.
 */

/**
 * - `shared`: members of one household agree on it by being such
 * - `birth`: twins agree on it
 * - `personal`: whoever agrees on it is most likely one
 */
export type ComparisonKind = "shared" | "birth" | "personal";

/** Related pairs with the same date of birth, at least: of a hundred births one and a half are of twins. */
const LEAST_TWINS = 0.01;
/** At the start there is one related pair for five matches. */
const START = 0.2;
const ROUNDS = 300;
/** Bits for a match against chance from which a level is agreement. */
const AGREES = 8;
/** Related pairs that agree on what is their own all the same (father and son of one name): at most so many. */
const MOST_ALIKE = 0.01;
/** What a match's share of a level is at least at the start. */
const LEAST_M = 0.001;
/** Fewer expected pairs than this make no class. */
const LEAST = 3;

/**
 * Adds the related class to a model, m estimated anew beside it.
 *
 * @param kinds by comparison
 * @returns the model as it was where there is nothing to tell apart
 */
export function withRelated(
  model: LinkageModel,
  candidates: readonly PatternCount[],
  possiblePairs: number,
  kinds: readonly ComparisonKind[],
): LinkageModel {
  const isPersonal = (index: number): boolean => kinds[index] !== "shared";
  const isBirth = (index: number): boolean => kinds[index] === "birth";
  const comparisons = model.comparisons.map((_, index) => index);
  if (!comparisons.some(isPersonal) || comparisons.filter((index) => !isPersonal(index)).length < 2) return model;
  const rows = candidates.toSorted((a, b) => compare(a.levels, b.levels) || a.rules - b.rules);
  const u = model.comparisons.map(({ levels }) => levels.map((level) => level.u));
  // A good level that was hardly seen must not begin as less likely for a match than for a related pair.
  let m = model.comparisons.map(({ levels }) => levels.map((level, place) => (place > 1 ? Math.max(level.m, LEAST_M) : level.m)));
  const agreeing = m.map((own, index) => own.map((share, level) => level > 1 && Math.log2(share / (u[index]?.[level] ?? 1)) >= AGREES));
  let r = m.map((own, index) => (isPersonal(index) ? startingShares(agreeing[index] as boolean[]) : own));
  let priors = { match: model.prior, related: model.prior * START };
  for (let round = 0; round < ROUNDS; round += 1) {
    const of = (start: number): number[][] => model.comparisons.map(({ levels }) => levels.map((_, level) => (level === 0 ? 0 : start)));
    const [matches, relatives] = [of(0), of(0)];
    let [allMatches, allRelatives] = [0, 0];
    for (const { levels, pairs } of rows) {
      let [match, relative, chance] = [priors.match, priors.related, 1 - priors.match - priors.related];
      levels.forEach((level, index) => {
        if (level === 0) return;
        match *= m[index]?.[level] ?? 1;
        relative *= r[index]?.[level] ?? 1;
        chance *= u[index]?.[level] ?? 1;
      });
      const all = match + relative + chance;
      const [ofMatch, ofRelative] = [(pairs * match) / all, (pairs * relative) / all];
      allMatches += ofMatch;
      allRelatives += ofRelative;
      levels.forEach((level, index) => {
        if (level === 0) return;
        (matches[index] as number[])[level] = (matches[index]?.[level] ?? 0) + ofMatch;
        (relatives[index] as number[])[level] = (relatives[index]?.[level] ?? 0) + ofRelative;
      });
    }
    const next = { match: allMatches / possiblePairs, related: allRelatives / possiblePairs };
    m = comparisons.map((index) =>
      shares(
        isPersonal(index) ? matches[index] : (matches[index] ?? []).map((own, level) => own + (relatives[index]?.[level] ?? 0)),
        u[index],
      ),
    );
    r = comparisons.map((index) =>
      isPersonal(index)
        ? alikeAtMost(shares(relatives[index], u[index]), m[index] as number[], agreeing[index] as boolean[])
        : (m[index] as number[]),
    );
    r = r.map((own, index) => (isBirth(index) ? withTwins(own) : own));
    const moved =
      Math.abs(next.match - priors.match) / next.match + Math.abs(next.related - priors.related) / Math.max(next.related, 1e-300);
    priors = next;
    if (moved < 1e-7) break;
  }
  const expected = priors.related * possiblePairs;
  const related: RelatedClass = {
    prior: digits(priors.related),
    shares: comparisons.map((index) => (isPersonal(index) ? (r[index] as number[]).map(digits) : undefined)),
  };
  const session = {
    rule: "related pairs",
    iterations: ROUNDS,
    converged: true,
    pairs: rows.reduce((sum, { pairs }) => sum + pairs, 0),
    matches: digits(expected),
  };
  const reason = expected < LEAST ? "too few pairs" : priors.related > 3 * priors.match ? "more related pairs than matches" : undefined;
  if (reason !== undefined) return { ...model, sessions: [...model.sessions, { ...session, degenerate: reason }] };
  return {
    ...model,
    prior: digits(priors.match),
    comparisons: model.comparisons.map((comparison, index) => ({
      ...comparison,
      levels: comparison.levels.map((level, place) => {
        const own = place === 0 ? 1 : digits(m[index]?.[place] ?? 1);
        return { ...level, m: own, weight: place === 0 ? 0 : digits(Math.log2(own / level.u)) };
      }),
    })),
    related,
    sessions: [...model.sessions, { ...session, degenerate: undefined }],
  };
}

/** What is their own disagrees, in any way. */
function startingShares(agrees: readonly boolean[]): number[] {
  const agreeing = agrees.filter(Boolean).length;
  const others = agrees.length - 1 - agreeing;
  return agrees.map((own, level) => (level === 0 ? 1 : own ? 0.0001 : (1 - 0.0001 * agreeing) / others));
}

/** A level that no pair is at is left to chance, so that it speaks for nothing. */
function shares(counts: readonly number[] | undefined, u: readonly number[] | undefined): number[] {
  const all = (counts ?? []).reduce((sum, own) => sum + own, 0);
  const chance = (level: number): number => u?.[level] ?? 0;
  const unseen = (counts ?? []).reduce((sum, own, level) => (level > 0 && own === 0 ? sum + chance(level) : sum), 0);
  return (counts ?? []).map((own, level) => {
    if (level === 0) return 1;
    return own === 0 ? chance(level) : ((own + chance(level)) / (all + 1)) * (1 - unseen);
  });
}

/**
 * Whoever agrees on a name agrees in the forms in which matches do: shares of the
 * agreeing levels are those of matches, scaled down. Without this, matches whose
 * other values are missing would be taken for related pairs of the same name.
 */
function alikeAtMost(r: readonly number[], m: readonly number[], agrees: readonly boolean[]): number[] {
  const sum = (of: readonly number[]): number => of.reduce((total, own, level) => (agrees[level] === true ? total + own : total), 0);
  const [ofRelated, ofMatches] = [sum(r), sum(m)];
  if (ofMatches === 0) return [...r];
  const alike = Math.min(ofRelated, MOST_ALIKE);
  const rest = (1 - alike) / (1 - ofRelated);
  return r.map((own, level) => (level === 0 ? 1 : agrees[level] === true ? (alike * (m[level] ?? 0)) / ofMatches : own * rest));
}

function withTwins(shares: readonly number[]): number[] {
  const best = shares.length - 1;
  const own = shares[best] ?? 0;
  if (own >= LEAST_TWINS) return [...shares];
  return shares.map((share, level) => (level === 0 ? 1 : level === best ? LEAST_TWINS : (share * (1 - LEAST_TWINS)) / (1 - own)));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, own] of a.entries()) if (own !== b[index]) return own - (b[index] ?? 0);
  return 0;
}

function digits(value: number): number {
  return Number(value.toPrecision(12));
}
