import type { Condition, Dataset, Handoff, ReviewedHandoff, Severity } from "../../model/index.ts";
import { BREAK_OUTCOMES } from "../../model/index.ts";
import { columnLineage, type Source, type Subtype } from "./columns.ts";
import { asInput, estateDataset, frameOf, nameOf, roleField, type LineageInput } from "./datasets.ts";
import { facet, given, ownedBy, runEvents, type Facet, type LineageDataset, type RunEvent } from "./event.ts";
import { subsetFacet, subsetOfCondition } from "./subset.ts";

/** A run for each handoff: what is carried, whole or in part, and whether it ties out. */
export function handoffEvents(input: LineageInput): readonly RunEvent[] {
  const { estate, review } = input;
  return estate.handoffs.flatMap((handoff) => {
    const reviewed = review.handoffs.find(({ id }) => id === handoff.id);
    return reviewed === undefined ? [] : handoffRun(input, handoff, reviewed);
  });
}

function handoffRun(input: LineageInput, handoff: Handoff, reviewed: ReviewedHandoff): readonly RunEvent[] {
  const { from, to } = handoff;
  const frame = frameOf(input);
  const [upstream, downstream] = [from, to].map(({ dataset }) => input.estate.datasets.find(({ id }) => id === dataset));
  const whole: Source[] = [];
  const fields = new Map<string, Source[]>();
  const source = nameOf(frame, from.dataset);
  const carry = (target: string, field: string, subtype: Subtype, description?: string): void => {
    fields.set(target, [...(fields.get(target) ?? []), { of: source, field, subtype, description }]);
  };
  if (handoff.match.kind === "key") {
    for (const on of handoff.match.on) {
      carry(on.to, on.from, "IDENTITY");
      whole.push({ of: source, field: on.from, subtype: "JOIN", description: `matches ${to.dataset}.${on.to}` });
    }
  } else if (handoff.match.kind === "identity") {
    const description = `records are one by the identity ${handoff.match.identity}`;
    for (const field of upstream?.key ?? []) whole.push({ of: source, field, subtype: "JOIN", description });
  }
  for (const one of handoff.compare) carry(one.to, one.from, "IDENTITY");
  if (from.amount !== undefined && to.amount !== undefined) carry(to.amount, from.amount, amountSubtype(handoff), amountWords(handoff));
  if (from.filter !== undefined && upstream !== undefined) {
    for (const field of fieldsOfCondition(from.filter)) whole.push({ of: source, field: roleField(upstream, field), subtype: "FILTER" });
  }
  return runEvents(frame, {
    name: `handoff.${handoff.id}`,
    jobFacets: given({
      documentation: facet("jobDocumentation", { description: handoff.title }),
      ownership: ownedBy("jobOwnership", handoff.owner),
      jobType: facet("jobType", { processingType: "BATCH", integration: "TIEOUT", jobType: "HANDOFF" }),
    }),
    inputs: [
      asInput(input, from.dataset, {
        dataQualityAssertions: tieOutAssertions(input, reviewed),
        subset: upstream === undefined ? undefined : subsetFacet(readOf(upstream, from.filter)),
      }),
    ],
    outputs: [withLineage(input, downstream?.id ?? to.dataset, columnLineage(fields, whole))],
  });
}

function withLineage(input: LineageInput, id: string, lineage: Facet): LineageDataset {
  const dataset = estateDataset(input, id);
  return { ...dataset, facets: { ...dataset.facets, columnLineage: lineage } };
}

/** What stands between two amounts makes the one no copy of the other. */
function amountSubtype({ match, cardinality, adjustments }: Handoff): Subtype {
  if (match.kind === "total" || cardinality === "many-to-one") return "AGGREGATION";
  return cardinality === "one-to-many" || adjustments.length > 0 ? "TRANSFORMATION" : "IDENTITY";
}

function amountWords({ adjustments }: Handoff): string | undefined {
  if (adjustments.length === 0) return undefined;
  return `with ${adjustments.map(({ sign, title }) => `${sign < 0 ? "−" : "+"} ${title}`).join(", ")}`;
}

/** A condition, and that a record is not deleted: what OpenLineage cannot say is `undefined`. */
function readOf(dataset: Dataset, filter: Condition | undefined): ReturnType<typeof subsetOfCondition>[] {
  return [...(filter === undefined ? [] : [subsetOfCondition(filter)]), ...(dataset.deleted === undefined ? [] : [undefined])];
}

function fieldsOfCondition(condition: Condition): readonly string[] {
  if ("all" in condition) return condition.all.flatMap(fieldsOfCondition);
  if ("any" in condition) return condition.any.flatMap(fieldsOfCondition);
  return "not" in condition ? fieldsOfCondition(condition.not) : [condition.field];
}

const SEVERITY: Readonly<Record<Severity, "warn" | "error">> = { low: "warn", medium: "warn", high: "error" };

/** Does it tie out: no record with a break of any kind, every bridge closed; and what was found there. */
function tieOutAssertions({ review }: LineageInput, handoff: ReviewedHandoff): Facet {
  const breaks = BREAK_OUTCOMES.map((outcome) => ({
    assertion: "tie-out",
    success: handoff.counts[outcome] === 0,
    name: outcome,
    description: `no record is ${outcome}`,
    expected: "0",
    actual: String(handoff.counts[outcome]),
  }));
  const [total] = handoff.bridges;
  const bridge =
    total === undefined
      ? []
      : [
          {
            assertion: "bridge",
            success: Number(total.residual) === 0,
            name: "residual",
            description: "the totals bridge to the cent",
            expected: "0.00",
            actual: total.residual,
          },
        ];
  const findings = review.findings
    .filter((finding) => finding.handoff === handoff.id)
    .map(({ kind, fingerprint, severity, title }) => ({
      assertion: kind,
      success: false,
      name: fingerprint,
      severity: SEVERITY[severity],
      description: title,
    }));
  return facet("dataQualityAssertions", { assertions: [...breaks, ...bridge, ...findings] });
}
