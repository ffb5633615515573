import type { Estate, IdentityLinkShown, LinkMethod, RecordName } from "../model/index.ts";
import { plain, wrap } from "../report/index.ts";
import { percent, waterfall } from "./resolve-screen.ts";

const METHODS: Readonly<Record<LinkMethod, string>> = {
  decision: "by a person's decision",
  key: "by a declared key",
  evidence: "by evidence",
};

/**
 * Why records are held to be one, link by link: how it is known and how surely, and
 * the waterfall of weights in bits. Candidates under review say that they are.
 */
export function linkLines(links: readonly IdentityLinkShown[], estate: Pick<Estate, "systems" | "datasets">, width: number): string[] {
  if (links.length === 0) return [];
  return ["", "Who is who", ...links.flatMap((link) => ["", ...oneLink(link, estate, width)])];
}

function oneLink(link: IdentityLinkShown, estate: Pick<Estate, "systems" | "datasets">, width: number): string[] {
  const [from, to] = [nameOf(link.from, estate), nameOf(link.to, estate)];
  const steps = waterfall(link.reasons, { width: width - 4, paint: (text) => text });
  return [...wrap(sentence(link, from, to), width - 2).map((line) => `  ${line}`), ...steps.map((line) => `    ${line}`)];
}

function sentence({ status, method, confidence }: IdentityLinkShown, from: string, to: string): string {
  if (status === "rejected") return `${from} and ${to} are two: a person said so.`;
  if (status === "review")
    return `${from} may be ${to}: a candidate, ${percent(confidence)} likely. Nobody has decided; tieout resolve asks.`;
  // Evidence is never certain, though four digits may say so.
  const sure = method === "evidence" ? `, ${percent(Math.min(confidence, 0.9999))} sure` : "";
  return `${from} and ${to} are one, ${METHODS[method]}${sure}.`;
}

/** `HubSpot contact 1000023`. */
function nameOf({ dataset: name, key }: RecordName, { systems, datasets }: Pick<Estate, "systems" | "datasets">): string {
  const dataset = datasets.find(({ id }) => id === name);
  const system = systems.find(({ id }) => id === dataset?.system);
  return plain(`${system?.title ?? name} ${dataset?.entity ?? ""} ${key}`);
}
