import { z } from "zod";
import { InputError, type Problem } from "../../model/index.ts";
import { faultIn, placeOfPath, type JsonPlace } from "./json-place.ts";

/** A node of a dbt project, as far as lineage reads it. */
export interface DbtNode {
  /** `model.shop.jobs`. */
  readonly id: string;
  /** `model`, `source`, `seed`, `snapshot`, `semantic_model`, `metric`, `exposure` … */
  readonly kind: string;
  readonly name: string;
  readonly label: string | undefined;
  readonly description: string | undefined;
  readonly owner: string | undefined;
  readonly url: string | undefined;
  /** Database, schema and table, as far as told; undefined for what is no table. */
  readonly relation: readonly string[] | undefined;
  /** Of a source: the name that the project gives to it, and to its table. */
  readonly called: readonly string[] | undefined;
  /** `meta.tieout`: datasets, metrics and reports of the estate that it is. */
  readonly tieout: readonly string[];
  readonly dependsOn: readonly string[];
}

/** A dbt manifest, versions 9 to 12. */
export interface DbtManifest {
  readonly file: string;
  readonly version: number;
  /** Database adapter: `postgres`. */
  readonly adapter: string | undefined;
  /** By id. */
  readonly nodes: ReadonlyMap<string, DbtNode>;
  /** Where a node stands in the file. */
  placeOf(id: string): JsonPlace;
}

/** Versions that are read, of dbt 1.5 to 1.11. */
const VERSIONS = { first: 9, last: 12 } as const;

const text = z.string();
const optional = z.string().nullish();
const names = z.array(text);
const tieout = z.union([text, names]).optional();
const meta = z.object({ tieout }).nullish();
const common = {
  name: text,
  resource_type: text,
  description: optional,
  label: optional,
  meta,
  config: z.object({ meta }).nullish(),
  depends_on: z.object({ nodes: names.optional() }).nullish(),
};
const table = z.object({ ...common, database: optional, schema: optional, alias: optional, relation_name: optional });
const source = z.object({
  ...common,
  database: optional,
  schema: optional,
  identifier: optional,
  source_name: text,
  relation_name: optional,
});
const exposure = z.object({
  ...common,
  url: optional,
  owner: z.object({ name: optional, email: z.union([text, names]).nullish() }).nullish(),
});

const manifest = z.object({
  metadata: z.object({ dbt_schema_version: text, adapter_type: optional }),
  nodes: z.record(text, table),
  sources: z.record(text, source),
  exposures: z.record(text, exposure),
  metrics: z.record(text, z.object(common)),
  semantic_models: z.record(text, z.object(common)).optional(),
  saved_queries: z.record(text, z.object(common)).optional(),
});

/**
 * Reads the text of a `manifest.json`. What lineage has no use for is passed over unread.
 *
 * @throws InputError `bad-json`, `no-manifest`, `manifest-version`, `bad-manifest`, each with line and column
 */
export function readManifest(file: string, content: string): DbtManifest {
  const json = content.startsWith("\uFEFF") ? content.slice(1) : content;
  const value = parsed(file, json);
  const version = versionOf(file, json, value);
  const result = manifest.safeParse(value);
  if (!result.success) {
    const problems = result.error.issues.slice(0, 20).map(({ path, message }): Problem => {
      const at = { file, ...placeOfPath(json, path) };
      return { code: "bad-manifest", message: `This is not as dbt writes it: ${path.join(".")}`, at, expected: message };
    });
    throw new InputError(problems as [Problem, ...Problem[]]);
  }
  const { metadata, nodes, sources, exposures, metrics, semantic_models: semantic = {}, saved_queries: queries = {} } = result.data;
  const all = new Map<string, DbtNode>();
  for (const [id, one] of Object.entries(nodes)) all.set(id, { ...nodeOf(id, one), relation: relationOf(one, one.alias ?? one.name) });
  for (const [id, one] of Object.entries(sources)) {
    all.set(id, { ...nodeOf(id, one), relation: relationOf(one, one.identifier ?? one.name), called: [one.source_name, one.name] });
  }
  for (const [id, one] of Object.entries(exposures)) {
    const email = one.owner?.email;
    const owner = one.owner?.name ?? (typeof email === "string" ? email : email?.[0]);
    all.set(id, { ...nodeOf(id, one), owner, url: one.url ?? undefined });
  }
  for (const [id, one] of [...Object.entries(metrics), ...Object.entries(semantic), ...Object.entries(queries)])
    all.set(id, nodeOf(id, one));
  const sections = Object.entries({ nodes, sources, exposures, metrics, semantic_models: semantic, saved_queries: queries });
  return {
    file,
    version,
    adapter: metadata.adapter_type ?? undefined,
    nodes: all,
    placeOf: (id) => placeOfPath(json, [sections.find(([, held]) => Object.hasOwn(held, id))?.[0] ?? "", id]),
  };
}

function parsed(file: string, json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (cause) {
    const fault = faultIn(json);
    const at = fault === undefined ? { file } : { file, ...fault.at };
    throw new InputError([{ code: "bad-json", message: `This is no JSON: ${fault?.message ?? String(cause)}`, at }], { cause });
  }
}

function versionOf(file: string, json: string, value: unknown): number {
  const metadata: unknown = typeof value === "object" && value !== null && "metadata" in value ? value.metadata : undefined;
  const told: unknown =
    typeof metadata === "object" && metadata !== null && "dbt_schema_version" in metadata ? metadata.dbt_schema_version : undefined;
  const expected = `the manifest.json that dbt writes into target/, version ${VERSIONS.first} to ${VERSIONS.last}`;
  const [, digits] = typeof told === "string" ? (/\/manifest\/v(\d{1,4})\.json$/.exec(told) ?? []) : [];
  if (digits === undefined) {
    throw new InputError([
      {
        code: "no-manifest",
        message: "This is no dbt manifest: metadata.dbt_schema_version does not say so.",
        at: { file, line: 1 },
        expected,
      },
    ]);
  }
  const version = Number(digits);
  if (version >= VERSIONS.first && version <= VERSIONS.last) return version;
  const at = { file, ...placeOfPath(json, ["metadata", "dbt_schema_version"]) };
  throw new InputError([
    { code: "manifest-version", message: "This version of dbt's manifest is not read.", at, found: `version ${version}`, expected },
  ]);
}

type Common = z.infer<z.ZodObject<typeof common>>;

function nodeOf(id: string, one: Common): DbtNode {
  // Since version 12 meta stands in config alone; before, in both.
  const told = one.config?.meta?.tieout ?? one.meta?.tieout ?? [];
  return {
    id,
    kind: one.resource_type,
    name: one.name,
    label: one.label ?? undefined,
    description: one.description === "" ? undefined : (one.description ?? undefined),
    owner: undefined,
    url: undefined,
    relation: undefined,
    called: undefined,
    tieout: typeof told === "string" ? [told] : told,
    dependsOn: [...new Set(one.depends_on?.nodes ?? [])].toSorted(),
  };
}

function relationOf(
  {
    database,
    schema,
    relation_name: name,
  }: { database?: string | null | undefined; schema?: string | null | undefined; relation_name?: string | null | undefined },
  table: string,
): readonly string[] | undefined {
  const quoted = name === null || name === undefined ? undefined : [...name.matchAll(/"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]|([^.\s]+)/g)];
  if (quoted !== undefined && quoted.length > 0) return quoted.map(([, a, b, c, d]) => a?.replaceAll('""', '"') ?? b ?? c ?? d ?? "");
  return schema === null || schema === undefined
    ? undefined
    : [...(database === null || database === undefined ? [] : [database]), schema, table];
}
