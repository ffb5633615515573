import type { BaselineItem, ReviewedDataset, ReviewedFact, Undecided } from "../../model/index.ts";
import { counted } from "../triage/answers.ts";
import { contradicted, factEvidence, isStatus, ownersOf, shownBy, speakAgainst } from "./facts.ts";
import { entityOf, line, listed, systemOf, systemTitle } from "./lines.ts";

/** What every company must name a source of truth for, and the entities of an estate that are meant. */
const ENTITIES: readonly { readonly subject: string; readonly entities: readonly string[] }[] = [
  { subject: "Customers", entities: ["customer", "client", "contact"] },
  { subject: "Jobs", entities: ["job", "work order"] },
  { subject: "Invoices", entities: ["invoice"] },
  { subject: "Payments", entities: ["payment"] },
  { subject: "Locations", entities: ["location", "service location", "site", "branch"] },
  { subject: "Service lines", entities: ["service line", "line of business", "trade"] },
];

const QUESTION = "Which system is its source of truth?";

/** The source of truth for customers, jobs, invoices, payments, locations and service lines; a line each. */
export function sourcesOfTruth(review: Undecided): readonly BaselineItem[] {
  return ENTITIES.map(({ subject, entities }) => {
    const datasets = review.datasets.filter(({ entity }) => entities.includes(entityOf(entity)));
    // Who says in which state a thing is stands in lines of its own.
    const facts = review.facts.filter(({ entity, attribute }) => entities.includes(entityOf(entity)) && !isStatus(attribute));
    return sourceOf(review, subject, datasets, facts);
  });
}

function sourceOf(review: Undecided, subject: string, datasets: readonly ReviewedDataset[], facts: readonly ReviewedFact[]): BaselineItem {
  const head = { topic: "source-of-truth", subject, question: QUESTION } as const;
  const owned = facts.filter(({ owner }) => owner !== undefined);
  const ids = new Set(facts.map(({ id }) => id));
  const findings = review.findings.filter(
    ({ kind, subject: about }) => kind === "source-of-truth-conflict" && about?.type === "fact" && ids.has(about.id),
  );
  const against = findings.filter(speakAgainst).length > 0 || owned.some(contradicted);
  const evidence = [holding(review, subject, datasets), ...factEvidence(facts), ...beyond(review, datasets, facts)];
  const shown = shownBy(review, facts, findings);
  if (owned.length > 0)
    return line({
      ...head,
      state: against ? "conflicting" : "declared",
      declared: ownersOf(review, owned),
      inferred: shown,
      evidence,
      findings,
    });
  if (shown !== undefined && facts.some(({ inferred }) => inferred !== undefined))
    return line({ ...head, state: "inferred", inferred: shown, evidence: ["nobody declares an owner", ...evidence], findings });
  const systems = [
    ...new Set([...datasets.map(({ system }) => system), ...facts.flatMap((fact) => fact.systems.map(({ system }) => system))]),
  ];
  const [only] = systems;
  if (only !== undefined && systems.length === 1)
    return line({
      ...head,
      state: "inferred",
      inferred: `only ${systemTitle(review, only)} holds records of it`,
      evidence: ["nobody declares an owner", ...evidence],
    });
  const silent = datasets.length === 0 && facts.length === 0 ? [] : ["nobody declares an owner, and no record tells one"];
  return line({ ...head, state: "unknown", evidence: [...evidence, ...silent], findings });
}

/** Which systems hold records of it, with figures. */
function holding(review: Undecided, subject: string, datasets: readonly ReviewedDataset[]): string {
  if (datasets.length === 0) {
    const units = subject === "Locations" && review.units.length > 0 ? review.units.map(({ title }) => title) : [];
    const named = units.length === 0 ? "" : `, though the estate names ${counted(units.length, "unit")} (${listed(units)})`;
    return `no dataset holds it${named}`;
  }
  const systems = [...new Set(datasets.map(({ id }) => systemOf(id)))];
  const parts = systems.map((system) => {
    const here = datasets.filter(({ id }) => systemOf(id) === system);
    return `${systemTitle(review, system)} (${listed(here.map(({ title, rows }) => `${title}: ${counted(rows, "record")}`))})`;
  });
  return `records of it stand in ${listed(parts)}`;
}

/** Systems with records of it that no fact speaks of: neither owner nor reader. */
function beyond(review: Undecided, datasets: readonly ReviewedDataset[], facts: readonly ReviewedFact[]): readonly string[] {
  if (facts.length === 0) return [];
  const named = new Set(facts.flatMap(({ systems }) => systems.map(({ system }) => system)));
  const others = [...new Set(datasets.map(({ id }) => systemOf(id)))].filter((system) => !named.has(system));
  return others.length === 0 ? [] : [`no fact speaks of the records in ${listed(others.map((system) => systemTitle(review, system)))}`];
}
