import type { Engine } from "../engines/engine.ts";
import { formatLocation, type Estate, type Problem } from "../model/index.ts";
import { id, join, sql } from "../sql/index.ts";
import type { OpenedRecords } from "./open.ts";
import { placeOf } from "./place.ts";
import { repeatedKeys } from "./repeated-keys.ts";
import { unmappedWords } from "./words.ts";

/**
 * What a dataset's records leave open in the estate: repeated keys, words without
 * meaning, fields that no record fills, foreign currencies, doubtful dates and
 * decimal marks. Each at the estate's line, with the first record that shows it.
 */
export async function checkRecords(engine: Engine, estate: Estate, records: OpenedRecords): Promise<Problem[]> {
  const { dataset, capture, relation, estateFile } = records;
  const line = new Map(dataset.fields.map((field) => [field.name, field.line]));
  const at = (field: string | undefined) => ({
    file: estateFile,
    line: (field === undefined ? undefined : line.get(field)) ?? dataset.line,
  });
  const problems = await repeatedKeys(engine, estateFile, dataset, capture, relation);

  for (const { kind, word, records: count, file, pos, near } of await unmappedWords(engine, estate, dataset, relation)) {
    problems.push({
      code: kind === "state" ? "unmapped-state" : "unknown-unit",
      message:
        kind === "state" ? `${dataset.id} uses a status that is mapped to no state.` : `${dataset.id} uses a name that no unit claims.`,
      at: at(kind === "state" ? dataset.state?.field : dataset.unit),
      found: `"${word}" in ${plural(count, "record")}, first at ${said(records, file, pos)}`,
      expected:
        kind === "state" ? "a word listed under state.words, or under the words of a lifecycle's track" : "a unit's id, title or alias",
      ...(near === undefined ? {} : { hint: `It may mean ${near}.` }),
    });
  }

  if (records.rows > 0) {
    const counts = dataset.fields.map((field, index) => sql`count(${id(field.name)}) AS ${id(`n${index}`)}`);
    const [look = {}] = await engine.rows(sql`SELECT ${join(counts)} FROM ${id(relation)}`);
    const filled = new Map(records.forms.map((form) => [form.field.name, form.filled]));
    dataset.fields.forEach((field, index) => {
      if (Number(look[`n${index}`]) > 0) return;
      const texts = filled.get(field.name) ?? 0;
      const isRead = "column" in field.from && !(field.type === "text" || field.type === "key") && texts > 0;
      problems.push({
        code: "never-filled",
        message: isRead ? `No value of ${field.name} can be read as ${field.type}.` : `No record of ${dataset.id} fills ${field.name}.`,
        at: at(field.name),
        ...("column" in field.from
          ? { found: `${field.from.column}: ${isRead ? `${plural(texts, "value")} of another form` : "always empty"}` }
          : {}),
      });
    });
  }

  problems.push(...(await stateless(engine, records)), ...(await foreignCurrencies(engine, estate, records, at)));
  for (const form of records.forms) {
    for (const note of form.notes) problems.push({ code: note.code, message: note.message, at: at(form.field.name) });
  }
  return problems;
}

/** Records of which no condition tells the state, and no word either. */
async function stateless(engine: Engine, { dataset, relation, estateFile, capture }: OpenedRecords): Promise<Problem[]> {
  if (dataset.state === undefined || dataset.state.derived.length === 0) return [];
  const [look] = await engine.rows<{ n: string; file: number | null; pos: string | null }>(
    sql`SELECT count(*) AS n, arg_min(_file, _row) AS file, arg_min(_pos, _row) AS pos FROM ${id(relation)} WHERE _state IS NULL AND NOT _deleted`,
  );
  if (look === undefined || look.file === null || look.pos === null) return [];
  const first = said({ capture }, look.file, look.pos);
  return [
    {
      code: "no-state",
      message: `${dataset.id} holds records of which nothing tells the state.`,
      at: { file: estateFile, line: dataset.line },
      found: `${plural(Number(look.n), "record")}, first at ${first}`,
      expected: `one of the conditions under state.when: ${dataset.state.derived.map(({ state }) => state).join(", ")}`,
    },
  ];
}

async function foreignCurrencies(
  engine: Engine,
  estate: Estate,
  records: OpenedRecords,
  at: (field: string | undefined) => Problem["at"] & object,
): Promise<Problem[]> {
  const { dataset, relation } = records;
  const problem = { code: "other-currency", expected: estate.currency, hint: "Such records are left out of amounts, and said to be." };
  if ("code" in dataset.currency) {
    if (dataset.currency.code === estate.currency) return [];
    return [
      { ...problem, message: `${dataset.id} is in another currency than the estate.`, at: at(undefined), found: dataset.currency.code },
    ];
  }
  const field = dataset.currency.field;
  const code = sql`upper(CAST(${id(field)} AS VARCHAR))`;
  const rows = await engine.rows<{ code: string; n: string; file: number; pos: string }>(
    sql`SELECT ${code} AS code, count(*) AS n, arg_min(_file, _row) AS file, arg_min(_pos, _row) AS pos FROM ${id(relation)}
      WHERE ${code} <> ${estate.currency} GROUP BY ${code} ORDER BY n DESC, code LIMIT 20`,
  );
  return rows.map((row) => ({
    ...problem,
    message: `${dataset.id} holds records in another currency than the estate.`,
    at: at(field),
    found: `${row.code} in ${plural(Number(row.n), "record")}, first at ${said(records, row.file, row.pos)}`,
  }));
}

function said(records: Pick<OpenedRecords, "capture">, file: number, position: string): string {
  const place = placeOf(records.capture, file, position);
  return place.line === undefined ? `${place.file} record ${position}` : formatLocation(place);
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}
