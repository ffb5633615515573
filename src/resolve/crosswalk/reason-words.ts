import type { LinkReason } from "../../model/index.ts";

/** Weights below this, in bits, say next to nothing either way. */
const SLIGHT = 0.5;

/**
 * Why two records are held to be one, in a phrase, what says most first:
 * `phone: same number; name: same words in any order; but postcode: different`.
 */
export function reasonInWords(reasons: readonly LinkReason[]): string {
  const evidence = reasons.filter(({ comparison, weight }) => comparison !== "prior" && Math.abs(weight) >= SLIGHT);
  const said = (chosen: readonly LinkReason[]): string => chosen.map(({ comparison, level }) => `${comparison}: ${level}`).join("; ");
  const order = (a: LinkReason, b: LinkReason): number => Math.abs(b.weight) - Math.abs(a.weight) || (a.comparison < b.comparison ? -1 : 1);
  const speaksFor = evidence.filter(({ weight }) => weight > 0).toSorted(order);
  const speaksAgainst = evidence.filter(({ weight }) => weight < 0).toSorted(order);
  if (speaksAgainst.length === 0) return said(speaksFor);
  return speaksFor.length === 0 ? `against it, ${said(speaksAgainst)}` : `${said(speaksFor)}; but ${said(speaksAgainst)}`;
}
