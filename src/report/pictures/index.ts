/** Pictures of a review as SVG: as parts of the page, and each alone for paper. */
export { agePicture } from "./age.ts";
export { debtPicture } from "./debt.ts";
export { agePaper, chainPaper, debtPaper, lifecyclePaper, ownershipPaper, trendPaper, waterfallPaper, type PaperPicture } from "./paper.ts";
export { trendPicture } from "./trend.ts";
