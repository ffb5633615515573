import type { ColumnOrigin, WorkbookQuery } from "../../../model/index.ts";
import type { FoundTable } from "./tables.ts";

/** A column that a merge of queries takes from the other side. */
export interface MergedColumn {
  /** What the column is called in the result. */
  readonly title: string;
  readonly query: string;
  readonly join: string;
  readonly taken: string;
  /** May it give what is only like the key? */
  readonly approximate: boolean;
}

const NAME = String.raw`(?:#"(?:[^"]|"")*"|[A-Za-z_][\w.]*)`;
const KEYS = String.raw`(?:\{[^}]*\}|"(?:[^"]|"")*")`;
const MERGE = new RegExp(
  String.raw`Table\.(Fuzzy)?(?:NestedJoin|Join)\s*\(\s*(${NAME})\s*,\s*(${KEYS})\s*,\s*(${NAME})\s*,\s*(${KEYS})\s*(?:,\s*"((?:[^"]|"")*)")?`,
  "g",
);
const EXPANSION = new RegExp(
  String.raw`Table\.(?:ExpandTableColumn|AggregateTableColumn)\s*\(\s*${NAME}\s*,\s*"((?:[^"]|"")*)"\s*,\s*\{([^}]*)\}\s*(?:,\s*\{([^}]*)\})?`,
  "g",
);

/** The columns that the Power Queries of a workbook merge in. Of `Table.Join`, the titles are not known: it has no expansion. */
export function mergesOf(queries: readonly WorkbookQuery[]): readonly MergedColumn[] {
  return queries.flatMap(({ name, text }) => {
    const plain = withoutComments(text);
    const merges = [...plain.matchAll(MERGE)].map(([, fuzzy, , left = "", right = "", rightKey = "", into]) => ({
      approximate: fuzzy !== undefined,
      left: textsOf(left),
      right: nameOf(right),
      rightKeys: textsOf(rightKey),
      into: into?.replaceAll('""', '"'),
    }));
    const expansions = [...plain.matchAll(EXPANSION)];
    return merges.flatMap((merge) => {
      const join = merge.left.map((key, at) => `${name}.${key} = ${merge.right}.${merge.rightKeys[at] ?? ""}`).join(" and ");
      return expansions
        .filter(([, column]) => column?.replaceAll('""', '"') === merge.into)
        .flatMap(([, , from = "", to]) => {
          const taken = textsOf(from);
          const titles = to === undefined ? taken : textsOf(to);
          return taken.map((column, at) => ({
            title: titles[at] ?? column,
            query: name,
            join,
            taken: `${merge.right}.${column}`,
            approximate: merge.approximate,
          }));
        });
    });
  });
}

/** The merge by which a column came into the table that a query filled. */
export function mergedOrigin(table: FoundTable, title: string, misses: number, merges: readonly MergedColumn[]): ColumnOrigin | undefined {
  const own = merges.filter((merge) => merge.title === title);
  const found = own.find(({ query }) => [table.name, table.sheet].some((name) => name !== undefined && folded(name) === folded(query)));
  if (found === undefined) return undefined;
  const { join, taken, approximate } = found;
  return { kind: "looked-up", join, taken, by: "Power Query", approximate, misses };
}

/** A table that a query fills is called as the query is, with `_` for what a name cannot have. */
function folded(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9\u0080-\uffff]+/g, "_");
}

/** `{"Job #", "Branch"}` or `"Job #"`. */
function textsOf(list: string): string[] {
  return [...list.matchAll(/"((?:[^"]|"")*)"/g)].map(([, text = ""]) => text.replaceAll('""', '"'));
}

function nameOf(name: string): string {
  return name.startsWith('#"') ? name.slice(2, -1).replaceAll('""', '"') : name;
}

function withoutComments(text: string): string {
  return text.replace(/"(?:[^"]|"")*"|\/\/[^\n\r]*|\/\*[^]*?\*\//g, (found) => (found.startsWith('"') ? found : " "));
}
