import type { Review } from "../model/index.ts";
import { reviewSchema } from "./review-schema.ts";

/**
 * `review.json`: keys in the order of the model's types, two blanks of
 * indentation, a line end at the end. What is undefined is left out, so that the
 * parsed file is a `Review` again.
 *
 * @throws when the review does not meet its own schema: a defect of Tieout
 */
export function reviewToJson(review: Review): string {
  return `${JSON.stringify(reviewSchema.parse(review), null, 2)}\n`;
}
