import { InputError, type Review } from "../model/index.ts";
import { reviewSchema } from "./review-schema.ts";

/**
 * A written review, read again.
 *
 * @throws InputError `not-a-review` where the text is cut off or says something else; `other-version`
 */
export function reviewOfJson(file: string, text: string): Review {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    const message = "This is no review: it is no whole JSON document.";
    throw new InputError([{ code: "not-a-review", message, at: { file }, expected: "a review.json as tieout review wrote it" }], { cause });
  }
  const version = typeof found === "object" && found !== null && "version" in found ? found.version : undefined;
  if ((typeof version === "number" || typeof version === "string") && version !== 1) {
    const message = "This review has another version than this Tieout reads.";
    throw new InputError([{ code: "other-version", message, at: { file }, found: String(version), expected: "1" }]);
  }
  const parsed = reviewSchema.safeParse(found);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError([
    {
      code: "not-a-review",
      message: `This is no review that this Tieout reads: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`,
      at: { file },
      hint: "Review again with this Tieout.",
    },
  ]);
}
