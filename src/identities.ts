import { chooseCaptures, gather, type ChosenCapture, type GatherPorts } from "./gather.ts";
import {
  InputError,
  nearestWord,
  type Crosswalk,
  type Estate,
  type Identity,
  type IdentityDecision,
  type IdentityLinkShown,
  type LinkReason,
  type Problem,
  type RecordSet,
  type ReviewedIdentity,
} from "./model/index.ts";
import { openRecords } from "./records/index.ts";
import {
  appendDecision,
  checkExport,
  contradictions,
  countLinked,
  exportCrosswalk,
  loadDecisions,
  pairName,
  readDecisions,
  reviewQueue,
  type Decisions,
  type DecisionsPlace,
  type LinkedCounts,
  type QueuedPair,
} from "./resolve/index.ts";

/** An identity as the resolver leaves it in the engine. */
export interface ResolvedRecords {
  readonly crosswalk: Crosswalk;
  readonly reviewed: ReviewedIdentity;
  /** The links and candidates that hold one of the records, each with its waterfall. */
  readonly explain: (records: readonly { readonly dataset: string; readonly row: string }[]) => Promise<readonly IdentityLinkShown[]>;
  /** Writes the model to the file that the identity names; undefined when it names none. */
  readonly freeze?: (() => Promise<void>) | undefined;
  /** What a pattern says, the rarity of values left aside; for exports. */
  readonly reasonsOf: ((pattern: number) => readonly LinkReason[]) | undefined;
}

/** Resolves an identity; `decisions` is the relation of `loadDecisions`. */
export type ResolveRecords = (
  identity: Identity,
  sets: ReadonlyMap<string, RecordSet>,
  options: { readonly prefix: string; readonly keep: boolean; readonly decisions: string },
) => Promise<ResolvedRecords>;

/** A pair that waits, with the weights that speak for and against it; none where the resolver gives none. */
export interface WaitingPair extends QueuedPair {
  readonly reasons: readonly LinkReason[];
}

/** One identity, resolved, and what a person can do about it. */
export interface IdentityAtWork {
  readonly identity: Identity;
  readonly reviewed: ReviewedIdentity;
  readonly linked: LinkedCounts;
  readonly attributes: readonly string[];
  /** The most urgent pairs, up to the limit. */
  readonly pairs: readonly WaitingPair[];
  /** How many pairs wait in all. */
  readonly waiting: number;
  /** How many decisions hold. */
  readonly decided: number;
  /** Decisions that meet no record any more. */
  readonly notes: readonly string[];
  /** Decisions that cannot all hold. */
  readonly contradictions: readonly Problem[];
  readonly decisions: DecisionsPlace;
}

export interface ResolveOptions {
  /** The identity's id; all of them when not given. */
  readonly identity?: string | undefined;
  /** How many pairs of the queue to give; 500 when not given. */
  readonly limit?: number | undefined;
  /** A file for the crosswalk of the one identity. */
  readonly export?: string | undefined;
  /** Keep the model of the identities in the files that they name. */
  readonly freeze?: boolean | undefined;
}

/**
 * Finds out who is who: sources → captures → records → decisions → entities → the
 * queue of what a person must judge. Only the datasets that take part are read.
 *
 * @throws InputError `no-identity`, `unknown-identity`, `several-identities`, or what the decisions' file holds that is wrong; RunError
 */
export async function resolveEstate(
  estate: Estate,
  ports: GatherPorts,
  resolve: ResolveRecords,
  options: ResolveOptions = {},
): Promise<IdentityAtWork[]> {
  const chosen = chooseIdentities(estate, options);
  // What cannot be read or written is told before the work of minutes.
  if (options.export !== undefined) await checkExport(options.export);
  const decided = new Map<string, Decisions>();
  for (const identity of chosen) decided.set(identity.id, await readDecisions(placeOf(estate, identity)));
  const sets = await openDatasets(estate, ports, datasetsOf(chosen));
  const atWork: IdentityAtWork[] = [];
  for (const identity of chosen) {
    const decisions = decided.get(identity.id) as Decisions;
    atWork.push(await resolveOne({ estate, ports, resolve, sets, identity, decisions, options }));
  }
  return atWork;
}

/** Where an estate keeps the decisions of an identity. */
export function placeOf(estate: Estate, identity: Identity): DecisionsPlace {
  return { directory: estate.directory, path: identity.decisions, at: { file: estate.file, line: identity.line } };
}

/**
 * Writes one decision down.
 *
 * @returns the decisions that can no longer all hold, if this one is among them
 * @throws InputError RunError
 */
export async function decide(place: DecisionsPlace, decision: IdentityDecision): Promise<readonly Problem[]> {
  const before = new Set(contradictions(await readDecisions(place)).map(({ message }) => message));
  await appendDecision(place, decision);
  return contradictions(await readDecisions(place)).filter(({ message }) => !before.has(message));
}

interface Work {
  readonly estate: Estate;
  readonly ports: GatherPorts;
  readonly resolve: ResolveRecords;
  readonly sets: ReadonlyMap<string, RecordSet>;
  readonly identity: Identity;
  readonly decisions: Decisions;
  readonly options: ResolveOptions;
}

async function resolveOne({ estate, ports, resolve, sets, identity, decisions, options }: Work): Promise<IdentityAtWork> {
  const { engine, progress } = ports;
  progress(`${identity.id}: finding out who is who …`);
  const relation = `decisions ${identity.id}`;
  const members = new Map(identity.members.map(({ dataset }) => [dataset, sets.get(dataset) as RecordSet]));
  const notes = await loadDecisions(engine, decisions, members, relation);
  const resolved = await resolve(identity, sets, { prefix: `who ${identity.id}`, keep: true, decisions: relation });
  const queue = await reviewQueue(engine, { crosswalk: resolved.crosswalk, identity, sets, limit: options.limit ?? 500 });
  if (options.freeze === true) await freeze(estate, identity, resolved);
  if (options.export !== undefined) {
    const systems = new Map(estate.systems.map(({ id, title }) => [id, title]));
    const request = { crosswalk: resolved.crosswalk, identity, sets, systems, explain: resolved.reasonsOf, file: options.export };
    await exportCrosswalk(engine, request);
  }
  return {
    identity,
    reviewed: resolved.reviewed,
    linked: await countLinked(engine, resolved.crosswalk),
    attributes: queue.attributes,
    pairs: await withReasons(queue.pairs, resolved),
    waiting: queue.total,
    decided: decisions.holding.length,
    notes,
    contradictions: contradictions(decisions),
    decisions: placeOf(estate, identity),
  };
}

async function freeze(estate: Estate, identity: Identity, resolved: ResolvedRecords): Promise<void> {
  if (resolved.freeze === undefined) {
    throw new InputError([
      {
        code: "no-model-file",
        message: `The identity ${identity.id} does not say where its model is kept.`,
        at: { file: estate.file, line: identity.line },
        expected: `a line in the identity: model: decisions/${identity.id}-model.json`,
      },
    ]);
  }
  await resolved.freeze();
}

async function withReasons(pairs: readonly QueuedPair[], { explain }: ResolvedRecords): Promise<WaitingPair[]> {
  if (pairs.length === 0) return [];
  const shown = await explain(pairs.map(({ from }) => ({ dataset: from.dataset, row: from.row })));
  const reasons = new Map(shown.map((link) => [pairName(link), link.reasons]));
  return pairs.map((pair) => ({ ...pair, reasons: reasons.get(pairName(pair)) ?? [] }));
}

function chooseIdentities(estate: Estate, options: ResolveOptions): readonly Identity[] {
  const ids = estate.identities.map(({ id }) => id);
  const refuse = (problem: Omit<Problem, "at">): never => {
    throw new InputError([{ ...problem, at: { file: estate.file } }]);
  };
  if (ids.length === 0) {
    refuse({
      code: "no-identity",
      message: "The estate declares no identity: there is nothing to resolve.",
      expected: "identities: { customer: { entity: customer, members: { … } } }",
    });
  }
  if (options.export !== undefined && options.identity === undefined && ids.length > 1) {
    refuse({
      code: "several-identities",
      message: "One file holds the crosswalk of one identity.",
      found: ids.join(", "),
      hint: `Say which: --identity ${ids[0]}`,
    });
  }
  if (options.identity === undefined) return estate.identities;
  const wanted = estate.identities.filter(({ id }) => id === options.identity);
  if (wanted.length === 0) {
    const nearest = nearestWord(options.identity, ids);
    refuse({
      code: "unknown-identity",
      message: "The estate declares no identity of this name.",
      found: options.identity,
      expected: ids.join(", "),
      ...(nearest === undefined ? {} : { hint: `Did you mean ${nearest}?` }),
    });
  }
  return wanted;
}

/** Members, and the datasets that name their records. */
function datasetsOf(identities: readonly Identity[]): ReadonlySet<string> {
  const members = identities.flatMap((identity) => identity.members);
  return new Set(members.flatMap(({ dataset, references }) => [dataset, ...references.map((reference) => reference.dataset)]));
}

async function openDatasets(estate: Estate, ports: GatherPorts, names: ReadonlySet<string>): Promise<Map<string, RecordSet>> {
  const part: Estate = { ...estate, datasets: estate.datasets.filter(({ id }) => names.has(id)) };
  const captures = chooseCaptures(part, await gather(part, ports), estate.asOf);
  const sets = new Map<string, RecordSet>();
  for (const dataset of part.datasets) {
    ports.progress(`${dataset.id}: reading records …`);
    const { chosen } = captures.get(dataset.id) as ChosenCapture;
    sets.set(dataset.id, await openRecords(ports.engine, estate, dataset, chosen, { relation: `records ${dataset.id}`, as: "table" }));
  }
  return sets;
}
