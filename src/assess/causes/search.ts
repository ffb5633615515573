import type { Engine } from "../../engines/engine.ts";
import { id, sql } from "../../sql/index.ts";
import type { Slice, SliceCounts } from "../slices/index.ts";
import type { CauseAttribute, Counts, Evidence, Part, PartOnset, PartSlice, Population } from "./population.ts";
import { searchInEngine } from "./search-in-engine.ts";
import { searchInMemory } from "./search-in-memory.ts";
import { ANYWHERE, holds, LEAST, within, type Broken, type Searchable, type Totals, type Where } from "./searchable.ts";

/** A part holds at least this share of the group. */
const LEAST_SHARE = 0.1;
/** How many places are looked for one after the other, each among what those before left. */
const ROUNDS = 3;
/** A pair of values goes before one of them where it holds all breaks of that one; where it breaks wholly, this share of them is enough. */
const FINER_SHARE = 0.8;
/** So many records of a population are read rather than asked about. */
export const MOST_READ = 5_000;

interface Place {
  readonly slice: PartSlice | undefined;
  readonly onset: PartOnset | undefined;
  readonly where: Where;
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
  const [row] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(population.relation)}`);
  const isSmall = Number(row?.n) <= MOST_READ;
  return await searchAmong(isSmall ? await searchInMemory(engine, population) : searchInEngine(engine, population, prefix), population);
}

/** The same, asking a population that is held somewhere. */
export async function searchAmong(records: Searchable, population: Population): Promise<Evidence> {
  return await new CauseSearch(records, population).run();
}

class CauseSearch {
  readonly #records: Searchable;
  readonly #population: Population;

  constructor(records: Searchable, population: Population) {
    this.#records = records;
    this.#population = population;
  }

  async run(): Promise<Evidence> {
    const { signatures, attributes, late } = this.#population;
    const whole = await this.#totals({ kind: "whole" }, ANYWHERE);
    const parts: Part[] = [];
    for (const [place, signature] of signatures.entries()) {
      if (signature.signature.records < LEAST) continue;
      // What is broken otherwise speaks of its own fields only: where these agree, it is whole.
      const broken: Broken = { kind: "signed", place, bits: signature.bits };
      const all = await this.#totals(broken, ANYWHERE);
      if (all.broken < LEAST) continue;
      const found = all.broken === all.records ? undefined : await this.#locate(broken);
      const inside = found === undefined ? all : await this.#totals(broken, found.where);
      // A place that holds only some of the rows that one transformation made is not where it is set.
      const located = inside.broken >= FINER_SHARE * all.broken ? found : undefined;
      parts.push(this.#part(located, signature, located === undefined ? all : inside, all));
    }
    let broken: Broken = { kind: "rest", aside: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      const all = await this.#totals(broken, ANYWHERE);
      if (all.broken < LEAST) break;
      const found: Place | undefined = all.broken === all.records ? EVERYWHERE : await this.#locate(broken);
      if (found === undefined) break;
      const inside = await this.#totals(broken, found.where);
      if (inside.broken < Math.max(LEAST, LEAST_SHARE * whole.broken)) break;
      parts.push(this.#part(found, undefined, inside, all));
      broken = { kind: "rest", aside: [...broken.aside, found.where] };
    }
    const left = await this.#totals(broken, ANYWHERE);
    const spread = await this.#records.spread();
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
  async #locate(broken: Broken): Promise<Place | undefined> {
    const { attributes, late } = this.#population;
    const onset = await this.#records.onset(broken, ANYWHERE);
    const time = within(ANYWHERE, onset);
    // Among the records of the time in which they break, a slice stands out that a year would drown.
    const slice = await this.#sliceIn(broken, time, attributes);
    if (slice !== undefined) {
      const inSlice = holds(slice.best, attributes);
      const own = (await this.#records.onset(broken, inSlice)) ?? onset ?? (await this.#sinceIn(broken, inSlice));
      const { best, chance, rivals } = slice;
      return { slice: best, onset: own, where: within(inSlice, own), chance, rivals };
    }
    const since = await this.#since(broken);
    const everywhere = await this.#totals(broken, time);
    // Of what struck everywhere, each place has its part.
    const most = since !== undefined && (await this.#totals(broken, since.where)).broken >= FINER_SHARE * everywhere.broken;
    if (since !== undefined && (onset === undefined || most)) return since;
    if (onset !== undefined) return { slice: undefined, onset, where: time, chance: onset.p, rivals: [] };
    const other = await this.#sliceIn(broken, ANYWHERE, late);
    // What was read together broke together; only where all of it did is that more than a time.
    if (other === undefined || !other.best.deterministic) return undefined;
    return { slice: other.best, onset: undefined, where: holds(other.best, late), chance: other.chance, rivals: other.rivals };
  }

  async #sinceIn(broken: Broken, where: Where): Promise<PartOnset | undefined> {
    const found = await this.#records.sinceWithin(broken, where);
    return found === undefined ? undefined : { ...found, until: undefined };
  }

  /** One value from one day on. */
  async #since(broken: Broken): Promise<Place | undefined> {
    // Fridays since June are no place.
    const attributes = this.#population.attributes.filter(({ kind }) => kind !== "time");
    const found = await this.#records.crowdedSince(broken, attributes);
    if (found === undefined) return undefined;
    const { attribute, value, time, p } = found;
    const terms = [{ attribute, value }];
    const onset = time === undefined ? undefined : { ...time, until: undefined };
    const where = within(holds({ terms }, attributes), onset);
    return { slice: { terms }, onset, where, chance: p, rivals: [] };
  }

  async #sliceIn(
    broken: Broken,
    where: Where,
    attributes: readonly CauseAttribute[],
  ): Promise<{ best: SliceCounts; chance: number; rivals: readonly SliceCounts[] } | undefined> {
    if (attributes.length === 0) return undefined;
    const slices = await this.#records.slices(broken, where, attributes);
    const first = largest(slices);
    if (first === undefined) return undefined;
    const finer = first.finer.find(
      (each) => (each.deterministic && each.broken >= FINER_SHARE * first.broken) || each.broken === first.broken,
    );
    return { best: finer ?? first, chance: Math.min(first.q, 1), rivals: first.rivals };
  }

  async #totals(broken: Broken, where: Where): Promise<Totals> {
    return await this.#records.totals(broken, where);
  }
}

const EVERYWHERE: Place = { slice: undefined, onset: undefined, where: ANYWHERE, chance: 0, rivals: [] };

/** The one that holds most; the stronger where two hold as much. */
function largest(slices: readonly Slice[]): Slice | undefined {
  const [first, ...rest] = slices;
  return rest.reduce((best, slice) => (best !== undefined && slice.broken > 1.5 * best.broken ? slice : best), first);
}
