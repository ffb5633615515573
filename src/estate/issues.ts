import type { z } from "zod";
import type { Path } from "./place.ts";
import type { Problems } from "./problems.ts";
import { explanationAt, keysOf, kindsOf, schemasAt, wordsOf } from "./schema-walk.ts";

/** One thing in which an estate's form differs from the schema, at its full path. */
export interface Issue {
  readonly path: Path;
  readonly detail: z.core.$ZodIssue;
}

/** The issues with those of unions replaced by those of the choice that was most likely meant. */
export function openUnions(issues: readonly z.core.$ZodIssue[], base: Path = []): Issue[] {
  return issues.flatMap((detail) => {
    const path = [...base, ...detail.path.map((step) => (typeof step === "number" ? step : String(step)))];
    if (detail.code !== "invalid_union") return [{ path, detail }];
    const branches = detail.errors
      .map((branch) => openUnions(branch, path))
      .filter((branch) => !branch.some((issue) => isMisfit(issue, path)));
    const [best] = branches.toSorted((a, b) => shallowest(b) - shallowest(a) || strangers(a) - strangers(b) || a.length - b.length);
    return best ?? [{ path, detail }];
  });
}

/** Is the value of another kind altogether than this choice of the union? */
function isMisfit({ path, detail }: Issue, at: Path): boolean {
  return (
    path.length === at.length && (detail.code === "invalid_type" || detail.code === "invalid_value" || detail.code === "invalid_union")
  );
}

/** A choice whose own keys are right and whose inner values are wrong is nearer than one whose keys are wrong. */
function shallowest(branch: readonly Issue[]): number {
  return Math.min(
    ...branch.map(({ path, detail }) => path.length + (detail.code === "unrecognized_keys" ? 0.5 : isMissing(detail) ? -0.5 : 0.75)),
  );
}

function strangers(branch: readonly Issue[]): number {
  return branch.reduce((sum, { detail }) => sum + (detail.code === "unrecognized_keys" ? detail.keys.length : 0), 0);
}

function isMissing(detail: z.core.$ZodIssue): boolean {
  return detail.code === "invalid_type" && detail.message.endsWith("received undefined");
}

/** Says in plain words what is wrong. */
export function explainIssue({ path, detail }: Issue, spec: unknown, problems: Problems): void {
  if (detail.code === "unrecognized_keys") {
    const known = keysOf(schemasAt(path));
    for (const key of detail.keys)
      problems.unknown([...path, key], "unknown-key", `\`${key}\` is no key of ${placeName(path)}.`, key, known, "key");
    return;
  }
  const value = valueAt(spec, path);
  const name = path.at(-1) ?? "";
  const explanation = explanationAt(path);
  const tests = value === null && keysOf(schemasAt(path)).includes("present");
  const help = tests ? "For records without a value, write { present: false }." : explanation;
  const hint = help === undefined ? {} : { hint: help };
  if (detail.code === "invalid_key") {
    const expected = detail.issues[0]?.message;
    problems.add(
      path,
      {
        code: "bad-name",
        message: `\`${name}\` cannot be a name here.`,
        found: String(name),
        ...(expected === undefined ? {} : { expected }),
      },
      "key",
    );
    return;
  }
  if (value === undefined && path.length > 0) {
    problems.add(
      path.slice(0, -1),
      {
        code: "missing-key",
        message: `\`${name}\` is missing from ${placeName(path.slice(0, -1))}.`,
        expected: kindsOf(schemasAt(path)),
        ...hint,
      },
      "key",
    );
    return;
  }
  const words = wordsOf(schemasAt(path));
  const [expected, code] = expectationOf(detail, path);
  const near = typeof value === "string" ? problems.nearest(value, words) : undefined;
  problems.add(path, {
    code,
    message: `${placeName(path)} ${code === "wrong-type" ? "is of the wrong kind" : "cannot be read"}.`.replace(/^the/, "The"),
    found: describe(value),
    expected,
    ...(near === undefined ? hint : { hint: `Did you mean ${near}?` }),
  });
}

function expectationOf(detail: z.core.$ZodIssue, path: Path): [expected: string, code: string] {
  const kinds = kindsOf(schemasAt(path));
  if (detail.code === "invalid_format") return [detail.message.startsWith("Invalid") ? kinds : detail.message, "bad-form"];
  if (detail.code === "invalid_value") return [`one of ${detail.values.map(String).join(", ")}`, "unknown-word"];
  if (detail.code === "too_small") {
    if (detail.origin === "string" || detail.origin === "array")
      return [`at least ${detail.minimum} ${detail.origin === "array" ? "entry" : "character"}`, "bad-form"];
    return [`a number of at least ${detail.minimum}`, "bad-form"];
  }
  if (detail.code === "too_big") return [`at most ${detail.maximum}${detail.origin === "string" ? " character" : ""}`, "bad-form"];
  return [kinds, "wrong-type"];
}

function placeName(path: Path): string {
  return path.length === 0
    ? "the estate"
    : `\`${path
        .map((step) => (typeof step === "number" ? `[${step + 1}]` : step))
        .join(".")
        .replaceAll(".[", "[")}\``;
}

export function valueAt(spec: unknown, path: Path): unknown {
  let value = spec;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return value === "" ? "empty text" : value.length > 80 ? `${value.slice(0, 80)}…` : value;
  return typeof value === "number" ? `the number ${value}` : String(value);
}
