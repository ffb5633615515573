import type { Engine } from "../../engines/engine.ts";
import { cellName, rangeName, sheetPrefix } from "../../formulas/index.ts";
import {
  money,
  type FormulaFault,
  type ProvenColumn,
  type ProvenFile,
  type ProvenTable,
  type ReviewedWorkbook,
  type SignOutcome,
} from "../../model/index.ts";
import { insertToldSigns, type ToldSign } from "../told-signs.ts";
import { dayInName } from "./reviewed.ts";

/** Faults below it are listed with the file, not told as findings. */
const LEAST_CONFIDENCE = 0.6;

/** A sign on its way: told once for all files in which it stands at the same place. */
interface Told {
  readonly place: string;
  /** What a title calls it. */
  readonly named: string;
  readonly file: ProvenFile;
  /** Higher is told first. */
  readonly risk: number;
  readonly records: number;
  readonly sign: Omit<ToldSign, "records" | "detail" | "file" | "day" | "actor">;
  readonly detail: ToldSign["detail"];
}

/**
 * Adds a sign for every lookup that joins what no system joins, for every column that people type beside a system's
 * records, for every value that stands where a formula or a copy belongs, and for every fault of a workbook's logic. What
 * is the same in several files is told once, with the newest file and how many there are.
 */
export async function insertWorkbookSigns(engine: Engine, signs: string, workbook: ReviewedWorkbook): Promise<void> {
  const lines = workbook.files.reduce(
    (sum, { tables }) => sum + tables.reduce((so, { range }) => so + range.toRow - range.fromRow + 1, 0),
    0,
  );
  const tell = async (outcome: SignOutcome & WorkbookOutcome, found: readonly Told[]): Promise<void> => {
    const told = onceForAllFiles(found);
    const shared = {
      title: workbook.title,
      owner: workbook.owner,
      decision: workbook.decision,
      everyDays: workbook.everyDays === undefined ? undefined : String(workbook.everyDays),
      feeds: String(workbook.feeds.length),
      of: String(lines),
      columns: listed(told.map(({ named }) => named)),
      first: told[0]?.named,
    };
    const rows = told.map(({ sign, detail, file, records, files }): ToldSign => ({
      ...sign,
      day: dayInName(file.file) ?? file.savedAt?.slice(0, 10),
      actor: file.savedBy,
      records,
      file: file.file,
      detail: withoutEmpty({ ...shared, ...detail, files: String(files) }),
    }));
    await insertToldSigns(engine, signs, { kind: "spreadsheet-middleware", outcome, subject: { type: "workbook", id: workbook.id } }, rows);
  };
  await tell(
    "undocumented-join",
    each(workbook, (column, table, file) => joinOf(column, table, file)),
  );
  await tell(
    "missing-backend-state",
    each(workbook, (column, table, file) => missingState(column, table, file)),
  );
  await tell("typed-over", each(workbook, typedOver));
  await tell(
    "formula-fault",
    workbook.files.flatMap((file) => file.faults.flatMap((fault) => faultOf(fault, file))),
  );
}

type WorkbookOutcome = "undocumented-join" | "missing-backend-state" | "typed-over" | "formula-fault";

function each(
  workbook: ReviewedWorkbook,
  tell: (column: ProvenColumn, table: ProvenTable, file: ProvenFile) => readonly Told[],
): readonly Told[] {
  return workbook.files.flatMap((file) => file.tables.flatMap((table) => table.columns.flatMap((column) => tell(column, table, file))));
}

/** The newest of those at one place, with the records of all; by risk, then place. */
function onceForAllFiles(found: readonly Told[]): readonly (Told & { readonly files: number })[] {
  const places = new Map<string, Told[]>();
  for (const one of found) places.set(one.place, [...(places.get(one.place) ?? []), one]);
  return [...places.values()]
    .map((all) => ({
      ...all.at(-1)!,
      files: new Set(all.map(({ file }) => file.file)).size,
      records: all.reduce((sum, { records }) => sum + records, 0),
      risk: Math.max(...all.map(({ risk }) => risk)),
    }))
    .toSorted((a, b) => b.risk - a.risk || b.records - a.records || (a.place < b.place ? -1 : 1));
}

const ADDS_UP = /^(SUM|COUNT|AVERAGE|MIN|MAX)IFS?$/;

/** A lookup between tables of one dataset joins nothing that was apart. */
function joinOf(column: ProvenColumn, table: ProvenTable, file: ProvenFile): readonly Told[] {
  const { origin } = column;
  if (origin.kind !== "looked-up") return [];
  const other = tableNamed(origin.taken, file);
  const dataset = table.records?.dataset;
  if (dataset !== undefined && dataset === other?.records?.dataset) return [];
  // Rows that are no records, added up by a word: a total by branch or month joins nothing.
  if (dataset === undefined && ADDS_UP.test(origin.by)) return [];
  const place = `${table.name}.${column.title}`;
  return [
    {
      place: `${origin.join} ${origin.taken} ${place}`,
      file,
      risk: readers(column, table, file) + (origin.approximate ? 4 : 0) + (origin.misses > 0 ? 1 : 0),
      records: column.filled,
      sign: { dataset, otherDataset: other?.records?.dataset, field: place, value: origin.join, otherValue: origin.taken },
      named: `${place} by ${origin.by} (${origin.join})`,
      detail: {
        by: origin.by,
        approximate: origin.approximate ? "yes" : undefined,
        misses: String(origin.misses),
      },
    },
  ];
}

/** A column of values beside records that have no such field. */
function missingState(column: ProvenColumn, table: ProvenTable, file: ProvenFile): readonly Told[] {
  const { origin } = column;
  if (origin.kind !== "typed" || table.records === undefined) return [];
  const place = `${table.name}.${column.title}`;
  const read = readers(column, table, file);
  return [
    {
      place,
      file,
      risk: 2 * read + (column.hidden ? 1 : 0),
      records: column.filled,
      sign: { dataset: table.records.dataset, field: place, value: place },
      named: place,
      detail: {
        read: read > 0 ? "yes" : undefined,
        hidden: column.hidden ? "yes" : undefined,
        distinct: String(origin.distinct),
      },
    },
  ];
}

function typedOver(column: ProvenColumn, table: ProvenTable, file: ProvenFile): readonly Told[] {
  const named = `${table.name}.${column.title}`;
  return column.overrides.flatMap((override): Told[] => {
    if (override.kind === "other-formula") return [];
    const cell = `${sheetPrefix(table.sheet)}${cellName(override.row, column.column)}`;
    const moved = difference(override.expected, override.found);
    return [
      {
        place: `${file.file} ${cell}`,
        file,
        risk: override.kind === "typed-over" ? 1 : 0,
        records: 1,
        sign: {
          dataset: table.records?.dataset,
          key: override.key ?? cell,
          otherKey: `${file.file} ${cell}`,
          field: named,
          value: override.expected,
          otherValue: override.found,
          amount: moved,
        },
        named,
        detail: { cell, was: override.kind },
      },
    ];
  });
}

/** A typed value that is told as such is no second fault. */
function faultOf(fault: FormulaFault, file: ProvenFile): readonly Told[] {
  if (fault.confidence < LEAST_CONFIDENCE || (fault.kind === "constant-for-formula" && isOverride(fault, file))) return [];
  const cell = `${sheetPrefix(fault.sheet)}${rangeName(fault.range)}`;
  return [
    {
      place: `${fault.kind} ${cell} ${fault.found}`,
      file,
      risk: fault.confidence + (fault.outputs.length > 0 ? 1 : 0),
      records: 1,
      sign: {
        key: cell,
        otherKey: `${file.file} ${cell}`,
        field: fault.kind,
        value: fault.expected,
        otherValue: fault.found,
        amount: fault.effect === undefined ? undefined : money(fault.effect).abs().toFixed(),
      },
      named: `${cell} (${fault.kind.replaceAll("-", " ")})`,
      detail: {
        cell,
        why: fault.why,
        outputs: listed(fault.outputs),
        confidence: String(fault.confidence),
      },
    },
  ];
}

function isOverride({ sheet, range }: FormulaFault, { tables }: ProvenFile): boolean {
  return tables.some(
    (table) =>
      table.sheet === sheet &&
      table.columns.some(
        ({ column, overrides }) =>
          column >= range.fromColumn && column <= range.toColumn && overrides.some(({ row }) => row >= range.fromRow && row <= range.toRow),
      ),
  );
}

/** How many columns of the file compute with it. */
function readers(column: ProvenColumn, table: ProvenTable, file: ProvenFile): number {
  const name = `${table.name}.${column.title}`;
  return file.tables.reduce(
    (sum, one) =>
      sum +
      one.columns.filter(({ origin }) => origin.kind === "derived" && origin.reads.includes(one === table ? column.title : name)).length,
    0,
  );
}

/** The table that `Invoices.Amount` stands in. */
function tableNamed(words: string, { tables }: ProvenFile): ProvenTable | undefined {
  return tables.filter(({ name }) => words.startsWith(`${name}.`)).toSorted((a, b) => b.name.length - a.name.length)[0];
}

function difference(expected: string | undefined, found: string): string | undefined {
  const number = /^-?\d+(\.\d+)?$/;
  return expected === undefined || !number.test(expected) || !number.test(found)
    ? undefined
    : money(expected).minus(money(found)).abs().toFixed();
}

/** At most three, and how many more. */
function listed(places: readonly string[]): string {
  const all = [...new Set(places)];
  return all.slice(0, 3).join(", ") + (all.length > 3 ? ` and ${all.length - 3} more` : "");
}

function withoutEmpty(detail: ToldSign["detail"]): ToldSign["detail"] {
  return Object.fromEntries(Object.entries(detail).filter(([, text]) => text !== undefined && text !== ""));
}
