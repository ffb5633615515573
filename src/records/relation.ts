import { InputError, type Condition, type Dataset, type Estate, type Field } from "../model/index.ts";
import { and, compileCondition, id, join, sql, toLocal, toUtc, type ConditionType, type Dialect, type Sql } from "../sql/index.ts";
import type { RawRows } from "./columns.ts";
import type { Form } from "./forms.ts";

/** The rows with every step but the last: each form's text ready to become its value. */
export function preparedRows(raw: RawRows, forms: readonly Form[]): Sql {
  let relation = raw.relation;
  const depth = Math.max(0, ...forms.map((form) => form.steps.length));
  for (let step = 0; step < depth; step += 1) {
    const added = forms.flatMap((form) => form.steps[step] ?? []);
    relation = sql`(SELECT *, ${join(added)} FROM ${relation} AS ${id(`step${step}`)})`;
  }
  return relation;
}

/** The whole record relation of record-set.ts as a SELECT. */
export function recordRows(estate: Estate, dataset: Dataset, raw: RawRows, forms: readonly Form[], dialect: Dialect): Sql {
  const read = forms.map((form) => sql`${form.typed} AS ${id(form.field.name)}`);
  const typed = sql`(SELECT ${join([sql`_row, _file, _pos`, ...read])} FROM ${preparedRows(raw, forms)} AS prepared)`;
  const fields = dataset.fields.map((field) => {
    const isSum = "sum" in field.from;
    return isSum ? sql`CAST(${sumOf(field, dataset)} AS DECIMAL(18, 4)) AS ${id(field.name)}` : id(field.name);
  });
  const summed = sql`(SELECT ${join([sql`_row, _file, _pos`, ...fields])} FROM ${typed} AS typed)`;
  const byName = new Map(dataset.fields.map((field) => [field.name, field]));
  const ranges = new Map(forms.map((form) => [form.field.name, form.range]));
  const own = [
    sql`${keyOf(dataset)} AS _key`,
    sql`${amountOf(dataset.amount, byName)} AS _amount`,
    sql`${dayOf(dataset.time)} AS _date`,
    sql`${unitOf()} AS _unit`,
    sql`${stateOf()} AS _state`,
    sql`${createdOf(dataset.created)} AS _created`,
  ];
  const derived = sql`(SELECT *, ${join(own)} FROM ${summed} AS summed)`;
  const deleted = dataset.deleted === undefined ? sql`FALSE` : holds(dataset.deleted);
  return sql`SELECT *, ${deleted} AS _deleted FROM ${derived} AS derived`;

  function holds(condition: Condition): Sql {
    return compileCondition(condition, { typeOf: (name) => conditionType(byName.get(name)), timeZone: estate.timeZone, dialect });
  }

  function dayOf(name: string | undefined): Sql {
    const field = name === undefined ? undefined : byName.get(name);
    if (field?.type === "date") return id(field.name);
    if (field?.type !== "timestamp") return sql`CAST(NULL AS DATE)`;
    return sql`CAST(${toLocal(id(field.name), estate.timeZone, ranges.get(field.name), dialect)} AS DATE)`;
  }

  function createdOf(name: string | undefined): Sql {
    const field = name === undefined ? undefined : byName.get(name);
    if (field?.type === "timestamp") return id(field.name);
    if (field?.type !== "date") return sql`CAST(NULL AS TIMESTAMP)`;
    return toUtc(sql`CAST(${id(field.name)} AS TIMESTAMP)`, estate.timeZone, undefined, dialect);
  }

  function unitOf(): Sql {
    if (dataset.unit === undefined) return sql`CAST(NULL AS VARCHAR)`;
    return mapped(asText(dataset.unit), unitWords(estate));
  }

  function stateOf(): Sql {
    const { field, derived: told = [] } = dataset.state ?? {};
    const said = field === undefined ? sql`CAST(NULL AS VARCHAR)` : mapped(asText(field), stateWords(dataset));
    if (told.length === 0) return said;
    const cases = told.map(({ state, when }) => sql`WHEN ${holds(when)} THEN ${state}`);
    return sql`CASE ${join(cases, " ")} ELSE ${said} END`;
  }

  function asText(name: string): Sql {
    const type = byName.get(name)?.type;
    return type === "text" || type === "key" ? id(name) : sql`CAST(${id(name)} AS VARCHAR)`;
  }
}

/** Each unit's words, folded, → its id. */
export function unitWords(estate: Estate): ReadonlyMap<string, string> {
  return new Map(estate.units.flatMap((unit) => [...unit.aliases, unit.title, unit.id].map((word) => [foldWord(word), unit.id])));
}

/** The system's words, folded, → canonical state. */
function stateWords(dataset: Dataset): ReadonlyMap<string, string> {
  return new Map(Object.entries(dataset.state?.words ?? {}).map(([word, state]) => [foldWord(word), state]));
}

/** The same with what the lifecycles that follow the dataset say besides. */
export function knownWords(estate: Estate, dataset: Dataset): ReadonlyMap<string, string> {
  const tracks = estate.lifecycles.flatMap((lifecycle) => lifecycle.tracks);
  const followed = tracks.filter((track) => track.dataset === dataset.id || track.history?.dataset === dataset.id);
  return new Map([...followed.flatMap(({ words }) => Object.entries(words)), ...stateWords(dataset)]);
}

/** As the engine's lower() folds text that was trimmed and normalised. */
function foldWord(word: string): string {
  return word.normalize("NFC").trim().toLowerCase();
}

function mapped(text: Sql, words: ReadonlyMap<string, string>): Sql {
  if (words.size === 0) return text;
  const cases = [...words].map(([word, to]) => sql`WHEN ${word} THEN ${to}`);
  return sql`CASE lower(${text}) ${join(cases, " ")} ELSE ${text} END`;
}

/** A record without any part of its key has no key. */
function keyOf(dataset: Dataset): Sql {
  const parts = dataset.key.map((name) => sql`CAST(${id(name)} AS VARCHAR)`);
  if (parts.length === 1) return parts[0] as Sql;
  const empty = and(parts.map((part) => sql`${part} IS NULL`));
  return sql`CASE WHEN NOT ${empty} THEN ${join(
    parts.map((part) => sql`coalesce(${part}, '')`),
    " || ' · ' || ",
  )} END`;
}

function amountOf(name: string | undefined, byName: ReadonlyMap<string, Field>): Sql {
  const type = name === undefined ? undefined : byName.get(name)?.type;
  return name !== undefined && (type === "money" || type === "number") ? id(name) : sql`CAST(NULL AS DECIMAL(18, 4))`;
}

function conditionType(field: Field | undefined): ConditionType | undefined {
  if (field === undefined) return undefined;
  if (field.type === "key") return "text";
  return field.type === "money" ? "number" : field.type;
}

/** A sum written out in the fields that are read; an empty part makes it empty, for what is not known is no zero. */
function sumOf(field: Field, dataset: Dataset): Sql {
  const byName = new Map(dataset.fields.map((other) => [other.name, other]));
  const expand = (name: string): Sql => {
    const of = byName.get(name);
    if (of === undefined || !("sum" in of.from)) return id(name);
    const terms = of.from.sum.map((term, index) => {
      const sign = term.sign === -1 ? sql`- ` : index === 0 ? sql`` : sql`+ `;
      return sql`${sign}${expand(term.field)}`;
    });
    return sql`(${join(terms, " ")})`;
  };
  return expand(field.name);
}

/** @throws InputError `cyclic-sum`, `unknown-field`, with every sum that is so */
export function checkSums(estateFile: string, dataset: Dataset): void {
  const byName = new Map(dataset.fields.map((field) => [field.name, field]));
  const problems = dataset.fields.flatMap((field) => {
    const at = { file: estateFile, line: field.line };
    const unknown = "sum" in field.from ? field.from.sum.find((term) => !byName.has(term.field)) : undefined;
    if (unknown !== undefined) {
      return [
        {
          code: "unknown-field",
          message: `The sum ${field.name} names a field that ${dataset.id} does not have.`,
          at,
          found: unknown.field,
        },
      ];
    }
    const cycle = cycleFrom(field.name, byName);
    return cycle === undefined
      ? []
      : [{ code: "cyclic-sum", message: `The field ${field.name} is a sum of itself.`, at, found: cycle.join(" → ") }];
  });
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InputError([first, ...rest]);
}

function cycleFrom(start: string, byName: ReadonlyMap<string, Field>): string[] | undefined {
  const walk = (name: string, path: readonly string[]): string[] | undefined => {
    const from = byName.get(name)?.from;
    if (from === undefined || !("sum" in from)) return undefined;
    for (const { field } of from.sum) {
      if (field === start) return [...path, field];
      if (path.includes(field)) continue;
      const found = walk(field, [...path, field]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, [start]);
}
