import type { Field, FieldOrigin, FieldType, StateMapping } from "../model/index.ts";
import { checkTimeZone } from "./calendar.ts";
import { refuseCaseClashes } from "./naming.ts";
import { pathKey, type Locate, type Path } from "./place.ts";
import type { Problems } from "./problems.ts";
import type { DatasetSpec, FieldSpec } from "./schema.ts";

/** What every step of the resolution needs. */
export interface Scope {
  readonly problems: Problems;
  readonly locate: Locate;
  /** Keys of the paths whose form is wrong: nothing is concluded from what they lack. */
  readonly broken: ReadonlySet<string>;
  readonly timeZone: string;
  readonly currency: string;
}

/** The fields of one dataset, to be named in conditions, comparisons and sums. */
export interface FieldScope {
  /** `books.invoices`. */
  readonly id: string;
  /** Is its own form right? */
  readonly whole: boolean;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields whose type could not be read. */
  readonly untyped: ReadonlySet<string>;
  readonly state: StateMapping | undefined;
}

/** Which fields of a dataset are named as what: their types are told by it. */
export interface FieldUse {
  readonly keys: Set<string>;
  readonly amounts: Set<string>;
  readonly times: Set<string>;
}

export const NUMERIC: readonly FieldType[] = ["money", "number"];
export const TEMPORAL: readonly FieldType[] = ["date", "timestamp"];
export const TEXTUAL: readonly FieldType[] = ["text", "key"];

/** The field of that name; undefined, and a problem, when there is none. */
export function fieldOf(
  scope: FieldScope,
  name: string,
  path: Path,
  problems: Problems,
  part: "key" | "value" = "value",
): Field | undefined {
  const field = scope.fields.get(name);
  if (!field && (scope.whole || scope.fields.size > 0)) {
    problems.unknown(path, "unknown-field", `The dataset \`${scope.id}\` has no field \`${name}\`.`, name, [...scope.fields.keys()], part);
  }
  return field;
}

/** As fieldOf, and the field must be of one of the types. */
export function typedFieldOf(
  scope: FieldScope,
  name: string,
  types: readonly FieldType[],
  use: string,
  path: Path,
  problems: Problems,
): Field | undefined {
  const field = fieldOf(scope, name, path, problems);
  if (!field || types.includes(field.type) || scope.untyped.has(name)) return field;
  problems.add(path, {
    code: "wrong-field-type",
    message: `${use} must be ${types.join(" or ")}, but \`${name}\` of \`${scope.id}\` is ${field.type}.`,
    found: field.type,
    expected: types.join(" or "),
    hint: `Name another field, or give \`${name}\` its type: { type: ${types[0] ?? "text"} }.`,
  });
  return undefined;
}

/** All fields of a dataset, with the types that are told by their use. */
export function resolveFields(
  specs: DatasetSpec["fields"],
  path: Path,
  use: FieldUse,
  scope: Scope,
): { fields: Map<string, Field>; untyped: Set<string> } {
  const fields = new Map<string, Field>();
  const untyped = new Set<string>();
  const names = Object.keys(specs);
  refuseCaseClashes(names, path, "fields", scope.problems);
  for (const [name, spec] of Object.entries(specs)) {
    const here = [...path, name];
    if (scope.broken.has(pathKey(here))) untyped.add(name);
    const written = typeof spec === "string" ? { column: spec } : spec;
    if (written.timeZone !== undefined) checkTimeZone(written.timeZone, [...here, "timeZone"], scope.problems);
    fields.set(name, {
      name,
      type: written.type ?? inferredType(name, written, use),
      from: originOf(name, written, here, !untyped.has(name), scope.problems),
      decimal: written.decimal,
      dateOrder: written.dateOrder,
      timeZone: written.timeZone ?? scope.timeZone,
      line: scope.locate(here, "key").line ?? 1,
    });
  }
  checkSums(fields, untyped, path, scope.problems);
  return { fields, untyped };
}

type WrittenField = Exclude<FieldSpec, string>;

function inferredType(name: string, written: WrittenField, use: FieldUse): FieldType {
  if (written.sum) return "money";
  if (use.keys.has(name)) return "key";
  if (use.amounts.has(name)) return "money";
  if (use.times.has(name)) return "timestamp";
  return "text";
}

function originOf(name: string, written: WrittenField, path: Path, whole: boolean, problems: Problems): FieldOrigin {
  const given = (["column", "sum", "value"] as const).filter((origin) => written[origin] !== undefined);
  if (given.length !== 1 && whole) {
    problems.add(
      path,
      {
        code: "field-origin",
        message:
          given.length === 0
            ? `The field \`${name}\` does not say where it comes from.`
            : `The field \`${name}\` comes from ${given.join(" and ")} at once.`,
        found: given.length === 0 ? "none" : given.join(", "),
        expected: "one of column, sum, value",
      },
      "key",
    );
  }
  if (written.column !== undefined) return { column: written.column };
  if (written.sum) return { sum: written.sum.map(parseTerm) };
  return { value: String(written.value ?? "") };
}

export function parseTerm(term: string): { field: string; sign: 1 | -1 } {
  const match = /^\s*([+-]?)\s*(.*?)\s*$/.exec(term);
  return { field: match?.[2] ?? term, sign: match?.[1] === "-" ? -1 : 1 };
}

function checkSums(fields: ReadonlyMap<string, Field>, untyped: ReadonlySet<string>, path: Path, problems: Problems): void {
  const scope: FieldScope = { id: `${String(path[1])}.${String(path[3])}`, whole: true, fields, untyped, state: undefined };
  for (const field of fields.values()) {
    if (!("sum" in field.from)) continue;
    const here = [...path, field.name];
    if (!NUMERIC.includes(field.type)) {
      problems.add([...here, "type"], {
        code: "wrong-field-type",
        message: `The sum \`${field.name}\` must be money or number.`,
        found: field.type,
        expected: "money or number",
      });
    }
    field.from.sum.forEach((term, index) => typedFieldOf(scope, term.field, NUMERIC, "What is summed", [...here, "sum", index], problems));
  }
  for (const [start, ...rest] of circlesOf(fields)) {
    if (start === undefined) continue;
    const way = [start, ...rest, start].join(" → ");
    problems.add([...path, start, "sum"], { code: "circular-sum", message: `The sum \`${start}\` contains itself: ${way}.` }, "key");
  }
}

/** The circles among sums, each once, from its first field on. A walk in depth that visits every field once. */
function circlesOf(fields: ReadonlyMap<string, Field>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const terms = (name: string): string[] => {
    const from = fields.get(name)?.from;
    return from && "sum" in from ? from.sum.map((term) => term.field) : [];
  };
  for (const root of fields.keys()) {
    // The fields on the way from the root, each with the terms that are still to be followed.
    const way = new Map<string, string[]>(done.has(root) ? [] : [[root, terms(root)]]);
    const names = [...way.keys()];
    for (let name = names.at(-1); name !== undefined; name = names.at(-1)) {
      const next = way.get(name)?.pop();
      if (next === undefined) {
        done.add(name);
        way.delete(name);
        names.pop();
      } else if (way.has(next)) circles.push(names.slice(names.indexOf(next)));
      else if (!done.has(next)) {
        way.set(next, terms(next));
        names.push(next);
      }
    }
  }
  return circles;
}
