import type { Dataset, Metric, ReviewedMetric } from "../../model/index.ts";
import { expressionWords, fieldsOf, type Expression } from "../../sql/index.ts";
import { columnLineage, type Source } from "./columns.ts";
import { asInput, frameOf, nameOf, roleField, schemaFacet, type LineageInput } from "./datasets.ts";
import { facet, given, ownedBy, runEvents, type Facets, type LineageDataset, type RunEvent } from "./event.ts";
import { subsetFacet, subsetOfExpression } from "./subset.ts";

/** A run for each metric: computed from raw records, the whole way in columns. */
export function metricEvents(input: LineageInput): readonly RunEvent[] {
  return input.estate.metrics.flatMap((metric) => {
    const reviewed = input.review.metrics.find(({ id }) => id === metric.id);
    const dataset = input.estate.datasets.find(({ id }) => id === metric.dataset);
    return reviewed === undefined || dataset === undefined ? [] : metricRun(input, metric, reviewed, dataset);
  });
}

function metricRun(input: LineageInput, metric: Metric, reviewed: ReviewedMetric, dataset: Dataset): readonly RunEvent[] {
  const frame = frameOf(input);
  const { value, conditions, deleted } = input.logic.get(metric.id) ?? { value: undefined, conditions: [], deleted: false };
  const of = nameOf(frame, metric.dataset);
  const read = (as: "value" | "filter" | "period" | "unit"): readonly string[] =>
    reviewed.lineage.filter((one) => one.as === as).map(({ field }) => field);
  const sum = value === undefined ? "count of records" : `sum of ${expressionWords(value)}`;
  const counted = value === undefined ? dataset.key : read("value");
  const fields = new Map<string, readonly Source[]>([
    ["period", read("period").map((field) => ({ of, field, subtype: "TRANSFORMATION", description: `first day of its ${metric.period}` }))],
    ...(metric.byUnit
      ? [
          [
            "unit",
            read("unit").map((field) => ({ of, field, subtype: "TRANSFORMATION", description: "the unit that the word means" })),
          ] as const,
        ]
      : []),
    ["value", counted.map((field) => ({ of, field, subtype: "AGGREGATION", description: sum }))],
    ["records", dataset.key.map((field) => ({ of, field, subtype: "AGGREGATION", description: "count of records" }))],
  ] as [string, readonly Source[]][]);
  const whole: readonly Source[] = [
    ...conditions.flatMap((one) => filterSources(of, dataset, one)),
    ...[...read("period"), ...(metric.byUnit ? read("unit") : [])].map((field): Source => ({ of, field, subtype: "GROUP_BY" })),
  ];
  // That a record is not deleted is a condition of the estate, in words that OpenLineage may lack.
  const silent = dataset.deleted !== undefined && !deleted ? [undefined] : [];
  const subset = subsetFacet([...conditions.map(subsetOfExpression), ...silent]);
  return runEvents(frame, {
    name: `metric.${metric.id}`,
    jobFacets: numberJobFacets("METRIC", metric),
    inputs: [asInput(input, metric.dataset, { subset })],
    outputs: [withColumns(metricDataset(input, metric.id), { columnLineage: columnLineage(fields, whole) })],
  });
}

function filterSources(of: Source["of"], dataset: Dataset, condition: Expression): readonly Source[] {
  const description = expressionWords(condition);
  return fieldsOf(condition).map(({ name }) => ({ of, field: roleField(dataset, name), subtype: "FILTER", description }));
}

/** A metric's numbers as a dataset. */
export function metricDataset(input: LineageInput, id: string): LineageDataset {
  const named = nameOf(frameOf(input), "metrics", id);
  const metric = input.estate.metrics.find((one) => one.id === id);
  if (metric === undefined) return named;
  return {
    ...named,
    facets: given({
      documentation: facet("documentation", { description: `${metric.title}, computed from raw records` }),
      schema: schemaFacet([
        { name: "period", type: "DATE", description: `first day of the ${metric.period}` },
        ...(metric.byUnit ? [{ name: "unit", type: "VARCHAR" }] : []),
        { name: "value", type: "DECIMAL(38, 4)" },
        { name: "records", type: "BIGINT" },
      ]),
      ownership: ownedBy("ownership", metric.owner),
    }),
  };
}

export function withColumns(dataset: LineageDataset, facets: Facets): LineageDataset {
  return { ...dataset, facets: { ...dataset.facets, ...facets } };
}

/** What is said of a job that computes or tells a number. */
export function numberJobFacets(
  jobType: "METRIC" | "REPORT" | "FEED",
  { title, owner, decision }: { readonly title: string; readonly owner: string | undefined; readonly decision: string | undefined },
): Facets {
  return given({
    documentation: facet("jobDocumentation", { description: decision === undefined ? title : `${title}: read for ${decision}` }),
    ownership: ownedBy("jobOwnership", owner),
    jobType: facet("jobType", { processingType: "BATCH", integration: "TIEOUT", jobType }),
  });
}
