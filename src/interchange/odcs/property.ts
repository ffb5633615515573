import type { ColumnOverride, Estate, FieldType, ProvenColumn, ProvenFile, ProvenTable } from "../../model/index.ts";
import { columnOf } from "../workbook-words.ts";

/** What the contract calls each table and its columns. */
export type TableNames = ReadonlyMap<ProvenTable, { readonly name: string; readonly columns: readonly string[] }>;

export interface PropertyScene {
  readonly table: ProvenTable;
  readonly rows: number;
  readonly file: ProvenFile;
  readonly names: TableNames;
  readonly estate: Pick<Estate, "datasets">;
}

type LogicalType = "string" | "date" | "timestamp" | "number" | "boolean";

const LOGICAL: Readonly<Record<FieldType, LogicalType>> = {
  text: "string",
  key: "string",
  money: "number",
  number: "number",
  date: "date",
  timestamp: "timestamp",
  boolean: "boolean",
};

/** A column as a property: its type where its origin tells it, where it comes from, and what must hold. */
export function propertyOf(column: ProvenColumn, name: string, scene: PropertyScene): object {
  const { table, rows } = scene;
  const isKey = table.records?.keyColumn === column.column;
  const isFull = column.filled >= rows && rows > 0;
  const type = logicalType(column, scene, new Set());
  const rules = [
    ...(isFull ? [{ type: "library", metric: "nullValues", mustBe: 0, dimension: "completeness" }] : []),
    ...(isKey ? [{ type: "library", metric: "duplicateValues", mustBe: 0, dimension: "uniqueness" }] : []),
    ...originRules(column, scene),
    ...exceptionRules(column),
  ];
  return {
    name,
    businessName: column.title,
    physicalName: column.title,
    ...(type === undefined ? {} : { logicalType: type }),
    required: isFull,
    unique: isKey,
    ...(isKey ? { primaryKey: true, primaryKeyPosition: 1 } : {}),
    ...transformation(column, scene),
    ...(column.origin.kind === "typed" ? { tags: ["needs-a-home-upstream"] } : {}),
    ...(rules.length === 0 ? {} : { quality: rules }),
    customProperties: [
      { property: "tieoutOrigin", value: column.origin.kind },
      ...(column.hidden ? [{ property: "tieoutHidden", value: true }] : []),
    ],
  };
}

/** Of copies the source's type, of lookups that of what is taken; of arithmetic over numbers a number. */
function logicalType(column: ProvenColumn, scene: PropertyScene, seen: Set<ProvenColumn>): LogicalType | undefined {
  if (seen.has(column)) return undefined;
  seen.add(column);
  const { origin } = column;
  const typeOf = (words: string): LogicalType | undefined => {
    const placed = columnOf(words, scene.table, scene.file);
    return placed === undefined ? undefined : logicalType(placed.column, { ...scene, table: placed.table }, new Set(seen));
  };
  if (origin.kind === "copied") {
    const dataset = scene.estate.datasets.find(({ id }) => id === origin.dataset);
    const field = dataset?.fields.find((one) => one.name === origin.field);
    return field === undefined ? undefined : LOGICAL[field.type];
  }
  if (origin.kind === "looked-up") return typeOf(origin.taken);
  const isArithmetic = origin.kind === "derived" && /^[^"&]*$/.test(origin.shown) && /[-+*/]/.test(origin.shown);
  return isArithmetic && origin.reads.length > 0 && origin.reads.every((words) => typeOf(words) === "number") ? "number" : undefined;
}

function transformation({ origin }: ProvenColumn, { table, file, names }: PropertyScene): object {
  switch (origin.kind) {
    case "copied":
      return {
        transformSourceObjects: [origin.dataset],
        transformLogic: `${origin.dataset}.${origin.field}`,
        transformDescription: `Copied from ${origin.dataset}.${origin.field} as of ${origin.capturedAt}.`,
      };
    case "looked-up":
      return {
        transformSourceObjects: sourceTables([origin.taken], table, file, names),
        transformLogic: `${origin.taken} where ${origin.join}`,
        transformDescription: `Looked up by ${origin.by}${origin.approximate ? ", which may give a neighbour's value instead of none" : ""}.`,
      };
    case "derived":
      return {
        transformSourceObjects: sourceTables(origin.reads, table, file, names),
        transformLogic: `=${origin.shown}`,
        transformDescription: `Computed in each row, as the first shows it; in R1C1: =${origin.formula}`,
      };
    case "typed":
      return { transformDescription: "Typed by people." };
    case "empty":
      return {};
  }
}

function sourceTables(words: readonly string[], table: ProvenTable, file: ProvenFile, names: TableNames): readonly string[] {
  const tables = words.map((one) => columnOf(one, table, file)?.table).filter((one) => one !== undefined);
  return [...new Set(tables.map((one) => names.get(one)?.name ?? one.sheet))];
}

function originRules({ origin }: ProvenColumn, { rows }: PropertyScene): readonly object[] {
  switch (origin.kind) {
    case "copied": {
      const found = origin.differing === 0 ? "all do" : `${origin.differing} of ${rows} do not`;
      const description = `Every value is that of ${origin.dataset}.${origin.field} for the same record: ${found}.`;
      return [{ type: "text", name: "as_its_source", dimension: "consistency", method: "reconciliation", description }];
    }
    case "looked-up": {
      const found = origin.misses === 0 ? "all do" : `${origin.misses} of ${rows} do not`;
      return [{ type: "text", name: "finds_its_row", dimension: "completeness", description: `Every row finds ${origin.join}: ${found}.` }];
    }
    case "derived":
      return [{ type: "text", name: "same_formula", dimension: "conformity", description: `Every row is computed: =${origin.shown}` }];
    case "typed": {
      const description = `No system holds this: it needs a home upstream. People typed ${origin.distinct === 1 ? "one value" : `${origin.distinct} different values`}.`;
      return [{ type: "text", name: "needs_a_home_upstream", dimension: "coverage", description }];
    }
    case "empty":
      return [];
  }
}

const WORDS: Readonly<Record<ColumnOverride["kind"], string>> = {
  "typed-over": "typed over",
  edited: "edited",
  "other-formula": "computed otherwise",
};

/** Cells that break with the column's origin now: the contract would refuse them. */
function exceptionRules({ overrides, exceptions }: ProvenColumn): readonly object[] {
  if (exceptions === 0) return [];
  const shown = overrides.slice(0, 5).map(({ row, kind, key }) => `row ${row + 1}${key === undefined ? "" : ` (${key})`} ${WORDS[kind]}`);
  const more = exceptions > shown.length ? " …" : "";
  const description = `No cell is typed over, edited or computed otherwise: ${exceptions} ${exceptions === 1 ? "is" : "are"}: ${shown.join(", ")}${more}.`;
  return [{ type: "text", name: "no_overrides", dimension: "conformity", severity: "error", description }];
}
