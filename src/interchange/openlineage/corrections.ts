import type { Correction, ReportedNumber, ReviewedReport } from "../../model/index.ts";
import { CORRECTION_KINDS, NUMBER_OUTCOMES } from "../../model/index.ts";
import { PRODUCER, type Facet } from "./event.ts";

/** The facet `tieout_corrections`, of a report's dataset: schemas/openlineage-corrections.schema.json describes it. */
const CORRECTIONS_SCHEMA = "urn:tieout:openlineage:corrections:1";

/** Every number that a report tells, and what people did between raw records and it, with the effect of each correction. */
export function correctionsFacet(report: ReviewedReport, currency: string): Facet {
  return {
    _producer: PRODUCER,
    _schemaURL: `${CORRECTIONS_SCHEMA}#/$defs/TieoutCorrectionsDatasetFacet`,
    currency,
    numbers: report.numbers.map(numberOf),
    readings: report.readings.map(({ words, explains, of }) => ({ words, explains, of })),
  };
}

function numberOf({ period, unit, outcome, raw, reported, difference, residual, steps }: ReportedNumber): object {
  return {
    period,
    ...present({ unit }),
    outcome,
    raw,
    ...present({ reported }),
    difference,
    residual,
    steps: steps.map(({ kind, effect, corrections, samples }) => ({ kind, effect, corrections, samples: samples.map(correctionOf) })),
  };
}

function correctionOf(correction: Correction): object {
  const { fingerprint, kind, file, effect, ...rest } = correction;
  const { sheet, cell, dataset, key, column, before, after, by, comment } = rest;
  return { fingerprint, kind, effect, file, ...present({ sheet, cell, dataset, key, column, before, after, by, comment }) };
}

function present(values: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The facet's JSON Schema, draft 2020-12, in the form that OpenLineage asks of custom facets. */
export function correctionsJsonSchema(): Readonly<Record<string, unknown>> {
  const text = { type: "string" };
  const decimal = {
    type: "string",
    pattern: "^-?\\d+(\\.\\d+)?$",
    description: "Decimal number as text, in the facet's currency where it is money.",
  };
  const count = { type: "integer", minimum: 0 };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: CORRECTIONS_SCHEMA,
    title: "Corrections of a report",
    description:
      "The facet tieout_corrections of OpenLineage datasets: what people did between raw records and the numbers that a report tells.",
    $defs: {
      TieoutCorrectionsDatasetFacet: {
        allOf: [
          { $ref: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/DatasetFacet" },
          {
            type: "object",
            properties: {
              currency: { type: "string", description: "ISO 4217." },
              numbers: { type: "array", items: { $ref: "#/$defs/Number" }, description: "By period, then unit." },
              readings: {
                type: "array",
                items: { $ref: "#/$defs/Reading" },
                description: "Other definitions that give reported numbers exactly.",
              },
            },
            required: ["currency", "numbers", "readings"],
          },
        ],
      },
      Number: {
        type: "object",
        description: "One number: steps and residual sum to the difference.",
        properties: {
          period: { type: "string", format: "date", description: "Its first day." },
          unit: { ...text, description: "Left out: of all units together." },
          outcome: { enum: [...NUMBER_OUTCOMES] },
          raw: { ...decimal, description: "Computed from raw records." },
          reported: { ...decimal, description: "Left out: nothing is told." },
          difference: { ...decimal, description: "reported − raw." },
          residual: { ...decimal, description: "What nothing explains." },
          steps: { type: "array", items: { $ref: "#/$defs/Step" } },
        },
        required: ["period", "outcome", "raw", "difference", "residual", "steps"],
        additionalProperties: false,
      },
      Step: {
        type: "object",
        properties: {
          kind: { enum: [...CORRECTION_KINDS] },
          effect: decimal,
          corrections: { ...count, description: "How many there are." },
          samples: { type: "array", maxItems: 10, items: { $ref: "#/$defs/Correction" }, description: "The largest by effect." },
        },
        required: ["kind", "effect", "corrections", "samples"],
        additionalProperties: false,
      },
      Correction: {
        type: "object",
        properties: {
          fingerprint: { type: "string", pattern: "^[0-9a-f]{16}$" },
          kind: { enum: [...CORRECTION_KINDS] },
          effect: { ...decimal, description: "What it adds to the number." },
          file: text,
          sheet: text,
          cell: { ...text, description: "In A1 notation." },
          dataset: text,
          key: { ...text, description: "The record that it changes." },
          column: text,
          before: text,
          after: text,
          by: { ...text, description: "Who did it, as far as the file tells." },
          comment: text,
        },
        required: ["fingerprint", "kind", "effect", "file"],
        additionalProperties: false,
      },
      Reading: {
        type: "object",
        properties: { words: text, explains: count, of: count },
        required: ["words", "explains", "of"],
        additionalProperties: false,
      },
    },
    type: "object",
    properties: { tieout_corrections: { $ref: "#/$defs/TieoutCorrectionsDatasetFacet" } },
  };
}
