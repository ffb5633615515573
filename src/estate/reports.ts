import type { Metric, Report, ReportedFrom, WorkbookSource } from "../model/index.ts";
import { momentField, type FindDataset, type KnownDataset } from "./datasets.ts";
import { fieldOf, NUMERIC, typedFieldOf, type Scope } from "./fields.ts";
import { refuseCaseClashes, titleOf } from "./naming.ts";
import { isOneLost, type Path } from "./place.ts";
import type { MetricSpec, ParsedEstate, ReportSpec } from "./schema.ts";
import { checkPath } from "./sources.ts";

/** What is told to people, and from what. */
export interface Told {
  readonly workbooks: readonly WorkbookSource[];
  readonly metrics: readonly Metric[];
  readonly reports: readonly Report[];
}

export function resolveReports(spec: ParsedEstate, find: FindDataset, scope: Scope): Told {
  for (const part of ["workbooks", "metrics", "reports"] as const)
    refuseCaseClashes(Object.keys(spec[part] ?? {}), [part], part, scope.problems);
  const lineOf = (path: Path): number => scope.locate(path, "key").line ?? 1;
  return {
    workbooks: Object.entries(spec.workbooks ?? {}).map(([id, { title, files, owner, decision }]) => {
      checkPath(files, "A workbook", ["workbooks", id, "files"], scope);
      return { id, title: title ?? titleOf(id), files, owner, decision, line: lineOf(["workbooks", id]) };
    }),
    metrics: Object.entries(spec.metrics ?? {}).map(([id, written]) => ({
      ...resolveMetric(id, written, find, scope),
      line: lineOf(["metrics", id]),
    })),
    reports: Object.entries(spec.reports ?? {}).map(([id, written]) => ({
      ...resolveReport(id, written, spec, find, scope),
      line: lineOf(["reports", id]),
    })),
  };
}

function resolveMetric(id: string, spec: MetricSpec, find: FindDataset, scope: Scope): Omit<Metric, "line"> {
  const { problems } = scope;
  const path: Path = ["metrics", id];
  const known = find(spec.of, [...path, "of"]);
  if (spec.count !== undefined && spec.value !== undefined) {
    problems.add(
      [...path, "count"],
      { code: "count-and-value", message: "Records are either counted or their value is summed.", hint: "Leave out one of the two." },
      "key",
    );
  }
  const value = spec.count === true ? undefined : (spec.value ?? known?.dataset.amount);
  if (spec.count === undefined && value === undefined && known?.whole === true) {
    problems.add(
      path,
      {
        code: "no-value",
        message: `Nothing says what a record of \`${spec.of}\` adds to \`${id}\`.`,
        expected: "value: SQL over its fields; or count: true",
      },
      "key",
    );
  }
  if (spec.byUnit === true && known?.whole === true && known.dataset.unit === undefined) {
    problems.add([...path, "byUnit"], {
      code: "no-unit",
      message: `The records of \`${spec.of}\` name no unit.`,
      found: "true",
      expected: "a dataset with unit",
      hint: `Add unit to \`${spec.of}\`.`,
    });
  }
  return {
    id,
    title: spec.title ?? titleOf(id),
    dataset: spec.of,
    aggregate: value === undefined ? "count" : "sum",
    value,
    where: spec.where,
    date: dateOf(spec, known, path, scope),
    period: spec.period ?? "month",
    byUnit: spec.byUnit ?? known?.dataset.unit !== undefined,
    owner: spec.owner,
    decision: spec.decision,
  };
}

function dateOf(spec: MetricSpec, known: KnownDataset | undefined, path: Path, { problems }: Scope): string {
  if (spec.date !== undefined) return (known && momentField(spec.date, known, "The date", [...path, "date"], problems)) ?? spec.date;
  if (known?.whole === true && known.dataset.time === undefined) {
    problems.add(
      path,
      {
        code: "no-time",
        message: `Nothing says to which period a record of \`${spec.of}\` belongs.`,
        expected: "date: a time field of it",
      },
      "key",
    );
  }
  return known?.dataset.time ?? "";
}

function resolveReport(id: string, spec: ReportSpec, estate: ParsedEstate, find: FindDataset, scope: Scope): Omit<Report, "line"> {
  const path: Path = ["reports", id];
  checkName(spec.metric, "metrics", [...path, "metric"], estate, scope);
  if (spec.through !== undefined) checkName(spec.through, "workbooks", [...path, "through"], estate, scope);
  const values = resolveValues(spec, path, estate, find, scope);
  return {
    id,
    title: spec.title ?? titleOf(id),
    metric: spec.metric,
    values,
    through: spec.through ?? (values.kind === "cells" ? values.workbook : undefined),
    tolerance: String(spec.tolerance ?? "0"),
    owner: spec.owner,
    decision: spec.decision,
  };
}

function resolveValues({ values, metric }: ReportSpec, report: Path, estate: ParsedEstate, find: FindDataset, scope: Scope): ReportedFrom {
  const { problems } = scope;
  const path: Path = [...report, "values"];
  if ("dataset" in values) {
    const known = find(values.dataset, [...path, "dataset"]);
    if (known) {
      typedFieldOf(known, values.value, NUMERIC, "The number", [...path, "value"], problems);
      fieldOf(known, values.period, [...path, "period"], problems);
    }
    return { kind: "dataset", ...values };
  }
  checkName(values.workbook, "workbooks", [...path, "workbook"], estate, scope);
  const length = cellsIn(values.value);
  if (length === undefined) refuseBlock(values.value, [...path, "value"], scope);
  for (const part of ["unit", "period"] as const) {
    const written = values[part];
    const cells = written === undefined ? 1 : cellsIn(written);
    if (cells === undefined) refuseBlock(written ?? "", [...path, part], scope);
    else if (length !== undefined && cells !== 1 && cells !== length) {
      problems.add([...path, part], {
        code: "other-length",
        message: `\`${part}\` names ${cells} cells and \`value\` ${length}.`,
        found: written ?? "",
        expected: `one cell, or ${length}`,
      });
    }
  }
  if (values.unit !== undefined && estate.metrics?.[metric]?.byUnit === false) {
    problems.add([...path, "unit"], {
      code: "not-by-unit",
      message: `The metric \`${metric}\` is not told by unit.`,
      found: values.unit,
      hint: "Leave unit out, or let the metric be byUnit: true.",
    });
  }
  return { kind: "cells", ...values, unit: values.unit };
}

function refuseBlock(range: string, path: Path, { problems }: Scope): void {
  problems.add(path, {
    code: "block-of-cells",
    message: `\`${range}\` has several rows and several columns.`,
    found: range,
    expected: "a range of one row or one column: B5:B7",
  });
}

/** How many cells a range of one row or column has; undefined: it is a block. */
function cellsIn(range: string): number | undefined {
  const [from, to = from] = range.toUpperCase().replaceAll("$", "").split(":");
  const [, fromColumn = "", fromRow = ""] = /^([A-Z]+)(\d+)$/.exec(from ?? "") ?? [];
  const [, toColumn = "", toRow = ""] = /^([A-Z]+)(\d+)$/.exec(to ?? "") ?? [];
  const column = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  const rows = Math.abs(Number(toRow) - Number(fromRow)) + 1;
  const columns = Math.abs(column(toColumn) - column(fromColumn)) + 1;
  return rows > 1 && columns > 1 ? undefined : rows * columns;
}

const ONE = { metrics: "metric", workbooks: "workbook" } as const;

function checkName(name: string, part: keyof typeof ONE, path: Path, estate: ParsedEstate, { problems, broken }: Scope): void {
  const names = Object.keys(estate[part] ?? {});
  if (names.includes(name) || isOneLost(part, names, broken)) return;
  problems.unknown(path, `unknown-${ONE[part]}`, `There is no ${ONE[part]} \`${name}\`.`, name, names);
}
