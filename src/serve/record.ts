import type { RecordStory } from "./contract/index.ts";
import { InputError } from "../model/index.ts";
import { mayUnit } from "./latest.ts";
import { notFound } from "./problem.ts";
import type { ServePorts } from "./ports.ts";

/** Exceptions are looked up of so many records of a story. */
const MOST = 20;

/**
 * A record's story as somebody may see it who sees these units: theirs must be the
 * record that is asked for; of the others, those of other units are left out.
 *
 * @throws Refusal 404
 */
export async function recordSeen(
  ports: ServePorts,
  dataset: string,
  key: string,
  units: readonly string[] | undefined,
): Promise<RecordStory> {
  const entity = ports.estate.datasets.find(({ id }) => id === dataset)?.entity;
  if (entity === undefined) throw notFound("The estate has no such dataset.");
  const story = await ports.story(entity, key).catch((error: unknown) => {
    if (error instanceof InputError && error.problems.every(({ code }) => code === "unknown-record"))
      throw notFound("There is no such record.");
    throw error;
  });
  const own = story.statements.some((said) => said.dataset === dataset && mayUnit(units, said.unit));
  if (units !== undefined && !own) throw notFound("There is no such record.");
  const statements = story.statements.filter(({ unit }) => units === undefined || unit === undefined || units.includes(unit));
  const told = new Set(statements.map((said) => `${said.dataset} ${said.key}`));
  const isTold = (record: { readonly dataset: string; readonly key: string }): boolean => told.has(`${record.dataset} ${record.key}`);
  const links = story.links.filter(({ from, to }) => units === undefined || (isTold(from) && isTold(to)));
  const exceptions = [];
  for (const name of [...new Set(statements.map((said) => said.key))].slice(0, MOST)) {
    const page = await ports.desk.listExceptions(
      { text: name, symptoms: true, ...(units === undefined ? {} : { scope: units }) },
      { limit: 50 },
    );
    for (const { fingerprint, title, state, dataset: of, key: named } of page.exceptions) {
      if (of === undefined || named !== name || !isTold({ dataset: of, key: named })) continue;
      exceptions.push({ fingerprint, title, state, dataset: of, key: named });
    }
  }
  return { dataset, entity, key, statements, links, truncated: story.truncated, exceptions };
}
