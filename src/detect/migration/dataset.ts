import type { Engine } from "../../engines/engine.ts";
import type { Crosswalk, Dataset, Estate, Field, RecordSet, System } from "../../model/index.ts";
import { and, id, join, or, sql, startOfDay, toLocal, type Dialect, type Sql, type TimeRange } from "../../sql/index.ts";

/** What is asked of the estate. */
export type ResidueEstate = Pick<Estate, "timeZone" | "units" | "systems" | "datasets" | "identities" | "handoffs" | "lifecycles">;

export interface ResidueInput {
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** By identity; where one is lacking, records that it would link are not known to be the same. */
  readonly crosswalks?: ReadonlyMap<string, Crosswalk>;
}

/** `prefix` begins the names of all temporary relations; `calendar`: of `createCalendar`; `signs`: of `createSigns`. */
export interface ResidueNames {
  readonly prefix: string;
  readonly calendar: string;
  readonly signs: string;
}

/** A dataset as residue is looked for in it. */
export interface Looked {
  readonly engine: Engine;
  readonly dialect: Dialect;
  readonly estate: ResidueEstate;
  readonly input: ResidueInput;
  readonly names: ResidueNames;
  readonly set: RecordSet;
  readonly dataset: Dataset;
  readonly system: System | undefined;
  /** DATEs of a record in the estate's zone: when it was made, else its own time. The first is the usual one. */
  readonly clocks: readonly Sql[];
  /** Is a record open? undefined: nothing tells. Its columns are not qualified. */
  readonly open: Sql | undefined;
}

/** Days of records outside these years are slips of the pen. */
const YEARS = { first: "1990-01-01", last: "2099-12-31" } as const;

export async function lookAt(
  engine: Engine,
  estate: ResidueEstate,
  input: ResidueInput,
  names: ResidueNames,
  set: RecordSet,
): Promise<Looked> {
  const { dataset } = set;
  const system = estate.systems.find(({ id: name }) => name === dataset.system);
  const clocks: Sql[] = [];
  if (dataset.created !== undefined) clocks.push(within(await createdDay(engine, estate, set)));
  if (dataset.time !== undefined && dataset.time !== dataset.created) clocks.push(within(sql`_date`));
  return { engine, dialect: engine.dialect, estate, input, names, set, dataset, system, clocks, open: openCondition(estate, dataset) };
}

async function createdDay(engine: Engine, estate: ResidueEstate, set: RecordSet): Promise<Sql> {
  const [range] = await engine.rows<{ least: string | null; greatest: string | null }>(
    sql`SELECT CAST(min(_created) AS VARCHAR) AS least, CAST(max(_created) AS VARCHAR) AS greatest FROM ${id(set.relation)}`,
  );
  const known = range?.least != null && range.greatest !== null ? (range as TimeRange) : undefined;
  return sql`CAST(${toLocal(sql`_created`, estate.timeZone, known, engine.dialect)} AS DATE)`;
}

function within(day: Sql): Sql {
  return sql`CASE WHEN ${day} BETWEEN CAST(${YEARS.first} AS DATE) AND CAST(${YEARS.last} AS DATE) THEN ${day} END`;
}

/** The first moment of an ISO day in the estate's zone, UTC. */
export function momentOf(day: string, { estate, dialect }: Pick<Looked, "estate" | "dialect">): Sql {
  return startOfDay(sql`CAST(${day} AS DATE)`, estate.timeZone, { least: day, greatest: day }, dialect);
}

const BALANCE = /^(balance|openbalance|balancedue|amountdue|outstanding|openamount|unpaid)$/;

/** The money field that says what is still owed. */
export function balanceOf(dataset: Dataset): Field | undefined {
  return dataset.fields.find(
    ({ name, type }) => (type === "money" || type === "number") && BALANCE.test(name.toLowerCase().replaceAll(/[^a-z]/g, "")),
  );
}

/** Words that end something, where no lifecycle says which do. */
const FINAL = [
  "paid closed complete completed done finished cancelled canceled void voided archived lost won",
  "rejected declined expired deleted inactive refunded merged",
].flatMap((words) => words.split(" "));

/** Every word of a dataset's states that the estate declares, folded → what it stands for. */
export function vocabularyOf(estate: ResidueEstate, dataset: Dataset): ReadonlyMap<string, string> {
  const tracks = estate.lifecycles.flatMap((lifecycle) => lifecycle.tracks);
  const followed = tracks.filter((track) => track.dataset === dataset.id || track.history?.dataset === dataset.id);
  const words = [
    ...followed.flatMap((track) => [...track.states.map((state) => [state, state] as const), ...Object.entries(track.words)]),
    ...Object.entries(dataset.state?.words ?? {}),
  ];
  return new Map(words.map(([word, state]) => [word.toLowerCase(), state]));
}

/** States (and the words for them, folded) in which a record of the dataset may end. What the estate does not know goes by plain English. */
function finalWords(estate: ResidueEstate, dataset: Dataset): readonly string[] {
  const vocabulary = vocabularyOf(estate, dataset);
  const final = estate.lifecycles
    .filter(({ tracks }) => tracks.some((track) => track.dataset === dataset.id))
    .flatMap(({ states }) => states.filter((state) => state.final).map(({ id: name }) => name));
  const followed = estate.lifecycles.some(({ tracks }) => tracks.some((track) => track.dataset === dataset.id));
  const meant = [...vocabulary].flatMap(([word, state]) => (final.includes(state) ? [word] : []));
  const plain = FINAL.filter((word) => !followed || !vocabulary.has(word));
  return [...new Set([...final.map((word) => word.toLowerCase()), ...meant, ...plain])].sort();
}

function openCondition(estate: ResidueEstate, dataset: Dataset): Sql | undefined {
  const balance = balanceOf(dataset);
  const final = finalWords(estate, dataset);
  // A change of state is no thing that could be open.
  const isHistory = estate.lifecycles.some(({ tracks }) => tracks.some(({ history }) => history?.dataset === dataset.id));
  if (isHistory || (dataset.state === undefined && balance === undefined)) return undefined;
  const conditions = [sql`NOT _deleted`];
  const ended = final.length === 0 ? sql`FALSE` : sql`lower(_state) IN (${join(final.map((word) => sql`${word}`))})`;
  if (dataset.state !== undefined) conditions.push(sql`_state IS NOT NULL`, sql`NOT ${ended}`);
  if (balance !== undefined) {
    const owed = id(balance.name);
    conditions.push(dataset.state === undefined ? sql`coalesce(${owed} > 0, FALSE)` : or([sql`${owed} IS NULL`, sql`${owed} > 0`]));
  }
  return and(conditions);
}

/** A JSON object of texts, as `detail` holds it. Undefined values are left out. */
export function detailOf(texts: Readonly<Record<string, string | number | undefined>>): Sql {
  const given = Object.entries(texts).flatMap(([name, text]) => (text === undefined ? [] : [[name, String(text)] as const]));
  return sql`${JSON.stringify(Object.fromEntries(given))}`;
}

/** What every sign tells of its dataset. */
export function placeOf({ dataset, system, set }: Looked): Readonly<Record<string, string | number | undefined>> {
  return { title: dataset.title, system: system?.title ?? dataset.system, owner: system?.owner, of: set.rows };
}
