import { foldWord } from "./naming.ts";
import type { Path } from "./place.ts";
import type { Problems } from "./problems.ts";

/** Whose pattern it is, by the folded pattern: people's, or an automation's. */
export type PatternOwners = Map<string, string>;

/** Patterns of actors, each once; a pattern that stands for everybody, or for two, tells nothing. */
export function resolvePatterns(
  written: readonly string[],
  whose: string,
  path: Path,
  owners: PatternOwners,
  problems: Problems,
): readonly string[] {
  return written.filter((pattern, index) => {
    const folded = foldWord(pattern);
    const here = [...path, index];
    const earlier = owners.get(folded);
    if (folded.replaceAll(/[*?\s]/g, "") === "") {
      problems.add(here, {
        code: folded === "" ? "matches-nothing" : "matches-everything",
        message:
          folded === ""
            ? "This pattern is of blanks alone."
            : `The pattern \`${pattern}\` holds no letter of a name: it stands for anybody.`,
        found: pattern,
        expected: "a name, or a part of one: svc-sync, Zapier*, *@summit.example",
      });
    } else if (earlier !== undefined && earlier !== whose) {
      problems.add(here, {
        code: "actor-of-two",
        message: `The pattern \`${pattern}\` stands for ${earlier} and for ${whose}.`,
        found: pattern,
        hint: "Patterns are compared without regard to case; leave it in one place.",
      });
    }
    if (earlier === undefined) owners.set(folded, whose);
    return earlier === undefined;
  });
}
