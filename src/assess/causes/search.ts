import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money } from "../../model/index.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import { findOnset, type Onset } from "../onset/index.ts";
import { findSlices, SLICE_DEFAULTS, type Slice, type SliceCounts } from "../slices/index.ts";
import type { CauseAttribute, Counts, Evidence, Part, PartOnset, PartSlice, Population } from "./population.ts";
import { promising } from "./promising.ts";
import { crowdedSince, sinceWithin } from "./since.ts";
import { spreadOf } from "./spread.ts";

/** A group with fewer breaks is not searched, and a part with fewer explains nothing. */
export const LEAST = 3;
/** A part holds at least this share of the group. */
const LEAST_SHARE = 0.1;
/** How many places are looked for one after the other, each among what those before left. */
const ROUNDS = 3;
/** A pair of values goes before one of them where it holds all breaks of that one; where it breaks wholly, this share of them is enough. */
const FINER_SHARE = 0.8;

interface Totals extends Counts {
  /** Breaks that the broken stand for. */
  readonly breaks: number;
  readonly amount: string | undefined;
}

interface Place {
  readonly slice: PartSlice | undefined;
  readonly onset: PartOnset | undefined;
  readonly where: Sql;
  readonly chance: number;
  readonly rivals: readonly SliceCounts[];
}

/**
 * What explains a group of breaks: first the exact transformations, each with the
 * place where it happens; then, of what they leave, one place (slice, time or both)
 * after the other. A break belongs to one part.
 *
 * @param prefix of the relations it makes and drops
 */
export async function searchCauses(engine: Engine, population: Population, prefix: string): Promise<Evidence> {
  return await new CauseSearch(engine, population, prefix).run();
}

class CauseSearch {
  readonly #engine: Engine;
  readonly #population: Population;
  readonly #prefix: string;

  constructor(engine: Engine, population: Population, prefix: string) {
    this.#engine = engine;
    this.#population = population;
    this.#prefix = prefix;
  }

  async run(): Promise<Evidence> {
    const { signatures, attributes, late } = this.#population;
    const whole = await this.#totals(sql`broken`, sql`TRUE`);
    const parts: Part[] = [];
    for (const [place, signature] of signatures.entries()) {
      if (signature.signature.records < LEAST) continue;
      // What is broken otherwise speaks of its own fields only: where these agree, it is whole.
      const agree = signature.bits.map((bit) => sql`NOT (${this.#engine.dialect.hasBit(sql`differs`, bit)})`);
      const otherwise = agree.length === 0 ? sql`NULL` : sql`CASE WHEN ${and(agree)} THEN FALSE END`;
      const broken = sql`CASE WHEN broken AND (sig IS NULL OR sig <> ${place}) THEN ${otherwise} ELSE broken END`;
      const all = await this.#totals(broken, sql`TRUE`);
      if (all.broken < LEAST) continue;
      const found = all.broken === all.records ? undefined : await this.#locate(broken);
      const inside = found === undefined ? all : await this.#totals(broken, found.where);
      // A place that holds only some of the rows that one transformation made is not where it is set.
      const located = inside.broken >= FINER_SHARE * all.broken ? found : undefined;
      parts.push(this.#part(located, signature, located === undefined ? all : inside, all));
    }
    let broken = signatures.length === 0 ? sql`broken` : sql`CASE WHEN broken AND sig IS NOT NULL THEN NULL ELSE broken END`;
    for (let round = 0; round < ROUNDS; round += 1) {
      const all = await this.#totals(broken, sql`TRUE`);
      if (all.broken < LEAST) break;
      const found = all.broken === all.records ? EVERYWHERE : await this.#locate(broken);
      if (found === undefined) break;
      const inside = await this.#totals(broken, found.where);
      if (inside.broken < Math.max(LEAST, LEAST_SHARE * whole.broken)) break;
      parts.push(this.#part(found, undefined, inside, all));
      broken = sql`CASE WHEN ${broken} AND ${found.where} THEN NULL ELSE ${broken} END`;
    }
    const left = await this.#totals(broken, sql`TRUE`);
    const spread = await spreadOf(this.#engine, this.#population);
    return {
      records: whole.breaks,
      amount: whole.amount,
      parts,
      left: { records: left.breaks, amount: left.amount },
      spread,
      attributes: [...attributes, ...late],
    };
  }

  #part(place: Place | undefined, signature: Part["signature"], inside: Totals, all: Counts): Part {
    return {
      signature,
      slice: place?.slice,
      onset: place?.onset,
      records: inside.breaks,
      amount: inside.amount,
      inside: { records: inside.records, broken: inside.broken },
      outside: { records: all.records - inside.records, broken: all.broken - inside.broken },
      chance: place?.chance ?? 0,
      rivals: place?.rivals ?? [],
    };
  }

  /** Where and since when; undefined: breaks crowd nowhere. */
  async #locate(broken: Sql): Promise<Place | undefined> {
    const { attributes, late } = this.#population;
    const onset = await this.#onsetIn(broken, sql`TRUE`);
    const time = within(onset);
    // Among the records of the time in which they break, a slice stands out that a year would drown.
    const slice = await this.#sliceIn(broken, time, attributes);
    if (slice !== undefined) {
      const inSlice = holds(slice.best, attributes);
      const own = (await this.#onsetIn(broken, inSlice)) ?? onset ?? (await this.#sinceIn(broken, inSlice));
      const { best, chance, rivals } = slice;
      return { slice: best, onset: own, where: and([inSlice, within(own)]), chance, rivals };
    }
    const since = await this.#since(broken);
    const everywhere = await this.#totals(broken, time);
    // Of what struck everywhere, each place has its part.
    const most = since !== undefined && (await this.#totals(broken, since.where)).broken >= FINER_SHARE * everywhere.broken;
    if (since !== undefined && (onset === undefined || most)) return since;
    if (onset !== undefined) return { slice: undefined, onset, where: time, chance: onset.p, rivals: [] };
    const other = await this.#sliceIn(broken, sql`TRUE`, late);
    // What was read together broke together; only where all of it did is that more than a time.
    if (other === undefined || !other.best.deterministic) return undefined;
    return { slice: other.best, onset: undefined, where: holds(other.best, late), chance: other.chance, rivals: other.rivals };
  }

  async #sinceIn(broken: Sql, where: Sql): Promise<PartOnset | undefined> {
    const found = await this.#through(broken, where, [], (relation) => sinceWithin(this.#engine, relation));
    return found === undefined ? undefined : { ...found, until: undefined };
  }

  /** One value from one day on. */
  async #since(broken: Sql): Promise<Place | undefined> {
    // Fridays since June are no place.
    const attributes = this.#population.attributes.filter(({ kind }) => kind !== "time");
    const found = await this.#through(broken, sql`TRUE`, attributes, (relation) => crowdedSince(this.#engine, relation, attributes));
    if (found === undefined) return undefined;
    const { attribute, value, time, p } = found;
    const terms = [{ attribute, value }];
    const onset = time === undefined ? undefined : { ...time, until: undefined };
    const where = and([holds({ terms }, attributes), within(onset)]);
    return { slice: { terms }, onset, where, chance: p, rivals: [] };
  }

  async #sliceIn(
    broken: Sql,
    where: Sql,
    attributes: readonly CauseAttribute[],
  ): Promise<{ best: SliceCounts; chance: number; rivals: readonly SliceCounts[] } | undefined> {
    if (attributes.length === 0) return undefined;
    return await this.#through(broken, where, attributes, async (relation) => {
      const worth = await promising(this.#engine, relation, attributes, LEAST);
      if (worth.length === 0) return undefined;
      const input = { relation, broken: "broken", attributes: worth };
      // What was sieved out was looked at, too.
      const level = (SLICE_DEFAULTS.level * worth.length) / attributes.length;
      const { slices } = await findSlices(this.#engine, input, { minimum: LEAST, level }, `${this.#prefix}s`);
      const first = largest(slices);
      if (first === undefined) return undefined;
      const finer = first.finer.find(
        (each) => (each.deterministic && each.broken >= FINER_SHARE * first.broken) || each.broken === first.broken,
      );
      return { best: finer ?? first, chance: Math.min(first.q, 1), rivals: first.rivals };
    });
  }

  async #onsetIn(broken: Sql, where: Sql): Promise<Onset | undefined> {
    return await this.#through(broken, where, [], async (relation) => {
      return await findOnset(this.#engine, { relation, broken: "broken", at: "day" }, { minimum: LEAST });
    });
  }

  /** A view of some of the records, with another idea of what is broken. */
  async #through<T>(broken: Sql, where: Sql, attributes: readonly CauseAttribute[], use: (relation: string) => Promise<T>): Promise<T> {
    const view = `${this.#prefix}v`;
    const columns = attributes.map(({ column }) => sql`, ${id(column)}`);
    await this.#engine.runInline(
      sql`CREATE VIEW ${id(view)} AS SELECT ${broken} AS broken, day${join(columns, "")} FROM ${id(this.#population.relation)} WHERE ${where}`,
    );
    try {
      return await use(view);
    } finally {
      await this.#engine.runInline(sql`DROP VIEW ${id(view)}`);
    }
  }

  async #totals(broken: Sql, where: Sql): Promise<Totals> {
    const [row] = await this.#engine.rows<{ n: string; k: string; breaks: string | null; amount: string | null; priced: string }>(
      sql`SELECT count(state) AS n, count(CASE WHEN state THEN 1 END) AS k, sum(CASE WHEN state THEN breaks END) AS breaks, sum(CASE WHEN state THEN amount END) AS amount,
  count(CASE WHEN state THEN amount END) AS priced
FROM (SELECT ${broken} AS state, breaks, amount FROM ${id(this.#population.relation)} WHERE ${where}) AS own`,
    );
    const amount = Number(row?.priced ?? 0) === 0 ? undefined : formatMoney(money(row?.amount));
    return { records: Number(row?.n), broken: Number(row?.k), breaks: Number(row?.breaks ?? 0), amount };
  }
}

const EVERYWHERE: Place = { slice: undefined, onset: undefined, where: sql`TRUE`, chance: 0, rivals: [] };

/** The one that holds most; the stronger where two hold as much. */
function largest(slices: readonly Slice[]): Slice | undefined {
  const [first, ...rest] = slices;
  return rest.reduce((best, slice) => (best !== undefined && slice.broken > 1.5 * best.broken ? slice : best), first);
}

function holds({ terms }: PartSlice, attributes: readonly CauseAttribute[]): Sql {
  return and(
    terms.map(({ attribute, value }) => {
      const column = attributes.find(({ name }) => name === attribute)?.column ?? attribute;
      return value === null ? sql`${id(column)} IS NULL` : sql`coalesce(${id(column)} = ${value}, FALSE)`;
    }),
  );
}

function within(onset: PartOnset | undefined): Sql {
  const { from, until } = onset ?? {};
  const bounds = [
    ...(from === undefined ? [] : [sql`coalesce(day >= CAST(${from} AS DATE), FALSE)`]),
    ...(until === undefined ? [] : [sql`coalesce(day <= CAST(${until} AS DATE), FALSE)`]),
  ];
  return bounds.length === 0 ? sql`TRUE` : and(bounds);
}
