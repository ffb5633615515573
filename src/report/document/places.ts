import type { Review } from "../../model/index.ts";
import { titles } from "../figures.ts";
import type { PaperPicture } from "../pictures/index.ts";
import { cut } from "../plain.ts";
import { anchorOf, link, type Block, type Inline } from "./model.ts";

/** What parts of a document need to name and link things of a review. */
export interface Places {
  readonly review: Review;
  dataset(id: string): string;
  system(id: string): string;
  unit(id: string): string;
  /** Title of a handoff, lifecycle, workflow, report or workbook; the id itself where it is none of them. */
  subject(id: string): string;
  /** Links to a finding's own heading, or what stands for one that is not there. */
  finding(fingerprint: string, text?: string, limit?: number): Inline;
  /** The same for the heading of a handoff. */
  handoff(id: string): Inline;
}

/** A title in a table or a sentence is cut to so many characters. */
const TITLE = 160;

export function placesOf(review: Review): Places {
  const name = titles(review);
  const findings = new Map(review.findings.map((finding, index) => [finding.fingerprint, { finding, index }]));
  const handoffs = new Map(review.handoffs.map((handoff, index) => [handoff.id, { handoff, index }]));
  const things = [...review.workbooks, ...review.reports, ...review.workflows, ...review.lifecycles, ...review.handoffs];
  const subjects = new Map(things.map(({ id, title }) => [id, title]));
  return {
    review,
    ...name,
    subject: (id) => subjects.get(id) ?? id,
    finding: (fingerprint, text, limit = TITLE) => {
      const found = findings.get(fingerprint);
      if (found === undefined) return text ?? fingerprint;
      return link(findingAnchor(found.index), text ?? cut(found.finding.title, limit));
    },
    handoff: (id) => {
      const found = handoffs.get(id);
      return found === undefined ? id : link(anchorOf("handoff", found.index), cut(found.handoff.title, TITLE));
    },
  };
}

/** The name of a finding's heading, by its place in the review. */
export function findingAnchor(index: number): string {
  return anchorOf("finding", index);
}

/** A picture as a block; nothing where there is none. @param height at most so much of a page, 0 to 1 */
export function figureOf(picture: PaperPicture | undefined, height: number): Block[] {
  return picture === undefined ? [] : [{ kind: "figure", ...picture, height }];
}

/** Pieces with something between them. */
export function joined(parts: readonly Inline[], between = ", "): Inline[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]));
}

/** The first of many; what is left out is told. */
export function firstOf<T>(things: readonly T[], limit: number): { readonly told: readonly T[]; readonly left: number } {
  return { told: things.slice(0, limit), left: Math.max(0, things.length - limit) };
}
