import path from "node:path";
import type { GatherPorts } from "./gather.ts";
import type { ResolveRecords } from "./identities.ts";
import type { Estate, RecordSet } from "./model/index.ts";
import {
  explainLinks,
  frozenModel,
  patternReasons,
  readCrosswalk,
  readModel,
  resolveIdentity,
  reviewedIdentity,
  writeCrosswalk,
  writeModel,
} from "./resolve/index.ts";

/**
 * Resolves identities in a workspace: entity ids of the last run are kept, and the
 * crosswalk is stored for the next, when `keep` says so. A frozen model is used
 * where the identity names one that is there, unless it `estimates` all the same.
 */
export function createResolver(
  estate: Pick<Estate, "directory">,
  { engine, workspace, progress }: GatherPorts,
  { estimates = false }: { readonly estimates?: boolean } = {},
): ResolveRecords {
  return async (identity, sets, { prefix, keep, decisions }) => {
    const members = new Map(identity.members.map(({ dataset }) => [dataset, sets.get(dataset) as RecordSet]));
    const place = { directory: path.join(workspace.directory, "identity"), identity: identity.id };
    const previous = `${prefix} previous`;
    const hasPrevious = await readCrosswalk(engine, place, previous);
    const modelFile = identity.model === undefined ? undefined : path.join(estate.directory, identity.model);
    const model = modelFile === undefined || estimates ? undefined : await readModel(engine, modelFile, `${prefix}_model`);
    const resolved = await resolveIdentity(engine, {
      identity,
      sets: members,
      decisions,
      previous: hasPrevious ? previous : undefined,
      model,
      modelFile,
      at: newestCapture(members),
      prefix,
      progress,
    });
    if (keep) await writeCrosswalk(engine, place, resolved.crosswalk.entities, resolved.events);
    return {
      crosswalk: resolved.crosswalk,
      reviewed: await reviewedIdentity(engine, resolved, model !== undefined),
      explain: (records) => explainLinks(engine, resolved, records),
      freeze: modelFile === undefined ? undefined : () => writeModel(engine, modelFile, frozenModel(resolved.linkage)),
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
