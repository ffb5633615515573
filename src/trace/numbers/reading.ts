import type { Engine } from "../../engines/engine.ts";
import { InputError, nearestWord, type Dataset, type Metric, type Problem } from "../../model/index.ts";
import { conjuncts, expressionWords, fieldsOf, type Expression } from "../../sql/index.ts";

/** One way to read a metric: what each record adds, which records count, and to which period each belongs. */
export interface Reading {
  /** Undefined: each record counts one. */
  readonly value: Expression | undefined;
  /** All must hold. */
  readonly conditions: readonly Expression[];
  /** Do records count that were deleted in their system? */
  readonly deleted: boolean;
  /** A date or timestamp field. */
  readonly date: string;
  /** The zone in which a timestamp's day is meant. */
  readonly zone: string;
}

/** Words beside the fields that a condition may name, and the columns of record-set.ts that they stand for. */
export const ROLES: Readonly<Record<string, string>> = { state: "_state", deleted: "_deleted", unit: "_unit" };

/**
 * A metric as the estate declares it, its SQL parsed and its names checked.
 *
 * @throws InputError `bad-expression`, `unknown-field`, at the metric's line
 */
export async function declaredReading(
  engine: Engine,
  { file, timeZone }: { readonly file: string; readonly timeZone: string },
  metric: Metric,
  dataset: Dataset,
): Promise<Reading> {
  const read = async (part: "value" | "where", text: string): Promise<Expression> => {
    const tree = await engine.parse(text);
    const at = { file, line: metric.line };
    if ("fault" in tree) {
      throw problem({
        code: "bad-expression",
        message: `\`${part}\` of the metric \`${metric.id}\` is no value of one record.`,
        at,
        found: tree.at === undefined ? tree.fault : `${tree.fault}, at ${JSON.stringify(text.slice(tree.at, tree.at + 24))}`,
        expected: "SQL over the fields of one record: total - tax",
      });
    }
    const known = [...dataset.fields.map(({ name }) => name), ...Object.keys(ROLES)];
    const stranger = fieldsOf(tree).find(({ name }) => !known.includes(name));
    if (stranger === undefined) return tree;
    const near = nearestWord(stranger.name, known);
    throw problem({
      code: "unknown-field",
      message: `\`${part}\` of the metric \`${metric.id}\` names a field that \`${dataset.id}\` does not have.`,
      at,
      found: stranger.name,
      expected: known.slice(0, 16).join(", "),
      ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
    });
  };
  const value = metric.value === undefined ? undefined : await read("value", metric.value);
  const where = metric.where === undefined ? undefined : await read("where", metric.where);
  return {
    value,
    conditions: where === undefined ? [] : conjuncts(where),
    // Who names `deleted` says which of them count.
    deleted: where !== undefined && fieldsOf(where).some(({ name }) => name === "deleted"),
    date: metric.date,
    zone: timeZone,
  };
}

function problem(one: Problem): InputError {
  return new InputError([one]);
}

/** What a reading takes from a record: its lineage. */
export function lineageOf(
  reading: Reading,
  dataset: Dataset,
  byUnit: boolean,
): readonly { field: string; as: "value" | "filter" | "period" | "unit" }[] {
  const roleField = (name: string): string => {
    if (dataset.fields.some((field) => field.name === name)) return name;
    if (name === "state") return dataset.state?.field ?? name;
    return name === "unit" ? (dataset.unit ?? name) : name;
  };
  const told = [
    ...(reading.value === undefined ? [] : fieldsOf(reading.value).map(({ name }) => ({ field: roleField(name), as: "value" as const }))),
    ...reading.conditions.flatMap((condition) =>
      fieldsOf(condition).map(({ name }) => ({ field: roleField(name), as: "filter" as const })),
    ),
    { field: reading.date, as: "period" as const },
    ...(byUnit && dataset.unit !== undefined ? [{ field: dataset.unit, as: "unit" as const }] : []),
  ];
  return told.filter((one, index) => told.findIndex((other) => other.field === one.field && other.as === one.as) === index);
}

/** A reading in words: `sum of total - tax where state = 'posted', by issuedOn`. */
export function readingWords(reading: Reading): string {
  const what = reading.value === undefined ? "records" : `sum of ${expressionWords(reading.value)}`;
  const where = reading.conditions.length === 0 ? "" : ` where ${reading.conditions.map(expressionWords).join(" and ")}`;
  return `${what}${where}, by ${reading.date}${reading.deleted ? ", deleted ones included" : ""}`;
}
