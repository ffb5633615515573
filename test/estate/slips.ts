import { describe, expect, test } from "vitest";
import { edit, problemsOf } from "./marked.ts";

/** [what is replaced, what by: « marks the place of the problem, code, a piece of what is said] */
export type Slip = readonly [find: string, put: string, code: string, says?: string];

/** In a text without mistakes each slip is said once, at its place, and nothing beside it. */
export function describeSlips(base: string, slips: readonly Slip[]): void {
  test("the base of all slips is right", () => {
    expect(problemsOf(base)).toEqual([]);
  });

  describe("each slip is said at its place", () => {
    test.each(slips.map(([find, put, code, says]) => ({ find, put, code, says })))("$code: $put", ({ find, put, code, says }) => {
      const { text, places } = edit(base, [find, put]);
      const problems = problemsOf(text);
      const problem = problems.find((each) => each.code === code);
      expect(problems.map((each) => each.code)).toContain(code);
      if (places[0]) expect(problem?.at).toEqual({ file: "/estate/tieout.yaml", ...places[0] });
      if (says !== undefined) expect(`${problem?.found} ${problem?.expected} ${problem?.hint} ${problem?.message}`).toContain(says);
      expect(problems.filter((each) => each !== problem)).toEqual([]);
    });
  });
}
