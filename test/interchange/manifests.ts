/** A manifest in the form of version 9 to 12, as their published schemas demand. */
export function manifestText(version: number, change: (manifest: Manifest) => void = () => {}): string {
  const manifest = sample(version);
  change(manifest);
  return JSON.stringify(manifest, null, 2);
}

export interface Manifest {
  metadata: Record<string, unknown>;
  nodes: Record<string, Record<string, unknown>>;
  sources: Record<string, Record<string, unknown>>;
  exposures: Record<string, Record<string, unknown>>;
  metrics: Record<string, Record<string, unknown>>;
  semantic_models?: Record<string, Record<string, unknown>>;
  [section: string]: unknown;
}

function common(kind: string, name: string): Record<string, unknown> {
  const path = `${name}.yml`;
  const id = `${kind}.shop.${name}`;
  return {
    name,
    resource_type: kind,
    package_name: "shop",
    path,
    original_file_path: `models/${path}`,
    unique_id: id,
    fqn: ["shop", name],
  };
}

function model(name: string, nodes: readonly string[]): Record<string, unknown> {
  return {
    ...common("model", name),
    database: "lake",
    schema: "marts",
    alias: name,
    checksum: { name: "sha256", checksum: "0" },
    relation_name: `"lake"."marts"."${name}"`,
    depends_on: { macros: [], nodes },
    config: { materialized: "table", meta: {} },
    description: "",
    raw_code: "select 1",
  };
}

/** Source `dispatch.jobs` → model `stg_jobs` → model `fct_weekly` → semantic model → metric `revenue` → exposure `exec_board`. */
function sample(version: number): Manifest {
  const newer = version >= 10;
  return {
    metadata: {
      dbt_schema_version: `https://schemas.getdbt.com/dbt/manifest/v${version}.json`,
      dbt_version: "1.8.0",
      generated_at: "2026-09-28T09:00:00Z",
      ...(newer ? { project_name: "shop" } : {}),
      adapter_type: "postgres",
      env: {},
    },
    nodes: {
      "model.shop.stg_jobs": model("stg_jobs", ["source.shop.raw.jobs"]),
      "model.shop.fct_weekly": model("fct_weekly", ["model.shop.stg_jobs", "model.shop.lonely"]),
      "model.shop.lonely": model("lonely", []),
      "model.shop.nobody_reads": model("nobody_reads", ["model.shop.stg_jobs"]),
    },
    sources: {
      "source.shop.raw.jobs": {
        ...common("source", "jobs"),
        unique_id: "source.shop.raw.jobs",
        database: "lake",
        schema: "Dispatch",
        source_name: "raw",
        source_description: "",
        loader: "",
        identifier: "JOBS",
        relation_name: '"lake"."Dispatch"."JOBS"',
      },
    },
    macros: {},
    docs: {},
    groups: {},
    selectors: {},
    disabled: {},
    parent_map: {},
    child_map: {},
    group_map: {},
    ...(version >= 11 ? { saved_queries: {} } : {}),
    ...(newer ? { semantic_models: { "semantic_model.shop.weekly": semantic() } } : {}),
    ...(version >= 12 ? { unit_tests: {} } : {}),
    exposures: {
      "exposure.shop.exec_board": {
        ...common("exposure", "exec_board"),
        type: "dashboard",
        label: "Executive board",
        url: "https://bi.example.com/1",
        owner: { name: "Dana", email: "dana@example.com" },
        description: "What the board sees",
        meta: { tieout: "board" },
        config: { enabled: true, meta: { tieout: "board" } },
        depends_on: { macros: [], nodes: newer ? ["metric.shop.revenue"] : ["model.shop.fct_weekly"] },
      },
    },
    metrics: newer ? { "metric.shop.revenue": metric() } : {},
  };
}

function semantic(): Record<string, unknown> {
  return {
    ...common("semantic_model", "weekly"),
    model: "ref('fct_weekly')",
    node_relation: { alias: "fct_weekly", schema_name: "marts", database: "lake", relation_name: '"lake"."marts"."fct_weekly"' },
    depends_on: { macros: [], nodes: ["model.shop.fct_weekly"] },
  };
}

function metric(): Record<string, unknown> {
  return {
    ...common("metric", "revenue"),
    label: "Revenue",
    description: "Weekly revenue",
    type: "simple",
    type_params: {},
    config: { enabled: true, meta: { tieout: ["revenue"] } },
    depends_on: { macros: [], nodes: ["semantic_model.shop.weekly"] },
  };
}
