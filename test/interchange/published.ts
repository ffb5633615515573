import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { correctionsJsonSchema } from "../../src/interchange/index.ts";

const fixtures = join(import.meta.dirname, "../fixtures");
const FORMATS = {
  uri: (text: string) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text) && URL.canParse(text),
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  date: /^\d{4}-\d\d-\d\d$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
};

interface Schema {
  readonly $id: string;
}

const openLineage = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS });
const core = new Map<string, Schema>();
for (const name of readdirSync(join(fixtures, "openlineage")).filter((file) => file.endsWith(".json"))) {
  const schema = JSON.parse(readFileSync(join(fixtures, "openlineage", name), "utf8")) as Schema;
  openLineage.addSchema(schema);
  core.set(name, schema);
}
openLineage.addSchema(correctionsJsonSchema());

function validator(url: string): ValidateFunction {
  const validate = openLineage.getSchema(url);
  if (validate === undefined) throw new Error(`no schema is published as ${url}`);
  return validate;
}

/** What the published schemas refuse in an event: the event itself, and each of its facets by the schema that it names. */
export function refusals(event: unknown): readonly string[] {
  const found: string[] = [];
  const hold = (url: string, value: unknown): void => {
    const validate = validator(url);
    if (validate(value) !== true) found.push(`${url}: ${openLineage.errorsText(validate.errors)}`);
  };
  hold("https://openlineage.io/spec/2-0-2/OpenLineage.json", event);
  for (const { name, facet } of facetsOf(event)) {
    hold(facet["_schemaURL"], facet);
    // A facet stands under the name that its own schema gives to it.
    const whole = facet["_schemaURL"].split("#")[0] ?? "";
    hold(whole, { [name]: facet });
  }
  return found;
}

interface FoundFacet {
  readonly name: string;
  readonly facet: Readonly<Record<"_schemaURL", string>>;
}

/** Every facet of an event, with the name under which it stands. */
export function facetsOf(value: unknown): readonly FoundFacet[] {
  if (Array.isArray(value)) return value.flatMap(facetsOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]): readonly FoundFacet[] => {
    if (key === "facets" || key === "inputFacets") {
      return Object.entries(inner as Record<string, { readonly _schemaURL: string }>).map(([name, facet]) => ({ name, facet }));
    }
    return facetsOf(inner);
  });
}

const odcs = new Ajv2019({ strict: false, allErrors: true, formats: FORMATS });
const contract = odcs.compile(JSON.parse(readFileSync(join(fixtures, "odcs/odcs-json-schema-v3.1.0.json"), "utf8")) as object);

/** What the published schema of data contracts refuses. */
export function contractRefusals(value: unknown): readonly string[] {
  return contract(value) ? [] : (contract.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
