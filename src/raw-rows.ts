import type { Engine } from "./engines/engine.ts";
import type { Capture, RecordSource, SourceCell } from "./model/index.ts";
import { id, join, sql } from "./sql/index.ts";

/** Cells of a row that are kept. */
const CELLS = 60;
/** Characters of a cell that are kept. */
const CHARACTERS = 200;

/**
 * Rows of a capture as its source has them, by their number in the Parquet (`_row`).
 *
 * @param rows numbers as decimal strings; what is not there is left out
 */
export async function rawRows(
  engine: Engine,
  { manifest, parquet }: Capture,
  rows: readonly string[],
): Promise<ReadonlyMap<string, RecordSource>> {
  const found = new Map<string, RecordSource>();
  if (rows.length === 0) return found;
  const document = manifest.columns.some(({ name }) => name === "_json");
  const columns = document ? ["_json"] : manifest.columns.map(({ name }) => name).filter((name) => name !== "_file" && name !== "_pos");
  const kept = columns.slice(0, CELLS);
  const cells = kept.map((name, index) => sql`, CAST(${id(name)} AS VARCHAR) AS ${id(`c${index}`)}`);
  const file = parquet.replaceAll(/[*?[]/g, "[$&]");
  const read = await engine.rows(
    sql`SELECT file_row_number AS _row, _file, _pos${join(cells, "")} FROM read_parquet(${file}, file_row_number = true)
WHERE file_row_number IN (${join(rows.map((row) => sql`CAST(${row} AS BIGINT)`))}) ORDER BY file_row_number`,
  );
  for (const row of read) {
    const of = manifest.files[Number(row["_file"])];
    const number = Number(row["_pos"]);
    const counted = of === undefined || of.format === "json" || of.format === "parquet";
    const values = kept.map((column, index) => ({ column, value: text(row[`c${index}`]) }));
    const all = document ? leaves(values[0]?.value ?? null) : values;
    found.set(String(row["_row"]), {
      file: of?.path ?? "",
      line: counted ? undefined : number,
      record: counted ? number : undefined,
      cell: undefined,
      cells: all.slice(0, CELLS).map(({ column, value }) => ({ column, value: value === null ? null : shortened(value) })),
      more: (document ? all.length : columns.length) - Math.min(all.length, CELLS),
    });
  }
  return found;
}

/** The values of a JSON document by their path: `line_items[0].amount`. */
function leaves(document: string | null): SourceCell[] {
  if (document === null) return [];
  const cells: SourceCell[] = [];
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) value.forEach((item, index) => walk(item, `${path}[${index}]`));
    else if (typeof value === "object" && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, path === "" ? name : `${path}.${name}`);
    else cells.push({ column: path, value: value === null || value === undefined ? null : String(value) });
  };
  walk(JSON.parse(document), "");
  return cells;
}

function shortened(value: string): string {
  if (value.length <= CHARACTERS) return value;
  return `${Array.from(value.slice(0, CHARACTERS)).slice(0, -1).join("")}…`;
}

function text(value: string | number | boolean | null | undefined): string | null {
  return value === null || value === undefined || value === "" ? null : String(value);
}
