import type { Bridge, Review, ReviewedLifecycle, ReviewedTrack } from "../../model/index.ts";
import { chainLayout } from "../html/chain-layout.ts";
import { chainPicture } from "../html/chain.ts";
import type { Markup } from "../html/markup.ts";
import { waterfall } from "../html/waterfall.ts";
import { ageCaption, ageDrawings } from "./age.ts";
import { debtCaption, debtDrawings } from "./debt.ts";
import { lifecycleDrawing } from "./lifecycle.ts";
import { ownershipDrawing } from "./ownership.ts";
import { standalone, together } from "./standalone.ts";
import { trendCaption, trendDrawings } from "./trend.ts";

/** A picture for paper: an SVG by itself, and what stands beside it. */
export interface PaperPicture {
  readonly svg: string;
  /** What it shows, for those who do not see it. */
  readonly alternative: string;
  readonly caption: string;
}

/** Width in pixels of a picture across the page, so that its letters are about as large as the text; and the least width of one of two. */
const ACROSS = 680;
const HALF = 320;
const PAIR = { width: ACROSS, columns: 2 } as const;

/** How old what does not hold is; undefined where nothing has an age. */
export function agePaper(review: Review): PaperPicture | undefined {
  if (review.ageing.ages.length === 0) return undefined;
  return pair(Object.values(ageDrawings(review, "age", HALF)), ageCaption(review));
}

/** Month by month; undefined where no record has a day. */
export function trendPaper(review: Review): PaperPicture | undefined {
  const drawings = trendDrawings(review, "trend", HALF);
  return drawings.length === 0 ? undefined : pair(drawings, trendCaption(review));
}

/** Interest a month and money at risk; undefined where there is no workflow, or no decision is exposed. */
export function debtPaper(review: Review, by: "workflow" | "decision"): PaperPicture | undefined {
  const drawings = debtDrawings(review, by, `debt-${by}`, HALF);
  return drawings === undefined ? undefined : pair(Object.values(drawings), debtCaption(review, by));
}

/** Who owns which fact; undefined without a fact. */
export function ownershipPaper(review: Review): PaperPicture | undefined {
  return one(
    ownershipDrawing(review, "ownership", ACROSS),
    "Facts and systems. O: declared owner; R: reader; C: holds a copy, and no system is declared to own it; a triangle: changes begin here; a number: so many values differ.",
  );
}

/** Systems and handoffs; undefined without a handoff. */
export function chainPaper(review: Review): PaperPicture | undefined {
  const layout = chainLayout(review);
  return one(
    layout.steps.length === 0 ? undefined : chainPicture(layout, review),
    "An arrow is a handoff, as thick as it has records; the hatched strip is what does not tie out.",
  );
}

/** A bridge, step by step. */
export function waterfallPaper(bridge: Bridge, title: string): PaperPicture {
  return pictureOf(standalone(waterfall(bridge, title, "bridge"), ACROSS), `${title}, from the upstream total to the downstream total.`);
}

/** The states of one track and the changes that were seen; undefined where none is known. */
export function lifecyclePaper(lifecycle: ReviewedLifecycle, track: ReviewedTrack): PaperPicture | undefined {
  return one(
    lifecycleDrawing(lifecycle, track, "states", ACROSS),
    `${lifecycle.title} as ${track.title} tells: a lane a state, with its records now; an arrow a change, with how many records took it. What is not allowed is a broken line.`,
  );
}

function one(drawing: Markup | undefined, caption: string): PaperPicture | undefined {
  return drawing === undefined ? undefined : pictureOf(standalone(drawing, ACROSS), caption);
}

function pair(drawings: readonly Markup[], caption: string): PaperPicture {
  return pictureOf(together(drawings, PAIR), caption);
}

/** What a picture says to those who do not see it stands in it. */
function pictureOf(svg: string, caption: string): PaperPicture {
  const told = [...svg.matchAll(/<desc[^>]*>([\s\S]*?)<\/desc>/g)].map(([, text = ""]) => plainText(text).trim());
  return { svg, alternative: told.join(" "), caption };
}

const ENTITIES: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

function plainText(escaped: string): string {
  return escaped.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity).replace(/\s+/g, " ");
}
