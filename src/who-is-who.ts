import type { GatherPorts } from "./gather.ts";
import { placeOf, type ResolvedRecords, type ResolveRecords } from "./identities.ts";
import type { Estate, Identity, RecordSet } from "./model/index.ts";
import { contradictions, loadDecisions, readDecisions } from "./resolve/decisions/index.ts";

/** How an identity is resolved for a review or a story. */
export interface WhoIsWhoOptions {
  /** Begins the name of every relation that is left. */
  readonly prefix: string;
  /** May later runs build on the result? Not when the record sets are those of an experiment. */
  readonly keep: boolean;
}

/**
 * Resolves one identity over record sets, people's decisions honoured; what could
 * not be honoured stands among its notes.
 *
 * @throws InputError what the decisions' file holds that is wrong; RunError
 */
export async function whoIsWho(
  estate: Estate,
  { engine, progress }: Pick<GatherPorts, "engine" | "progress">,
  identity: Identity,
  sets: ReadonlyMap<string, RecordSet>,
  resolve: ResolveRecords,
  { prefix, keep }: WhoIsWhoOptions,
): Promise<ResolvedRecords> {
  const decided = await readDecisions(placeOf(estate, identity));
  progress(`${identity.id}: finding out who is who …`);
  const members = new Map(identity.members.map(({ dataset }) => [dataset, sets.get(dataset) as RecordSet]));
  const decisions = `${prefix} decisions`;
  const unmet = await loadDecisions(engine, decided, members, decisions);
  const resolved = await resolve(identity, sets, { prefix, keep, decisions });
  const notes = [...resolved.reviewed.notes, ...unmet, ...contradictions(decided).map(({ message }) => message)];
  return { ...resolved, reviewed: { ...resolved.reviewed, notes } };
}
