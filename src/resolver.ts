import path from "node:path";
import type { GatherPorts } from "./gather.ts";
import type { ResolveRecords } from "./identities.ts";
import type { RecordSet } from "./model/index.ts";
import { explainLinks, patternReasons, readCrosswalk, resolveIdentity, reviewedIdentity, writeCrosswalk } from "./resolve/index.ts";

/**
 * Resolves identities in a workspace: entity ids of the last run are kept, and the
 * crosswalk is stored for the next, when `keep` says so.
 */
export function createResolver({ engine, workspace, progress }: GatherPorts): ResolveRecords {
  return async (identity, sets, { prefix, keep, decisions }) => {
    const members = new Map(identity.members.map(({ dataset }) => [dataset, sets.get(dataset) as RecordSet]));
    const place = { directory: path.join(workspace.directory, "identity"), identity: identity.id };
    const previous = `${prefix} previous`;
    const hasPrevious = await readCrosswalk(engine, place, previous);
    const resolved = await resolveIdentity(engine, {
      identity,
      sets: members,
      decisions,
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
  return (
    [...sets.values()]
      .map(({ capture }) => capture.capturedAt)
      .toSorted()
      .at(-1) ?? new Date(0).toISOString()
  );
}
