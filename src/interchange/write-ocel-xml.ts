import type { Engine } from "../engines/engine.ts";
import type { EventLog } from "./log.ts";
import type { OcelPlan } from "./ocel-plan.ts";
import { OutFile } from "./out-file.ts";
import { eventsOf, objectsOf, typesOf, type WrittenLink } from "./pages.ts";
import { XmlText } from "./xml-text.ts";

/** All that the published schema allows; others are written as text. */
const valueTypes = new Set(["string", "time", "integer", "float", "boolean"]);

/**
 * OCEL 2.0 XML, valid by the published schema: references are `<object>` elements
 * with the type of the object, which pm4py reads as well as the `<relationship>` that it writes.
 */
export async function writeOcelXml(engine: Engine, log: EventLog, plan: OcelPlan, target: string): Promise<string[]> {
  const xml = new XmlText();
  let odd = 0;
  await OutFile.write(target, async (file) => {
    await file.add('<?xml version="1.0" encoding="UTF-8"?>\n<log>\n');
    for (const kind of ["object", "event"] as const) {
      await file.add(`  <${kind}-types>\n`);
      for (const { type, attributes } of await typesOf(engine, log.relations, kind)) {
        const declared = attributes.map(({ name, type: value }) => {
          if (!valueTypes.has(value)) odd++;
          return `        <attribute${xml.attributes({ name, type: valueTypes.has(value) ? value : "string" })}/>\n`;
        });
        await file.add(
          `    <${kind}-type${xml.attributes({ name: type })}>\n      <attributes>\n${declared.join("")}      </attributes>\n    </${kind}-type>\n`,
        );
      }
      await file.add(`  </${kind}-types>\n`);
    }
    const part = (
      attributes: readonly { readonly name: string; readonly value: string | null; readonly time?: string }[],
      links: readonly WrittenLink[],
    ): string => {
      const values = attributes.map(
        ({ name, value, time }) => `        <attribute${xml.attributes({ name, time })}>${xml.escape(value ?? "")}</attribute>\n`,
      );
      const objects = links.map(
        (link) => `        <object${xml.attributes({ "object-id": link.id, qualifier: link.qualifier, type: link.type })}/>\n`,
      );
      return `      <attributes>\n${values.join("")}      </attributes>\n      <objects>\n${objects.join("")}      </objects>\n`;
    };
    await file.add("  <objects>\n");
    for await (const object of objectsOf(engine, plan)) {
      await file.add(
        `    <object${xml.attributes({ id: object.id, type: object.type })}>\n${part(object.attributes, object.links)}    </object>\n`,
      );
    }
    await file.add("  </objects>\n  <events>\n");
    for await (const event of eventsOf(engine, plan)) {
      const own = xml.attributes({ id: event.id, type: event.activity, time: event.time });
      await file.add(`    <event${own}>\n${part(event.attributes, event.links)}    </event>\n`);
    }
    await file.add("  </events>\n</log>\n");
  });
  return odd === 0 ? xml.notes() : [...xml.notes(), `${odd} attributes are of types that OCEL does not know; they are declared as texts.`];
}
