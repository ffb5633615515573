import { stringify } from "yaml";
import type { Estate, ProvenFile, ProvenTable, Review, ReviewedWorkbook, WorkbookSource } from "../../model/index.ts";
import { joinSides, tableTitle } from "../workbook-words.ts";
import { contractNames } from "./names.ts";
import { propertyOf, type TableNames } from "./property.ts";

/** What a contract is made of. */
export interface ContractInput {
  readonly estate: Pick<Estate, "datasets" | "reports">;
  readonly review: Pick<Review, "estate" | "asOf">;
  readonly source: WorkbookSource;
  /** With at least one file. */
  readonly workbook: ReviewedWorkbook;
}

/**
 * The contract that a workbook implies, in the form of the Open Data Contract
 * Standard v3.1.0: its newest file, table by table; where each column comes from and
 * what must hold of it. A draft: nobody agreed to it yet.
 */
export function contractOf({ estate, review, source, workbook }: ContractInput): Readonly<Record<string, unknown>> {
  const newest = workbook.files.at(-1) as ProvenFile;
  const titles = newest.tables.map((table) => tableTitle(table, newest.tables));
  const tableNames = contractNames(titles, "table");
  const names: TableNames = new Map(
    newest.tables.map((table, index) => [
      table,
      {
        name: tableNames[index] ?? "table",
        columns: contractNames(
          table.columns.map(({ title }) => title),
          "column",
        ),
      },
    ]),
  );
  return {
    kind: "DataContract",
    apiVersion: "v3.1.0",
    id: `urn:tieout:${review.estate.name}:workbook:${workbook.id}`,
    name: workbook.title,
    version: "0.1.0",
    status: "draft",
    contractCreatedTs: review.asOf,
    description: filled({
      purpose: `What people keep in ${workbook.title} because no system does${workbook.decision === undefined ? "" : `; it is read for ${workbook.decision}`}.`,
      usage: workbook.feeds.length === 0 ? undefined : `It feeds ${workbook.feeds.join(", ")}.`,
      limitations: sentences(limitations(workbook, newest)),
    }),
    servers: [{ server: "files", type: "local", path: source.files, format: newest.file.split(".").at(-1)?.toLowerCase() ?? "xlsx" }],
    schema: newest.tables.map((table, index) => tableObject(table, titles[index] ?? table.sheet, newest, names, estate)),
    ...team(workbook),
    ...(workbook.everyDays === undefined
      ? {}
      : {
          slaProperties: [
            {
              property: "frequency",
              value: workbook.everyDays,
              unit: "d",
              description: `Median over ${workbook.files.length} files of the days from one to the next.`,
            },
          ],
        }),
  };
}

/** A contract as YAML: the same input gives the same bytes. */
export function contractText(contract: Readonly<Record<string, unknown>>): string {
  const head =
    "# What this workbook promises to those who read it: drafted by Tieout from its files, to be agreed upon and moved upstream.\n";
  return head + stringify(contract, { schema: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false });
}

function tableObject(table: ProvenTable, title: string, file: ProvenFile, names: TableNames, estate: Pick<Estate, "datasets">): object {
  const own = names.get(table);
  const rows = table.range.toRow - table.range.fromRow + 1;
  return {
    name: own?.name ?? "table",
    logicalType: "object",
    physicalType: "sheet",
    physicalName: table.sheet,
    businessName: title,
    ...(table.records === undefined ? {} : { dataGranularityDescription: `A row for each record of ${table.records.dataset}` }),
    properties: table.columns.map((column, index) =>
      propertyOf(column, own?.columns[index] ?? "column", { table, rows, file, names, estate }),
    ),
    ...relationships(table, file, names),
    ...(table.hiddenRows === 0
      ? {}
      : {
          quality: [
            {
              type: "text",
              name: "no_hidden_rows",
              dimension: "completeness",
              description: `No row is hidden: ${table.hiddenRows} are, of ${rows}.`,
            },
          ],
        }),
  };
}

/** Lookups as foreign keys; those whose both ends are columns of the workbook. */
function relationships(table: ProvenTable, file: ProvenFile, names: TableNames): object {
  const found = new Map<string, object>();
  for (const { origin } of table.columns) {
    if (origin.kind !== "looked-up") continue;
    const [from, to] = joinSides(origin.join, table, file).map((side) => {
      const held = side === undefined ? undefined : names.get(side.table);
      const name = side === undefined ? undefined : held?.columns[side.table.columns.indexOf(side.column)];
      return held === undefined || name === undefined ? undefined : `${held.name}.${name}`;
    });
    if (from !== undefined && to !== undefined) found.set(`${from} ${to}`, { type: "foreignKey", from, to });
  }
  return found.size === 0 ? {} : { relationships: [...found.values()] };
}

function limitations(workbook: ReviewedWorkbook, newest: ProvenFile): readonly string[] {
  const titles = new Set(newest.tables.flatMap(({ columns }) => columns.map(({ title }) => title)));
  const gone = new Set(workbook.files.flatMap(({ tables }) => tables.flatMap(({ columns }) => columns.map(({ title }) => title))));
  for (const title of titles) gone.delete(title);
  return [
    `Drafted from ${newest.file}, the newest of ${workbook.files.length}`,
    ...(gone.size === 0 ? [] : [`Earlier files have other columns: ${[...gone].toSorted().join(", ")}`]),
    ...(newest.hiddenSheets.length === 0 ? [] : [`Hidden sheets: ${newest.hiddenSheets.join(", ")}`]),
    ...(newest.reads.length === 0 ? [] : [`It reads what lies outside: ${newest.reads.join(", ")}`]),
    ...newest.faults.map(({ why }) => why.replace(/\.$/, "")),
    ...newest.notes.map((note) => note.replace(/\.$/, "")),
  ];
}

function sentences(all: readonly string[]): string {
  return all.map((one) => `${one}.`).join(" ");
}

function team({ owner, people }: ReviewedWorkbook): object {
  const members = [
    ...(owner === undefined ? [] : [{ username: owner, role: "owner" }]),
    ...people.filter((person) => person !== owner).map((person) => ({ username: person, role: "editor" })),
  ];
  if (members.length === 0) return {};
  const roles =
    owner === undefined ? {} : { roles: [{ role: owner, access: "write", description: "Answers for what the workbook says." }] };
  return { team: { members }, ...roles };
}

function filled(values: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
