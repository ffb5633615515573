import type { Condition, FieldType, StateMapping, Test } from "../model/index.ts";
import { isDay, isMoment } from "./calendar.ts";
import { fieldOf, NUMERIC, TEMPORAL, type FieldScope } from "./fields.ts";
import { foldWord } from "./naming.ts";
import type { Path } from "./place.ts";
import type { Problems } from "./problems.ts";
import type { ConditionSpec, FieldTestSpec } from "./schema.ts";

/** The column of a record set that holds the mapped state. */
const STATE = "_state";
const ORDERED = { above: "above", atLeast: "at-least", below: "below", atMost: "at-most" } as const;
const TEXTUAL = { startsWith: "starts-with", contains: "contains" } as const;

type Scalar = string | number | boolean;
type TestGroup = Exclude<FieldTestSpec, Scalar | readonly Scalar[]>;

/** A written condition on the records of one dataset, every field and value checked. */
export function resolveCondition(
  spec: ConditionSpec | undefined,
  scope: FieldScope,
  path: Path,
  problems: Problems,
): Condition | undefined {
  if (spec === undefined) return undefined;
  if (isChoice(spec)) {
    return { any: spec.any.map((tests, index) => resolveTests(tests, scope, [...path, "any", index], problems)) };
  }
  return resolveTests(spec, scope, path, problems);
}

function isChoice(spec: ConditionSpec): spec is { any: Record<string, FieldTestSpec>[] } {
  const any: unknown = Object.hasOwn(spec, "any") ? spec["any"] : undefined;
  return Array.isArray(any) && any.every((entry) => typeof entry === "object");
}

function resolveTests(tests: Readonly<Record<string, FieldTestSpec>>, scope: FieldScope, path: Path, problems: Problems): Condition {
  const conditions: Condition[] = [];
  for (const [name, test] of Object.entries(tests)) {
    const here = [...path, name];
    const subject = subjectOf(name, scope, here, problems);
    if (subject) conditions.push(...testConditions(test, subject, here, problems));
  }
  if (Object.keys(tests).length === 0) {
    problems.add(path, {
      code: "empty-condition",
      message: "This condition asks for nothing.",
      hint: "Leave it out, or name a field and its value.",
    });
  }
  return allOf(conditions);
}

function allOf(conditions: readonly Condition[]): Condition {
  const [first] = conditions;
  return first !== undefined && conditions.length === 1 ? first : { all: conditions };
}

/** What a test is about: a field, or the mapped state. */
interface Subject {
  readonly field: string;
  readonly type: FieldType | undefined;
  /** The canonical states, when they are listed. */
  readonly states: readonly string[];
}

function subjectOf(name: string, scope: FieldScope, path: Path, problems: Problems): Subject | undefined {
  if (name === "state" && scope.state) {
    return { field: STATE, type: "text", states: listedStates(scope.state) };
  }
  if (name === "state" && scope.whole && !scope.fields.has(name)) {
    problems.add(
      path,
      {
        code: "no-state",
        message: `The dataset \`${scope.id}\` maps no state.`,
        expected: "a dataset with state: { field, words } or state: { when }",
        hint: `Add state to \`${scope.id}\`, or name the status field itself.`,
      },
      "key",
    );
    return undefined;
  }
  const field = fieldOf(scope, name, path, problems, "key");
  return field && { field: name, type: scope.untyped.has(name) ? undefined : field.type, states: [] };
}

/** Every state that a record can be in; none where the system's words are taken as they are. */
function listedStates({ field, words, derived }: StateMapping): string[] {
  const mapped = Object.values(words);
  return field !== undefined && mapped.length === 0 ? [] : [...new Set([...derived.map(({ state }) => state), ...mapped])];
}

function testConditions(test: FieldTestSpec, subject: Subject, path: Path, problems: Problems): Condition[] {
  const { field } = subject;
  const oneOf = (values: readonly Scalar[], place: Path): Condition => {
    values.forEach((value, index) =>
      checkValue(value, subject, Array.isArray(readAt(test, place, path)) ? [...place, index] : place, problems),
    );
    return { field, test: { op: "in", values: values.map(String) } };
  };
  if (typeof test !== "object") return [oneOf([test], path)];
  if (Array.isArray(test)) return [oneOf(test, path)];
  const group = test as TestGroup;
  const conditions: Condition[] = [];
  if (group.in !== undefined) conditions.push(oneOf(group.in, [...path, "in"]));
  if (group.notIn !== undefined) conditions.push({ not: oneOf(group.notIn, [...path, "notIn"]) });
  if (group.not !== undefined) conditions.push({ not: oneOf([group.not], [...path, "not"]) });
  for (const key of ["above", "atLeast", "below", "atMost"] as const) {
    const value = group[key];
    if (value === undefined) continue;
    requireType(subject, [...NUMERIC, ...TEMPORAL], key, path, problems);
    checkValue(value, subject, [...path, key], problems);
    conditions.push({ field, test: { op: ORDERED[key], value: String(value) } satisfies Test });
  }
  for (const key of ["startsWith", "contains"] as const) {
    const value = group[key];
    if (value === undefined) continue;
    requireType(subject, ["text", "key"], key, path, problems);
    conditions.push({ field, test: { op: TEXTUAL[key], value } satisfies Test });
  }
  if (group.present === true) conditions.push({ field, test: { op: "present" } });
  if (group.present === false) conditions.push({ not: { field, test: { op: "present" } } });
  if (conditions.length === 0) {
    problems.add(path, {
      code: "empty-condition",
      message: `The test of \`${String(path.at(-1))}\` asks for nothing.`,
      expected: "in, notIn, not, above, atLeast, below, atMost, startsWith, contains or present",
    });
  }
  return conditions;
}

function readAt(test: FieldTestSpec, place: Path, base: Path): unknown {
  const key = place[base.length];
  return key === undefined ? test : (test as Readonly<Record<string, unknown>>)[key];
}

function requireType(subject: Subject, types: readonly FieldType[], key: string, path: Path, problems: Problems): void {
  if (subject.type === undefined || types.includes(subject.type)) return;
  problems.add(
    [...path, key],
    {
      code: "wrong-field-type",
      message: `\`${key}\` asks for a field that is ${types.join(", ")}, but \`${String(path.at(-1))}\` is ${subject.type}.`,
      found: subject.type,
      expected: `one of ${types.join(", ")}`,
    },
    "key",
  );
}

const FORMS: Partial<Record<FieldType, { reads: (text: string) => boolean; expected: string }>> = {
  money: { reads: (text) => /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text), expected: "a plain number such as 12.50" },
  number: { reads: (text) => /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text), expected: "a plain number such as 12.50" },
  date: { reads: isDay, expected: "a day: 2026-10-01" },
  timestamp: { reads: isMoment, expected: "a day or a time: 2026-10-01 or 2026-10-01T06:00:00-04:00" },
  boolean: { reads: (text) => /^(true|false)$/.test(text), expected: "true or false" },
};

function checkValue(value: Scalar, subject: Subject, path: Path, problems: Problems): void {
  const text = String(value);
  const form = subject.type === undefined ? undefined : FORMS[subject.type];
  if (form && !form.reads(text)) {
    problems.add(path, {
      code: "bad-value",
      message: `\`${text}\` cannot be compared with a field that is ${subject.type ?? ""}.`,
      found: text,
      expected: form.expected,
    });
  }
  if (subject.states.length > 0 && !subject.states.some((state) => foldWord(state) === foldWord(text))) {
    problems.unknown(path, "unknown-state", `Nothing is mapped to the state \`${text}\`.`, text, subject.states);
  }
}
