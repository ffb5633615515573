import { z } from "zod";
import { estateSchema } from "./schema.ts";

/** The JSON Schema (draft 2020-12) of the written estate, for editors. */
export function estateJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(estateSchema, { target: "draft-2020-12", io: "input" });
  return { $schema, $id: "urn:tieout:estate:1", title: "Tieout estate", ...schema };
}
