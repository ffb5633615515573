import type { Dataset, HandoffSide } from "../model/index.ts";
import { resolveCondition } from "./conditions.ts";
import { fieldOf, NUMERIC, resolveFields, TEMPORAL, TEXTUAL, typedFieldOf, type FieldScope, type FieldUse, type Scope } from "./fields.ts";
import { plainRecord, titleOf } from "./naming.ts";
import { pathKey, type Path } from "./place.ts";
import type { Problems } from "./problems.ts";
import type { DatasetSpec } from "./schema.ts";
import { resolveSources } from "./sources.ts";
import { resolveState } from "./states.ts";

/** A resolved dataset, ready to be referred to. */
export interface KnownDataset extends FieldScope {
  readonly dataset: Dataset;
  /** Named moments → fields. */
  readonly moments: ReadonlyMap<string, string>;
}

/** Looks up a dataset by id; undefined, and a problem, when there is none. */
export type FindDataset = (id: string, path: Path, part?: "key" | "value") => KnownDataset | undefined;

/** One side of a handoff with what is known of its dataset. */
export interface KnownSide {
  readonly side: HandoffSide;
  readonly known: KnownDataset | undefined;
}

const CURRENCY = /^[A-Z]{3}$/;

export function resolveDataset(system: string, name: string, spec: DatasetSpec, use: FieldUse, scope: Scope): KnownDataset {
  const { problems } = scope;
  const path: Path = ["systems", system, "datasets", name];
  const id = `${system}.${name}`;
  const { fields, untyped } = resolveFields(spec.fields, [...path, "fields"], use, scope);
  const bare: FieldScope = { id, whole: !scope.broken.has(pathKey(path)), fields, untyped, state: undefined };
  const known: FieldScope = { ...bare, state: resolveState(spec.state, bare, [...path, "state"], problems) };
  const key = [spec.key].flat();
  key.forEach((field, index) => fieldOf(known, field, Array.isArray(spec.key) ? [...path, "key", index] : [...path, "key"], problems));
  const moments = new Map(Object.entries(spec.times ?? {}));
  for (const [moment, field] of moments)
    typedFieldOf(known, field, TEMPORAL, `The time \`${moment}\``, [...path, "times", moment], problems);
  if (spec.amount !== undefined) typedFieldOf(known, spec.amount, NUMERIC, "The amount", [...path, "amount"], problems);
  if (spec.unit !== undefined) fieldOf(known, spec.unit, [...path, "unit"], problems);
  for (const moment of ["created", "modified"] as const) {
    const field = spec.by?.[moment];
    if (field !== undefined) typedFieldOf(known, field, TEXTUAL, "Who it was", [...path, "by", moment], problems);
  }
  const [firstTime] = moments.values();
  const dataset: Dataset = {
    id,
    system,
    entity: spec.entity,
    title: spec.title ?? titleOf(id),
    ...resolveSources(spec, path, scope),
    key,
    repeatedKey: spec.repeatedKey ?? "refuse",
    fields: [...fields.values()],
    amount: spec.amount,
    currency: resolveCurrency(spec.currency, known, [...path, "currency"], scope),
    times: plainRecord(moments),
    time: spec.time === undefined ? firstTime : momentField(spec.time, { ...known, moments }, "The time", [...path, "time"], problems),
    created: moments.get("created"),
    state: known.state,
    deleted: resolveCondition(spec.deleted, known, [...path, "deleted"], problems),
    unit: spec.unit,
    by: { created: spec.by?.created, modified: spec.by?.modified },
    line: scope.locate(path, "key").line ?? 1,
  };
  return { ...known, dataset, moments };
}

/** The field that a named moment, or a field's own name, stands for. */
export function momentField(
  name: string,
  known: FieldScope & { readonly moments: ReadonlyMap<string, string> },
  use: string,
  path: Path,
  problems: Problems,
): string | undefined {
  const field = known.moments.get(name);
  if (field !== undefined) return field;
  if (known.fields.has(name)) return typedFieldOf(known, name, TEMPORAL, use, path, problems)?.name;
  if (known.whole) {
    const temporal = [...known.fields.values()].filter((candidate) => TEMPORAL.includes(candidate.type)).map((candidate) => candidate.name);
    const times = [...new Set([...known.moments.keys(), ...temporal])];
    // A misspelt field is of no type yet that its use would have told.
    const candidates = problems.nearest(name, times) === undefined ? [...new Set([...times, ...known.fields.keys()])] : times;
    problems.unknown(path, "unknown-time", `The dataset \`${known.id}\` has no time \`${name}\`.`, name, candidates);
  }
  return undefined;
}

function resolveCurrency(written: string | undefined, known: FieldScope, path: Path, scope: Scope): Dataset["currency"] {
  if (written === undefined) return { code: scope.currency };
  if (known.fields.has(written)) return { field: written };
  if (CURRENCY.test(written)) return { code: written };
  if (known.whole) {
    const hint = scope.problems.nearest(
      written,
      [...known.fields.keys(), written.toUpperCase()].filter((word) => known.fields.has(word) || CURRENCY.test(word)),
    );
    scope.problems.add(path, {
      code: "unknown-currency",
      message: `\`${written}\` is neither a field of \`${known.id}\` nor a currency code.`,
      found: written,
      expected: "a field that holds the currency, or an ISO 4217 code such as USD",
      ...(hint === undefined ? {} : { hint: `Did you mean ${hint}?` }),
    });
  }
  return { code: scope.currency };
}
