import { createBreaks, tieOut, type KeptNames, type TieOutIdentity, type TieOutResult } from "./detect/index.ts";
import type { GatherPorts } from "./gather.ts";
import type { ResolveRecords } from "./identities.ts";
import type { Crosswalk, Estate, Handoff, Identity, RecordSet, ReviewedIdentity } from "./model/index.ts";
import { createCalendar } from "./sql/index.ts";
import { whoIsWho } from "./who-is-who.ts";

/** Runs tie-outs with relations of their own. */
export class TieOutRunner {
  readonly #estate: Estate;
  readonly #ports: GatherPorts;
  readonly #sets: ReadonlyMap<string, RecordSet>;
  readonly #resolve: ResolveRecords;
  readonly #crosswalks = new Map<string, Crosswalk>();
  #runs = 0;

  constructor(estate: Estate, ports: GatherPorts, sets: ReadonlyMap<string, RecordSet>, resolve: ResolveRecords | undefined) {
    this.#estate = estate;
    this.#ports = ports;
    this.#sets = sets;
    this.#resolve = resolve ?? unresolved;
  }

  get ports(): GatherPorts {
    return this.#ports;
  }

  /** Who is who, by identity, once `resolveIdentities` has run. */
  get crosswalks(): ReadonlyMap<string, Crosswalk> {
    return this.#crosswalks;
  }

  /** Makes what all tie-outs share, and the relation of breaks. */
  async prepare(breaks: string): Promise<void> {
    const { engine } = this.#ports;
    await engine.runInline(createCalendar("calendar", this.#estate, engine.dialect));
    await engine.runInline(createBreaks(breaks));
  }

  /** Finds out who is who, for all identities of the estate. */
  async resolveIdentities(): Promise<ReviewedIdentity[]> {
    const reviewed: ReviewedIdentity[] = [];
    for (const identity of this.#estate.identities) {
      const options = { prefix: `who ${identity.id}`, keep: true };
      const resolved = await whoIsWho(this.#estate, this.#ports, identity, this.#sets, this.#resolve, options);
      this.#crosswalks.set(identity.id, resolved.crosswalk);
      reviewed.push(resolved.reviewed);
    }
    return reviewed;
  }

  /** @param keep the names of tables that are to tell what became of which record */
  async run(handoff: Handoff, sets: ReadonlyMap<string, RecordSet>, breaks: string, keep?: KeptNames): Promise<TieOutResult> {
    const find = (name: string): RecordSet => (sets.get(name) ?? this.#sets.get(name)) as RecordSet;
    const who = await this.#who(handoff, sets);
    const adjustments = handoff.adjustments.flatMap(({ of }) => (of.kind === "dataset" ? [[of.dataset, find(of.dataset)] as const] : []));
    return await tieOut(
      this.#ports.engine,
      this.#estate,
      handoff,
      { from: find(handoff.from.dataset), to: find(handoff.to.dataset), adjustments: new Map(adjustments), identity: who },
      { prefix: `h${++this.#runs}`, calendar: "calendar", breaks, keep },
    );
  }

  /** Other records than the review's have other entities: they are resolved anew, for this run alone. */
  async #who({ match, from, to }: Handoff, sets: ReadonlyMap<string, RecordSet>): Promise<TieOutIdentity | undefined> {
    if (match.kind !== "identity") return undefined;
    const identity = this.#estate.identities.find(({ id }) => id === match.identity) as Identity;
    const changed = identity.members.some(({ dataset }) => (sets.get(dataset) ?? this.#sets.get(dataset)) !== this.#sets.get(dataset));
    const crosswalk = changed
      ? await this.#experiment(identity, new Map([...this.#sets, ...sets]))
      : (this.#crosswalks.get(identity.id) as Crosswalk);
    const link = identity.links.find((each) => [each.from, each.to].every((dataset) => [from.dataset, to.dataset].includes(dataset)));
    const key = link === undefined ? [] : link.key.map((pair) => (link.from === from.dataset ? pair : { from: pair.to, to: pair.from }));
    return { crosswalk, key };
  }

  async #experiment(identity: Identity, sets: ReadonlyMap<string, RecordSet>): Promise<Crosswalk> {
    const options = { prefix: `who if ${this.#runs}`, keep: false };
    return (await whoIsWho(this.#estate, this.#ports, identity, sets, this.#resolve, options)).crosswalk;
  }
}

async function unresolved({ id: name }: Identity): Promise<never> {
  throw new TypeError(`nothing was given to resolve the identity ${name}`);
}
