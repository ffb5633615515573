import type { Break, Finding, Review } from "../../model/index.ts";
import { firstSteps } from "../brief-words.ts";
import { anchor } from "./markup.ts";

/** How much room a page has. */
export interface PageRoom {
  /** Findings that get a card of their own; 300 when not given. */
  readonly cards: number;
  /** Characters of all samples together, as they come to stand in the page; 1,200,000 when not given. */
  readonly characters: number;
}

/** Steps of the plan that are told. */
const STEPS = 200;

/** Where things stand in the page, and how much of them. */
export interface Places {
  /** The fragment of a finding's card; undefined: it has none. */
  finding(fingerprint: string): string | undefined;
  /** The fragment of a step of the plan. */
  step(id: string): string | undefined;
  /** The fragment of a handoff. */
  handoff(id: string): string | undefined;
  /** The fragment of a workflow. */
  workflow(id: string): string | undefined;
  /** The findings by fingerprint. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** Samples that each card shows, at most. */
  readonly samples: number;
}

/**
 * Decides what the page holds: every finding of which the first pages speak and the
 * heaviest others have a card; each shows as many samples as the size of a page allows.
 */
export function placesOf(review: Review, { cards: most = 300, characters = 1_200_000 }: Partial<PageRoom> = {}): Places {
  const { brief, plan } = review;
  const first = [
    ...brief.exposed.decisions.flatMap(({ findings }) => findings.slice(0, 20)),
    ...brief.owners.owners.flatMap(({ findings }) => findings.slice(0, 20)),
    ...firstSteps(review).flatMap(({ step }) => step.findings.slice(0, 20)),
  ];
  const order = [...new Set([...first, ...review.findings.map(({ fingerprint }) => fingerprint)])].slice(0, most);
  const index = new Map(review.findings.map((finding, at) => [finding.fingerprint, at]));
  const anchors = new Map(
    order.flatMap((name) => {
      const at = index.get(name);
      return at === undefined ? [] : [[name, anchor("finding", name, at)] as const];
    }),
  );
  const steps = new Map(plan.steps.slice(0, STEPS).map(({ id }, at) => [id, anchor("step", id, at)]));
  const cards = review.findings.filter(({ fingerprint }) => anchors.has(fingerprint));
  return {
    finding: (fingerprint) => anchors.get(fingerprint),
    step: (id) => steps.get(id),
    findings: new Map(review.findings.map((finding) => [finding.fingerprint, finding])),
    samples: samplesThatFit(cards, characters),
    handoff: () => undefined,
    workflow: () => undefined,
  };
}

function samplesThatFit(cards: readonly Finding[], characters: number): number {
  for (let most = 10; most > 1; most -= 1) {
    const size = cards.reduce((sum, { samples }) => sum + samples.slice(0, most).reduce((own, sample) => own + sizeOf(sample), 0), 0);
    if (size <= characters) return most;
  }
  return 1;
}

function sizeOf({ fields, source }: Break): number {
  const cells = source?.cells ?? [];
  return cells.reduce((sum, { column, value }) => sum + 70 + column.length + (value?.length ?? 0), 900) + fields.length * 250;
}
