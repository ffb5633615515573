import { facet, type Facet, type Named } from "./event.ts";

/** Directly: the value comes from there. Indirectly: it only decides which records count, match or stand together. */
export type Subtype = "IDENTITY" | "TRANSFORMATION" | "AGGREGATION" | "FILTER" | "JOIN" | "GROUP_BY";

/** A field that something is made from. */
export interface Source {
  readonly of: Named;
  readonly field: string;
  readonly subtype: Subtype;
  readonly description?: string | undefined;
}

const INDIRECT: ReadonlySet<Subtype> = new Set(["FILTER", "JOIN", "GROUP_BY"]);

/** Which fields each field of a dataset comes from, and which decide over the whole dataset. */
export function columnLineage(fields: ReadonlyMap<string, readonly Source[]>, whole: readonly Source[]): Facet {
  return facet("columnLineage", {
    fields: Object.fromEntries([...fields].map(([field, sources]) => [field, { inputFields: inputFields(sources) }])),
    ...(whole.length === 0 ? {} : { dataset: inputFields(whole) }),
  });
}

/** Each field once, with all that it is for. */
function inputFields(sources: readonly Source[]): readonly unknown[] {
  const found = new Map<string, { readonly source: Source; readonly transformations: Record<string, unknown>[] }>();
  for (const source of sources) {
    const { of, field, subtype, description } = source;
    const key = JSON.stringify([of.namespace, of.name, field]);
    const own = found.get(key) ?? { source, transformations: [] };
    found.set(key, own);
    if (own.transformations.some((one) => one["subtype"] === subtype)) continue;
    const type = INDIRECT.has(subtype) ? "INDIRECT" : "DIRECT";
    own.transformations.push({ type, subtype, ...(description === undefined ? {} : { description }) });
  }
  return [...found.values()].map(({ source: { of, field }, transformations }) => ({
    namespace: of.namespace,
    name: of.name,
    field,
    transformations,
  }));
}
