import { nearestWord, InputError, type CapturedColumn } from "../../model/index.ts";
import type { Engine } from "../../engines/engine.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { enginePath, type JsonLevel } from "./path.ts";

/**
 * Takes nested lists apart: from a relation with the column `_json` (and `_pos`
 * perhaps) one with a row for each innermost record, its parents beside it,
 * nearest first.
 */
export function explode(
  relation: Sql,
  levels: readonly JsonLevel[],
  withPosition: boolean,
  keepOutermost = true,
): { relation: Sql; columns: CapturedColumn[] } {
  const position = withPosition ? [id("_pos")] : [];
  let from = sql`(SELECT ${join([sql`${id("_json")} AS ${id("v0")}`, ...position])} FROM ${relation})`;
  levels.forEach((level, index) => {
    const above = Array.from({ length: index + 1 }, (_, n) => id(`v${n}`));
    const at = above[index] as Sql;
    const item = sql`unnest(${listAt(at, level)}) AS ${id(`v${index + 1}`)}`;
    from = sql`(SELECT ${join([...above, item, ...position])} FROM ${from})`;
  });
  const last = levels.length;
  const first = keepOutermost ? 0 : 1;
  const columns: CapturedColumn[] = [{ name: "_json", type: "VARCHAR" }];
  const selected = [sql`CAST(${id(`v${last}`)} AS VARCHAR) AS ${id("_json")}`];
  for (let n = last - 1; n >= first; n--) {
    const name = `_parent${last - n}`;
    columns.push({ name, type: "VARCHAR" });
    selected.push(sql`CAST(${id(`v${n}`)} AS VARCHAR) AS ${id(name)}`);
  }
  return { relation: sql`(SELECT ${join([...selected, ...position])} FROM ${from})`, columns };
}

function listAt(value: Sql, level: JsonLevel): Sql {
  const there = level.names.length === 0 ? value : sql`json_extract(${value}, ${enginePath(level.names)})`;
  const whole = level.names.length === 0 ? sql`'$[*]'` : sql`${`${enginePath(level.names)}[*]`}`;
  const list = level.list ? sql`WHEN 'ARRAY' THEN json_extract(${value}, ${whole}) ` : sql``;
  return sql`CASE json_type(${there}) ${list}WHEN 'OBJECT' THEN [CAST(${there} AS JSON)] ELSE CAST([] AS JSON[]) END`;
}

/**
 * Does any record hold what each level asks for? Empty lists are often left out,
 * so that only a name that is nearly there counts as wrong.
 *
 * @returns a note for each level that no record holds
 * @throws InputError `wrong-records-path`
 */
export async function checkLevels(engine: Engine, relation: Sql, levels: readonly JsonLevel[], file: string): Promise<string[]> {
  const notes: string[] = [];
  for (const [index, level] of levels.entries()) {
    if (level.names.length === 0) continue;
    const parents = explode(relation, levels.slice(0, index), false).relation;
    const path = enginePath(level.names);
    const [counts] = await engine.rows<{ n: string; there: string }>(
      sql`SELECT count(*) AS n, count(json_extract(${id("_json")}, ${path})) AS there FROM ${parents}`,
    );
    if (counts === undefined || Number(counts.n) === 0) break;
    if (Number(counts.there) > 0) continue;
    const shown = level.names.join(".");
    const holder = enginePath(level.names.slice(0, -1));
    const keys = await engine.rows<{ k: string }>(
      sql`SELECT DISTINCT unnest(json_keys(json_extract(${id("_json")}, ${holder}))) AS k FROM ${parents} ORDER BY k LIMIT 200`,
    );
    const names = keys.map((row) => row.k);
    const wanted = level.names[level.names.length - 1] ?? "";
    const near = nearestWord(
      wanted,
      names.filter((name) => Math.abs(name.length - wanted.length) <= 2),
      2,
    );
    if (near !== undefined) {
      throw new InputError([
        {
          code: "wrong-records-path",
          message: "No record holds what the way to the records names.",
          at: { file },
          found: names.slice(0, 20).join(", "),
          expected: shown,
          hint: `${[...level.names.slice(0, -1), near].join(".")}${level.list ? "[]" : ""}`,
        },
      ]);
    }
    notes.push(`${file}: no record holds ${shown}`);
    break;
  }
  return notes;
}
