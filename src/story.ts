import { chooseCaptures, gather, type ChosenCapture, type GatherPorts } from "./gather.ts";
import { InputError, type Estate, type RecordSet } from "./model/index.ts";
import { openRecords } from "./records/index.ts";
import { exampleKeys, tellStory, type Story } from "./trace/index.ts";

/**
 * One record's story across the estate's systems, from the captures as they are.
 *
 * @throws InputError `unknown-entity`, `unknown-record`; RunError
 */
export async function traceRecord(estate: Estate, ports: GatherPorts, entity: string, key: string): Promise<Story> {
  const entities = [...new Set(estate.datasets.map((dataset) => dataset.entity))];
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
  const sets = new Map<string, RecordSet>();
  for (const dataset of estate.datasets) {
    const { chosen } = captures.get(dataset.id) as ChosenCapture;
    sets.set(dataset.id, await openRecords(ports.engine, estate, dataset, chosen, { relation: `records ${dataset.id}`, as: "view" }));
  }
  const story = await tellStory(ports.engine, estate, sets, entity, key);
  if (story.statements.length === 0) {
    const examples = await exampleKeys(ports.engine, sets, entity);
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
