import type { Dataset } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import { asText, meets, type TimelinePlan } from "./plan.ts";

/** A state's code; undefined when the lifecycle has none of this name. */
function stateCode(plan: TimelinePlan, state: string): number | undefined {
  const index = plan.lifecycle.states.findIndex((known) => known.id === state);
  return index < 0 ? undefined : index;
}

export function codeLiteral(plan: TimelinePlan, state: string): Sql {
  return sql`CAST(${stateCode(plan, state) ?? null} AS SMALLINT)`;
}

/** What a record of a dataset says of its state: a state that its values tell, else its status word. Undefined: the dataset says nothing. */
export function saidState(plan: TimelinePlan, dataset: Dataset, alias: string): Sql | undefined {
  if (dataset.state === undefined) return undefined;
  const { field, derived } = dataset.state;
  const word = field === undefined ? sql`CAST(NULL AS VARCHAR)` : asText(dataset, field, alias);
  if (derived.length === 0) return field === undefined ? undefined : word;
  const cases = derived.map(({ state, when }) => sql`WHEN ${meets(plan, dataset, when, alias)} THEN ${state}`);
  return sql`CASE ${join(cases, " ")} ELSE ${word} END`;
}

/**
 * ` LEFT JOIN …`: `state` of a word, NULL where no state is mapped to it.
 *
 * @param dataset whose derived states stand for the lifecycle's states of the same name, unless a word says otherwise
 */
export function joinState(plan: TimelinePlan, dataset: Dataset, word: Sql, alias: string): Sql {
  const codes = new Map<string, number>();
  const add = (text: string, state: string): void => {
    const code = stateCode(plan, state);
    const folded = fold(text);
    if (code !== undefined && !codes.has(folded)) codes.set(folded, code);
  };
  for (const [text, state] of Object.entries(plan.track.words)) add(text, state);
  if (codes.size === 0) for (const state of plan.lifecycle.states) add(state.id, state.id);
  for (const { state } of dataset.state?.derived ?? []) add(state, state);
  const rows = [...codes].map(([text, code]) => sql`(${text}, CAST(${code} AS SMALLINT))`);
  const words =
    rows.length === 0
      ? sql`(SELECT CAST(NULL AS VARCHAR) AS word, CAST(NULL AS SMALLINT) AS state WHERE FALSE) AS ${id(alias)}`
      : sql`(VALUES ${join(rows)}) AS ${id(alias)} (word, state)`;
  return sql` LEFT JOIN ${words} ON ${id(alias, "word")} = lower(${word})`;
}

function fold(word: string): string {
  return word.normalize("NFC").trim().toLowerCase();
}
