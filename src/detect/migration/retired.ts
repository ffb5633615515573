import type { RecordSet } from "../../model/index.ts";
import { and, id, join, or, sql, type Sql } from "../../sql/index.ts";
import { insertSigns } from "../signs.ts";
import { balanceOf, momentOf, placeOf, type Looked } from "./dataset.ts";

/** Records that are open in a system that is retired, and that no system in use has. One sign a record. */
export async function findOpenInRetired(looked: Looked): Promise<void> {
  const { engine, dialect, dataset, system, set, open, names } = looked;
  const retired = system?.retired;
  if (retired === undefined || open === undefined) return;
  const balance = balanceOf(dataset);
  const place = JSON.stringify(
    Object.fromEntries(
      Object.entries({ ...placeOf(looked), cutover: retired }).flatMap(([name, text]) =>
        text === undefined ? [] : [[name, String(text)]],
      ),
    ),
  );
  await engine.run(
    insertSigns(
      names.signs,
      { kind: "migration-residue", outcome: "open-in-retired", subject: { type: "dataset", id: dataset.id } },
      {
        dataset: sql`${dataset.id}`,
        key: sql`_key`,
        from: momentOf(retired, looked),
        amount: balance === undefined ? sql`_amount` : sql`coalesce(${id(balance.name)}, _amount)`,
        unit: sql`_unit`,
        date: looked.clocks[0] ?? sql`_date`,
        file: fileOf(set),
        line: sql`_pos`,
        detail: sql`${`${place.slice(0, -1)},"state":`} || ${dialect.jsonString(sql`coalesce(_state, 'owed')`)} || ',"ofUnit":"' || CAST(of_unit AS VARCHAR) || '"}'`,
      },
      sql`(
  SELECT own.*, units.of_unit FROM ${id(set.relation)} AS own
  JOIN (SELECT coalesce(_unit, '') AS name, count(*) AS of_unit FROM ${id(set.relation)} GROUP BY 1) AS units ON units.name = coalesce(own._unit, '')
  WHERE ${and([open, ...counterparts(looked).map((has) => sql`NOT ${has}`)])}
) AS records`,
      dialect,
    ),
  );
}

function fileOf({ capture }: RecordSet): Sql {
  const files = capture.files.map(({ path }, index) => sql`(${index}, ${path})`);
  if (files.length === 0) return sql`NULL`;
  return sql`(SELECT path FROM (VALUES ${join(files)}) AS files (number, path) WHERE files.number = records._file)`;
}

/** A field beside one of another dataset that holds the same. */
interface Pair {
  readonly own: string;
  readonly other: string;
}

/** For each declared way to a dataset of a system in use: has the record (alias `own`) a record there that is not deleted? */
function counterparts({ estate, input, dataset }: Looked): Sql[] {
  const lived = new Set(estate.systems.filter(({ retired }) => retired === undefined).map(({ id: name }) => name));
  const live = (name: string): RecordSet | undefined => {
    const set = input.sets.get(name);
    return name !== dataset.id && set !== undefined && lived.has(set.dataset.system) ? set : undefined;
  };
  const byFields = (other: RecordSet | undefined, pairs: readonly Pair[], ignoreCase: boolean): Sql[] => {
    if (other === undefined || pairs.length === 0) return [];
    const text = (value: Sql): Sql => (ignoreCase ? sql`lower(CAST(${value} AS VARCHAR))` : sql`CAST(${value} AS VARCHAR)`);
    const same = pairs.map((pair) => sql`${text(id("other", pair.other))} = ${text(id("own", pair.own))}`);
    return [sql`EXISTS (SELECT 1 FROM ${id(other.relation)} AS other WHERE ${and([sql`NOT other._deleted`, ...same])})`];
  };
  const ways: Sql[] = [];
  const pairUp = (from: string, to: string, on: readonly { readonly from: string; readonly to: string }[], ignoreCase: boolean): void => {
    if (from === dataset.id)
      ways.push(
        ...byFields(
          live(to),
          on.map((pair) => ({ own: pair.from, other: pair.to })),
          ignoreCase,
        ),
      );
    if (to === dataset.id)
      ways.push(
        ...byFields(
          live(from),
          on.map((pair) => ({ own: pair.to, other: pair.from })),
          ignoreCase,
        ),
      );
  };
  for (const { from, to, match } of estate.handoffs) if (match.kind === "key") pairUp(from.dataset, to.dataset, match.on, match.ignoreCase);
  for (const { tracks, links } of estate.lifecycles) {
    const at = (track: string): string => tracks.find(({ id: name }) => name === track)?.dataset ?? "";
    for (const { from, to, match } of links) {
      if (match.kind === "key") pairUp(at(from), at(to), match.on, match.ignoreCase);
      if (match.kind === "record") pairUp(at(from), at(to), [{ from: "_key", to: "_key" }], false);
    }
  }
  for (const identity of estate.identities) {
    if (!identity.members.some((member) => member.dataset === dataset.id)) continue;
    for (const link of identity.links) pairUp(link.from, link.to, link.key, false);
    const crosswalk = input.crosswalks?.get(identity.id);
    const others = identity.members.flatMap((member) => live(member.dataset) ?? []);
    if (crosswalk === undefined || others.length === 0) continue;
    const alive = others.map(
      (set) => sql`(found.dataset = ${set.dataset.id} AND found.row IN (SELECT _row FROM ${id(set.relation)} WHERE NOT _deleted))`,
    );
    ways.push(sql`own._row IN (
    SELECT mine.row FROM ${id(crosswalk.entities)} AS mine
    WHERE mine.dataset = ${dataset.id} AND mine.entity IN (SELECT found.entity FROM ${id(crosswalk.entities)} AS found WHERE ${or(alive)})
  )`);
  }
  return ways;
}
