import { z } from "zod";
import type { Path } from "./place.ts";
import { estateSchema } from "./schema.ts";

/** What may stand at a place of the estate; a union gives each of its choices. */
export type Candidates = readonly z.core.$ZodType[];

export function schemasAt(path: Path): Candidates {
  let candidates = choices(estateSchema);
  for (const step of path) candidates = candidates.flatMap((schema) => inner(schema, step));
  return candidates;
}

function choices(schema: z.core.$ZodType): Candidates {
  if (schema instanceof z.ZodOptional) return choices(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(choices);
  return [schema];
}

function inner(schema: z.core.$ZodType, step: string | number): Candidates {
  if (schema instanceof z.ZodArray) return typeof step === "number" ? choices(schema.element) : [];
  if (schema instanceof z.ZodRecord) return choices(schema.valueType);
  if (schema instanceof z.ZodObject && Object.hasOwn(schema.shape, step)) return choices(schema.shape[step] as z.core.$ZodType);
  return [];
}

/** The keys that may stand there. */
export function keysOf(candidates: Candidates): string[] {
  return [...new Set(candidates.flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : [])))];
}

/** The words that may stand there, where they are listed. */
export function wordsOf(candidates: Candidates): string[] {
  return candidates.flatMap((schema) =>
    schema instanceof z.ZodEnum ? schema.options.map(String) : schema instanceof z.ZodLiteral ? [...schema.values].map(String) : [],
  );
}

/** What may stand there, in plain words: `text or a list`. */
export function kindsOf(candidates: Candidates): string {
  const kinds = [...new Set(candidates.map(kindOf))];
  return kinds.length > 1 ? `${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1) ?? ""}` : (kinds[0] ?? "nothing");
}

function kindOf(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodString) return "text";
  if (schema instanceof z.ZodNumber) return schema.format === "safeint" ? "a whole number" : "a number";
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodArray) return "a list";
  if (schema instanceof z.ZodLiteral) return [...schema.values].join(" or ");
  if (schema instanceof z.ZodEnum) return schema.options.join(", ");
  if (schema instanceof z.ZodRecord) return "a mapping";
  return `a mapping with ${keysOf([schema]).slice(0, 4).join(", ")}${keysOf([schema]).length > 4 ? " …" : ""}`;
}

/** The schema's own explanation of what may stand at a path. */
export function explanationAt(path: Path): string | undefined {
  const parents = schemasAt(path.slice(0, -1));
  const step = path.at(-1);
  if (step === undefined) return undefined;
  for (const parent of parents) {
    let schema: z.core.$ZodType | undefined;
    if (parent instanceof z.ZodObject && Object.hasOwn(parent.shape, step)) schema = parent.shape[step] as z.core.$ZodType;
    else if (parent instanceof z.ZodRecord) schema = parent.valueType;
    else if (parent instanceof z.ZodArray) schema = parent.element;
    while (schema) {
      const description = z.globalRegistry.get(schema)?.description;
      if (description !== undefined) return description;
      schema = schema instanceof z.ZodOptional ? schema.unwrap() : undefined;
    }
  }
  return undefined;
}
