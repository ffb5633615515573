import type { StateMapping } from "../model/index.ts";
import { resolveCondition } from "./conditions.ts";
import { fieldOf, type FieldScope } from "./fields.ts";
import { foldWord, plainRecord } from "./naming.ts";
import type { Path } from "./place.ts";
import type { Problems } from "./problems.ts";
import type { ConditionSpec, StateSpec } from "./schema.ts";

type WordsSpec = Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[]>>;

/** In which state a dataset's records are: by their values first, then by the status field. */
export function resolveState(spec: StateSpec, scope: FieldScope, path: Path, problems: Problems): StateMapping | undefined {
  if (spec === undefined) return undefined;
  if (typeof spec === "string") {
    fieldOf(scope, spec, path, problems);
    return { field: spec, words: plainRecord([]), derived: [] };
  }
  if (spec.field !== undefined) fieldOf(scope, spec.field, [...path, "field"], problems);
  else if (scope.whole && (spec.when === undefined || spec.words !== undefined)) {
    problems.add(
      path,
      {
        code: "no-state-field",
        message: spec.words === undefined ? "This state says nothing." : "Words are read in a status field, and none is named.",
        expected: "field: the status field; or when: { state: condition }",
      },
      "key",
    );
  }
  const derived = Object.entries(spec.when ?? {}).map(([state, condition]) => ({
    state,
    when: derivedWhen(condition, scope, [...path, "when", state], problems),
  }));
  return { field: spec.field, words: plainRecord(resolveWords(spec.words, [...path, "words"], problems)), derived };
}

/** Words by state → folded words with their state; a word of two states is a problem. */
export function resolveWords(spec: WordsSpec | undefined, path: Path, problems: Problems): Map<string, string> {
  const words = new Map<string, string>();
  for (const [state, written] of Object.entries(spec ?? {})) {
    const here = [...path, state];
    [written].flat().forEach((word, index) => {
      const folded = foldWord(String(word));
      const earlier = words.get(folded);
      if (earlier !== undefined && earlier !== state) {
        problems.add(Array.isArray(written) ? [...here, index] : here, {
          code: "word-of-two-states",
          message: `The word \`${String(word)}\` is mapped to the states \`${earlier}\` and \`${state}\`.`,
          found: String(word),
          hint: "Words are compared without regard to case; leave it with one state.",
        });
      } else words.set(folded, state);
    });
  }
  return words;
}

function derivedWhen(spec: ConditionSpec, scope: FieldScope, path: Path, problems: Problems) {
  const choices = Array.isArray(spec["any"]) ? (spec["any"] as Readonly<Record<string, unknown>>[]) : undefined;
  const groups = choices?.map((tests, index) => ({ tests, at: [...path, "any", index] as Path })) ?? [{ tests: spec, at: path }];
  let circular = false;
  for (const { tests, at } of groups) {
    if (Object.hasOwn(tests, "state") && !scope.fields.has("state")) {
      circular = true;
      problems.add(
        [...at, "state"],
        { code: "circular-state", message: "A state cannot be told by the state.", expected: "a field of the dataset" },
        "key",
      );
    }
    for (const [name, test] of Object.entries(tests)) {
      const field = scope.fields.get(name);
      // `0.00` and `0` are the same amount and two texts: such a state would never come.
      if (test === 0 && field?.type === "text" && !scope.untyped.has(name)) {
        problems.add([...at, name], {
          code: "wrong-field-type",
          message: `\`${name}\` is text, which \`0.00\` would not equal.`,
          found: "text",
          expected: "money or number",
          hint: `Give the field its type: { type: money }; or write "0" for the text.`,
        });
      }
    }
  }
  return (circular ? undefined : resolveCondition(spec, scope, path, problems)) ?? { all: [] };
}
