import path from "node:path";
import type { GatherPorts } from "./gather.ts";
import type { Estate, Identity, RecordSet } from "./model/index.ts";
import {
  explainLinks,
  loadDecisions,
  patternReasons,
  readCrosswalk,
  readDecisions,
  resolveIdentity,
  reviewedIdentity,
  writeCrosswalk,
} from "./resolve/index.ts";
import { placeOf, type ResolvedRecords } from "./identities.ts";

/**
 * Resolves the identities of an estate in its workspace: people's decisions are
 * read, entity ids of the last run are kept, and the crosswalk is stored for the
 * next, when `keep` says so.
 */
export function createResolver(
  estate: Estate,
  { engine, workspace, progress }: GatherPorts,
): (
  identity: Identity,
  sets: ReadonlyMap<string, RecordSet>,
  options: { readonly prefix: string; readonly keep: boolean; readonly decisions?: string },
) => Promise<ResolvedRecords> {
  return async (identity, sets, { prefix, keep, decisions }) => {
    const members = new Map(identity.members.map(({ dataset }) => [dataset, sets.get(dataset) as RecordSet]));
    const decided = decisions ?? `${prefix}_decisions`;
    if (decisions === undefined) await loadDecisions(engine, await readDecisions(placeOf(estate, identity)), members, decided);
    const place = { directory: path.join(workspace.directory, "identity"), identity: identity.id };
    const previous = `${prefix}_previous`;
    const hasPrevious = await readCrosswalk(engine, place, previous);
    const resolved = await resolveIdentity(engine, {
      identity,
      sets: members,
      decisions: decided,
      previous: hasPrevious ? previous : undefined,
      model: undefined,
      at: newestCapture(members),
      prefix,
      progress,
    });
    if (keep) await writeCrosswalk(engine, place, resolved.crosswalk.entities, resolved.events);
    return {
      crosswalk: resolved.crosswalk,
      reviewed: await reviewedIdentity(engine, resolved, false),
      explain: (records) => explainLinks(engine, resolved, records),
      reasonsOf: (pattern) => patternReasons(resolved, pattern),
    };
  };
}

/** What a run says does not hang on the clock. */
function newestCapture(sets: ReadonlyMap<string, RecordSet>): string {
  return [...sets.values()].map(({ capture }) => capture.capturedAt).toSorted().at(-1) ?? new Date(0).toISOString();
}
