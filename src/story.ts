import { chooseCaptures, gather, type GatherPorts } from "./gather.ts";
import type { ResolvedRecords, ResolveRecords } from "./identities.ts";
import { InputError, type Estate, type RecordSet } from "./model/index.ts";
import { openRecordSets } from "./record-sets.ts";
import { createResolver } from "./resolver.ts";
import { entitiesOf, exampleKeys, tellStory, type Story, type StoryIdentity } from "./trace/index.ts";
import { whoIsWho } from "./who-is-who.ts";

/**
 * One record's story across the estate's systems, from the captures as they are.
 * An identity is resolved when the story meets a record of its members, and not before.
 *
 * @param resolve how records are resolved to entities; as in a review when not given
 * @throws InputError `unknown-entity`, `unknown-record`; RunError
 */
export async function traceRecord(
  estate: Estate,
  ports: GatherPorts,
  entity: string,
  key: string,
  resolve: ResolveRecords = createResolver(estate, ports),
): Promise<Story> {
  const entities = entitiesOf(estate);
  if (!entities.includes(entity)) {
    throw new InputError([
      {
        code: "unknown-entity",
        message: `No dataset of ${estate.title} is about ${JSON.stringify(entity)}`,
        found: entity,
        expected: entities.join(", "),
      },
    ]);
  }
  const captures = chooseCaptures(estate, await gather(estate, ports), estate.asOf);
  const sets = await openRecordSets(estate, ports, captures, "view");
  const story = await tellStory(ports.engine, estate, sets, entity, key, storyIdentities(estate, ports, sets, resolve));
  if (story.statements.length === 0) {
    const examples = await exampleKeys(ports.engine, estate, sets, entity);
    throw new InputError([
      {
        code: "unknown-record",
        message: `No ${entity} is called ${JSON.stringify(key)}`,
        found: key,
        expected: `a native key or number such as ${examples.join(", ")}`,
      },
    ]);
  }
  return story;
}

function storyIdentities(
  estate: Estate,
  ports: GatherPorts,
  sets: ReadonlyMap<string, RecordSet>,
  resolve: ResolveRecords,
): StoryIdentity[] {
  return estate.identities.map((identity): StoryIdentity => {
    let resolving: Promise<ResolvedRecords> | undefined;
    return {
      identity,
      links: async (records) => {
        // Whoever only looks leaves no crosswalk behind.
        resolving ??= whoIsWho(estate, ports, identity, sets, resolve, { prefix: `who ${identity.id}`, keep: false });
        return await (await resolving).explain(records);
      },
    };
  });
}
