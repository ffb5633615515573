import type { Problems } from "./problems.ts";
import { estateSchema, type ParsedEstate } from "./schema.ts";

export interface Shape {
  readonly spec: ParsedEstate;
  readonly broken: ReadonlySet<string>;
}

export function readShape(spec: unknown, problems: Problems): Shape | undefined {
  const parsed = estateSchema.safeParse(spec);
  if (parsed.success) return { spec: parsed.data, broken: new Set() };
  for (const issue of parsed.error.issues)
    problems.add(
      issue.path.map((step) => (typeof step === "symbol" ? String(step) : step)),
      { code: "bad-form", message: issue.message },
    );
  return undefined;
}
