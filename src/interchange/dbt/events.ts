import { nameOf } from "../openlineage/datasets.ts";
import { facet, given, jobEvent, ownedBy, type Frame, type JobEvent, type LineageDataset, type Named } from "../openlineage/event.ts";
import type { DbtLinks } from "./graph.ts";
import type { DbtNode } from "./manifest.ts";

/**
 * dbt's models, metrics and exposures as OpenLineage job events: declared in a
 * manifest, no run was seen. A node that is a dataset, metric or report of the estate
 * goes by that name, so that both graphs are one.
 */
export function dbtEvents(frame: Frame, links: DbtLinks): readonly JobEvent[] {
  return links.upstream.flatMap((node) => {
    const inputs = node.dependsOn.flatMap((id) => links.manifest.nodes.get(id) ?? []).flatMap((one) => datasetsOf(frame, links, one));
    if (inputs.length === 0) return [];
    const outputs = datasetsOf(frame, links, node);
    const own = new Set(outputs.map(({ name }) => name));
    return jobEvent(frame, {
      name: `dbt.${node.id}`,
      jobFacets: given({
        documentation: facet("jobDocumentation", { description: describe(node) }),
        ownership: ownedBy("jobOwnership", node.owner),
        jobType: facet("jobType", { processingType: "BATCH", integration: "DBT", jobType: node.kind.toUpperCase() }),
      }),
      inputs: unique(inputs).filter(({ name }) => !own.has(name)),
      outputs,
    });
  });
}

function describe({ label, name, description, url }: DbtNode): string {
  return [label ?? name, description, url].filter((part) => part !== undefined).join("\n\n");
}

function datasetsOf(frame: Frame, { manifest, parts }: DbtLinks, node: DbtNode): readonly LineageDataset[] {
  const identifiers =
    node.relation === undefined ? [] : [{ namespace: manifest.adapter ?? "dbt", name: node.relation.join("."), type: "TABLE" }];
  const facets = given({ symlinks: identifiers.length === 0 ? undefined : facet("symlinks", { identifiers }) });
  const named = (parts.get(node.id) ?? []).map(({ kind, id }) => (kind === "dataset" ? nameOf(frame, id) : nameOf(frame, `${kind}s`, id)));
  const own: readonly Named[] = named.length > 0 ? named : [nameOf(frame, "dbt", node.id)];
  return own.map((one) => (Object.keys(facets).length === 0 ? one : { ...one, facets }));
}

function unique(datasets: readonly LineageDataset[]): readonly LineageDataset[] {
  return [...new Map(datasets.map((one) => [one.name, one])).values()];
}
