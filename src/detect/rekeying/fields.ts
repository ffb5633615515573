import type { Field } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { SignPlan, TiedHandoff } from "../sign-plan.ts";

/** A field of the downstream record that says what one of the upstream record says. */
export interface CopiedField {
  readonly from: string;
  readonly to: string;
}

/** Pairs of records that are looked at to find out which fields are copied. */
const SAMPLE = 2000;
/** So much of the values must be the same … */
const SHARE = 0.5;
/** … and not all of them one word. */
const DISTINCT = 3;

/** How a value is compared: without case and outer blanks; NULL where there is none. */
export function folded(value: Sql): Sql {
  return sql`nullif(lower(trim(${value})), '')`;
}

/**
 * Which text fields of the two sides say the same, told by the records themselves; each field is used once, the surest pairs first.
 *
 * @param pairs a query or relation with `from_row` and `to_row`
 */
export async function copiedFields(plan: SignPlan, { from, to }: TiedHandoff, pairs: Sql): Promise<CopiedField[]> {
  const texts = (fields: readonly Field[], actors: readonly (string | undefined)[]): string[] =>
    fields
      .filter(({ name, type, from: origin }) => (type === "text" || type === "key") && !("value" in origin) && !actors.includes(name))
      .map(({ name }) => name);
  const { dataset: own } = to;
  const [sources, targets] = [
    texts(from.dataset.fields, Object.values(from.dataset.by)),
    texts(own.fields, Object.values(own.by)).filter((name) => !own.key.includes(name) || own.key.length > 1),
  ];
  if (sources.length === 0 || targets.length === 0) return [];
  const combos = sources.flatMap((source) => targets.map((target) => ({ from: source, to: target })));
  const counts = combos.flatMap(({ from: source, to: target }, index) => {
    const [a, b] = [id("s", `f ${source}`), id("s", `t ${target}`)];
    return [
      sql`count(CASE WHEN ${a} = ${b} THEN 1 END) AS ${id(`e${index}`)}`,
      sql`count(CASE WHEN ${a} IS NOT NULL AND ${b} IS NOT NULL THEN 1 END) AS ${id(`n${index}`)}`,
    ];
  });
  const distinct = targets.map((target) => sql`count(DISTINCT ${id("s", `t ${target}`)}) AS ${id(`d ${target}`)}`);
  const columns = [
    ...sources.map((name) => sql`${folded(id("f", name))} AS ${id(`f ${name}`)}`),
    ...targets.map((name) => sql`${folded(id("t", name))} AS ${id(`t ${name}`)}`),
  ];
  const [row] = await plan.engine.rows(
    sql`SELECT ${join([...counts, ...distinct])} FROM (
  SELECT ${join(columns)} FROM (
    SELECT p.from_row, p.to_row FROM ${pairs} AS p JOIN ${id(to.relation)} AS t ON t._row = p.to_row
    ORDER BY ${plan.dialect.hash64([sql`t._key`])}, t._key LIMIT ${SAMPLE}
  ) AS p JOIN ${id(from.relation)} AS f ON f._row = p.from_row JOIN ${id(to.relation)} AS t ON t._row = p.to_row
) AS s`,
  );
  const found = combos
    .map((combo, index) => ({ ...combo, same: Number(row?.[`e${index}`]), of: Number(row?.[`n${index}`]) }))
    .filter(({ same, of, to: target }) => of > 0 && same >= SHARE * of && Number(row?.[`d ${target}`]) >= Math.min(DISTINCT, of))
    .sort((a, b) => b.same - a.same || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1));
  const used = { from: new Set<string>(), to: new Set<string>() };
  return found.flatMap(({ from: source, to: target }) => {
    if (used.from.has(source) || used.to.has(target)) return [];
    used.from.add(source);
    used.to.add(target);
    return [{ from: source, to: target }];
  });
}
