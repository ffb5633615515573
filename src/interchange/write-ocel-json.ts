import type { Engine } from "../engines/engine.ts";
import type { EventLog } from "./log.ts";
import type { OcelPlan } from "./ocel-plan.ts";
import { OutFile } from "./out-file.ts";
import { eventsOf, objectsOf, typesOf } from "./pages.ts";

/** OCEL 2.0 JSON, valid by the published schema: every value a text, a value that was taken away an empty one. */
export async function writeOcelJson(engine: Engine, log: EventLog, plan: OcelPlan, target: string): Promise<void> {
  await OutFile.write(target, async (file) => {
    const list = async (name: string, items: AsyncIterable<unknown> | Iterable<unknown>, last = false): Promise<void> => {
      await file.add(`  ${JSON.stringify(name)}: [`);
      let separator = "\n    ";
      for await (const item of items) {
        await file.add(`${separator}${JSON.stringify(item)}`);
        separator = ",\n    ";
      }
      await file.add(separator === "\n    " ? `]${last ? "" : ","}\n` : `\n  ]${last ? "" : ","}\n`);
    };
    await file.add("{\n");
    for (const kind of ["object", "event"] as const) {
      const types = await typesOf(engine, log.relations, kind);
      await list(
        `${kind}Types`,
        types.map(({ type, attributes }) => ({ name: type, attributes })),
      );
    }
    await list("objects", objects(engine, plan));
    await list("events", events(engine, plan), true);
    await file.add("}\n");
  });
}

async function* objects(engine: Engine, plan: OcelPlan): AsyncGenerator<unknown> {
  for await (const { id, type, attributes, links } of objectsOf(engine, plan)) {
    yield {
      id,
      type,
      attributes: attributes.map(({ name, time, value }) => ({ name, time, value: value ?? "" })),
      relationships: links.map((link) => ({ objectId: link.id, qualifier: link.qualifier })),
    };
  }
}

async function* events(engine: Engine, plan: OcelPlan): AsyncGenerator<unknown> {
  for await (const { id, activity, time, attributes, links } of eventsOf(engine, plan)) {
    yield {
      id,
      type: activity,
      time,
      attributes: attributes.map(({ name, value }) => ({ name, value: value ?? "" })),
      relationships: links.map((link) => ({ objectId: link.id, qualifier: link.qualifier })),
    };
  }
}
