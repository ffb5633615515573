import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { estateJsonSchema } from "../../src/estate/index.ts";
import { GOOD } from "./marked.ts";

const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(estateJsonSchema());

test("the committed schema is the generated one", async () => {
  const committed: unknown = JSON.parse(await readFile(join(import.meta.dirname, "../../schemas/estate.schema.json"), "utf8"));
  expect(committed).toEqual(estateJsonSchema());
  expect(committed).toMatchObject({ $id: "urn:tieout:estate:1", $schema: "https://json-schema.org/draft/2020-12/schema" });
});

test("an editor that checks against the schema accepts good files", async () => {
  expect(validate(parse(await readFile(join(import.meta.dirname, "fixtures/summit.yaml"), "utf8"))) || validate.errors).toBe(true);
  expect(validate(parse(GOOD)) || validate.errors).toBe(true);
});

test.each([
  ["currency: USD", "currency: usd"],
  ["entity: invoice", "entty: invoice"],
  ["grace: 2 business days", "grace: soon"],
  ["kind: dispatch", "kind: dispatcher"],
])("and refuses %s → %s", (find, put) => {
  expect(validate(parse(GOOD.replace(find, put)))).toBe(false);
});
