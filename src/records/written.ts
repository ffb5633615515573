import { id, join, sql, type Sql } from "../sql/index.ts";
import { x } from "./columns.ts";
import type { OpenedRecords } from "./open.ts";
import { preparedRows } from "./relation.ts";

/** A record set's texts as its source writes them, and its reader once more. */
interface WrittenRecords {
  /** A parenthesised SELECT: `_row`, and a VARCHAR column for each field that is read from a column. */
  readonly texts: Sql;
  /**
   * The rows with `reread` beside their columns: the text `written` read as the field's values were read.
   *
   * @param rows a parenthesised SELECT with the column `written`; none of its columns is called like a step of reading (`c0`, `x0`)
   */
  reread(field: string, rows: Sql): Sql;
}

/** What stands in the source's columns, for whoever writes a value as the source would. */
export function writtenRecords({ raw, forms }: OpenedRecords): WrittenRecords {
  const columns = raw.fields.flatMap((field, index) => ("column" in field.from ? [sql`${x(index)} AS ${id(field.name)}`] : []));
  return {
    texts: sql`(SELECT ${join([sql`_row`, ...columns])} FROM ${raw.relation} AS r)`,
    reread: (field, rows) => {
      const form = forms.find((one) => one.field.name === field);
      if (form === undefined) throw new TypeError(`${field} is read from no column`);
      const relation = sql`(SELECT *, written AS ${x(form.index)} FROM ${rows} AS w)`;
      return sql`SELECT *, ${form.typed} AS reread FROM ${preparedRows({ ...raw, relation }, [form])} AS prepared`;
    },
  };
}
