import type { Dataset, Estate, Field, FieldType, Review, ReviewedWorkbook } from "../../model/index.ts";
import type { Expression } from "../../sql/index.ts";
import { facet, given, ownedBy, type Facet, type Frame, type LineageDataset, type Named } from "./event.ts";

/** A metric's SQL, parsed; `deleted`: do deleted records count? */
export interface MetricLogic {
  readonly value: Expression | undefined;
  readonly conditions: readonly Expression[];
  readonly deleted: boolean;
}

/** What lineage is told of: the estate says what reads what, the review what came of it. */
export interface LineageInput {
  readonly estate: Estate;
  readonly review: Review;
  readonly workbooks: readonly ReviewedWorkbook[];
  /** By the metric's id. */
  readonly logic: ReadonlyMap<string, MetricLogic>;
}

/** The scope of all names: datasets of several systems meet in an estate, under the estate's names for them. */
export function frameOf({ review }: Pick<LineageInput, "review">): Frame {
  return { namespace: `tieout://${review.estate.name}`, asOf: review.asOf };
}

/** `metrics/weekly-revenue`, `reports/board`, `workbooks/weekly-revenue/Merge`: names that no dataset can have. */
export function nameOf(frame: Frame, ...parts: readonly string[]): Named {
  return { namespace: frame.namespace, name: parts.join("/") };
}

const TYPES: Readonly<Record<FieldType, string>> = {
  text: "VARCHAR",
  key: "VARCHAR",
  money: "DECIMAL(18, 4)",
  number: "DECIMAL(18, 4)",
  date: "DATE",
  timestamp: "TIMESTAMP",
  boolean: "BOOLEAN",
};

/** A dataset of the estate with its fields, files and owner. */
export function estateDataset(input: LineageInput, id: string): LineageDataset {
  const { estate, review } = input;
  const named = nameOf(frameOf(input), id);
  const dataset = estate.datasets.find((one) => one.id === id);
  const reviewed = review.datasets.find((one) => one.id === id);
  if (dataset === undefined || reviewed === undefined) return named;
  const system = estate.systems.find((one) => one.id === dataset.system);
  return {
    ...named,
    facets: given({
      documentation: facet("documentation", { description: `${dataset.title} of ${system?.title ?? dataset.system}` }),
      schema: schemaFacet(dataset.fields.map((field) => ({ name: field.name, type: TYPES[field.type], description: originWords(field) }))),
      ownership: ownedBy("ownership", system?.owner),
      symlinks: filesFacet(reviewed.files),
    }),
  };
}

/** How many rows and files were read of it, beside what else is said of it as an input. */
export function asInput(input: LineageInput, id: string, facets: Readonly<Record<string, Facet | undefined>>): LineageDataset {
  const reviewed = input.review.datasets.find((one) => one.id === id);
  const read = reviewed === undefined ? undefined : facet("inputStatistics", { rowCount: reviewed.rows, fileCount: reviewed.files.length });
  return { ...estateDataset(input, id), inputFacets: given({ inputStatistics: read, ...facets }) };
}

export function schemaFacet(
  fields: readonly { readonly name: string; readonly type?: string | undefined; readonly description?: string | undefined }[],
): Facet {
  return facet("schema", {
    fields: fields.map(({ name, type, description }, index) => ({
      name,
      ...(type === undefined ? {} : { type }),
      ...(description === undefined ? {} : { description }),
      ordinal_position: index + 1,
    })),
  });
}

/** Files below the estate's directory: relative, so that the same evidence gives the same names on every machine. */
export function filesFacet(files: readonly string[]): Facet | undefined {
  return files.length === 0
    ? undefined
    : facet("symlinks", { identifiers: files.map((name) => ({ namespace: "file", name, type: "FILE" })) });
}

function originWords({ from }: Field): string {
  if ("column" in from) return `the column ${from.column}`;
  if ("value" in from) return `always ${from.value}`;
  return from.sum.map(({ field, sign }, index) => `${sign < 0 ? "− " : index === 0 ? "" : "+ "}${field}`).join(" ");
}

/** A name in a condition as the field that holds it: `state` and `unit` are roles. */
export function roleField(dataset: Dataset, name: string): string {
  if (dataset.fields.some((field) => field.name === name)) return name;
  if (name === "state" || name === "_state") return dataset.state?.field ?? "state";
  return name === "unit" || name === "_unit" ? (dataset.unit ?? "unit") : name.replace(/^_/, "");
}
