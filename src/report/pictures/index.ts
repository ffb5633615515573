/** Pictures of a review as SVG: as parts of the page, and each alone for paper. */
export { ageDrawings, agePicture } from "./age.ts";
export { debtDrawings, debtPicture } from "./debt.ts";
export { standalone, together } from "./standalone.ts";
export { trendDrawings, trendPicture } from "./trend.ts";
