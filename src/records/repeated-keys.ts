import type { Engine } from "../engines/engine.ts";
import { formatLocation, InputError, type CaptureManifest, type Dataset, type Problem } from "../model/index.ts";
import { id, sql } from "../sql/index.ts";
import { placeOf } from "./place.ts";

const LISTED = 10;

/** @throws InputError `repeated-key`, `empty-key` with the places of the copies */
export async function refuseRepeatedKeys(
  engine: Engine,
  estateFile: string,
  dataset: Dataset,
  manifest: CaptureManifest,
  relation: string,
): Promise<void> {
  const [first, ...rest] = await repeatedKeys(engine, estateFile, dataset, manifest, relation);
  if (first !== undefined) throw new InputError([first, ...rest]);
}

/** Keys that more than one record bears, and records that bear none; the first ten by place. */
export async function repeatedKeys(
  engine: Engine,
  estateFile: string,
  dataset: Dataset,
  manifest: CaptureManifest,
  relation: string,
): Promise<Problem[]> {
  const groups = sql`SELECT _key, count(*) AS n, min(_row) AS first FROM ${id(relation)} GROUP BY _key HAVING count(*) > 1 OR _key IS NULL`;
  const keys = await engine.rows<{ key: string | null; n: string; total: string }>(
    sql`SELECT _key AS "key", n, count(*) OVER () AS total FROM (${groups}) AS repeated ORDER BY first LIMIT ${LISTED}`,
  );
  const problems: Problem[] = [];
  for (const { key, n } of keys) {
    const where = key === null ? sql`_key IS NULL` : sql`_key = ${key}`;
    const copies = await engine.rows<{ file: number; pos: string }>(
      sql`SELECT _file AS file, _pos AS pos FROM ${id(relation)} WHERE ${where} ORDER BY _row LIMIT 5`,
    );
    const places = copies.map(({ file, pos }) => {
      const place = placeOf(manifest, file, pos);
      return place.line === undefined ? `${place.file} record ${pos}` : formatLocation(place);
    });
    const more = Number(n) > places.length ? ` … (${Number(n)} records)` : "";
    const [copy] = copies;
    problems.push({
      code: key === null ? "empty-key" : "repeated-key",
      message:
        key === null
          ? `${Number(n) === 1 ? "A record" : `${Number(n)} records`} of ${dataset.id} lack the key (${dataset.key.join(", ")}).`
          : `${Number(n)} records of ${dataset.id} bear the key ${key} (${dataset.key.join(", ")}).`,
      ...(copy === undefined ? {} : { at: placeOf(manifest, copy.file, copy.pos) }),
      found: places.join(", ") + more,
      expected: "one record a key",
      hint: `If that is what the source holds, set repeatedKey: report for ${dataset.id} (${estateFile}:${dataset.line}).`,
    });
  }
  const total = Number(keys[0]?.total ?? 0);
  if (total > LISTED) {
    problems.push({
      code: "repeated-key",
      message: `${(total - LISTED).toLocaleString("en-US")} more keys of ${dataset.id} repeat.`,
      at: { file: estateFile, line: dataset.line },
    });
  }
  return problems;
}
