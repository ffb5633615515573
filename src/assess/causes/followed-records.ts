import type { Engine } from "../../engines/engine.ts";
import type { MismatchOutcome, RecordSet, Track } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { attributesOf, lateAttributesOf } from "./attributes.ts";
import type { Population } from "./population.ts";
import { columnsOf, createdRange, dayOf, distinctWords, plain } from "./tied-records.ts";

/** State mismatches of one lifecycle, rule (undefined: the track's own), track and outcome. */
export interface FollowedGroup {
  readonly lifecycle: string;
  readonly rule: string | undefined;
  readonly track: Track;
  readonly outcome: MismatchOutcome;
  /** The records of the track's dataset. */
  readonly set: RecordSet;
  /** The relation of all mismatches. */
  readonly mismatches: string;
}

/** The records of a track among which its mismatches lie. Makes `${prefix}p`, the caller's to drop. */
export async function followedPopulation(
  engine: Engine,
  estate: { readonly timeZone: string },
  { lifecycle, rule, track, outcome, set, mismatches }: FollowedGroup,
  prefix: string,
): Promise<Population> {
  // The state is what is wrong, and so no place where it goes wrong.
  const common = { set, alias: "r", created: await createdRange(engine, set), except: new Set<string>(), other: false, stated: false };
  const attributes = attributesOf({ ...common, prefix: "a" }, estate.timeZone, engine.dialect);
  const late = lateAttributesOf({ ...common, prefix: "l" });
  const relation = `${prefix}p`;
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS
SELECT r._row AS row, m.key IS NOT NULL AS broken, CASE WHEN m.key IS NOT NULL THEN 1 END AS breaks, m.amount AS amount, ${dayOf(set)} AS day, CAST(NULL AS INTEGER) AS sig${columnsOf([...attributes, ...late])}
FROM ${id(set.relation)} AS r
LEFT JOIN (SELECT key, max(amount) AS amount FROM ${id(mismatches)}
  WHERE lifecycle = ${lifecycle} AND coalesce(rule, '') = ${rule ?? ""} AND track = ${track.id} AND outcome = ${outcome} GROUP BY key) AS m ON m.key = r._key
WHERE m.key IS NOT NULL OR NOT r._deleted`);
  const told = await distinctWords(engine, relation, set, attributes);
  return { relation, attributes: told.map(plain), late: late.map(plain), signatures: [] };
}
