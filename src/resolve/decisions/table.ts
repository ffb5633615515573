/** A cell of a delimited text, and where it begins; lines and columns count from 1. */
export interface TableCell {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** What was read; `open` is the place of a quote that is never closed. */
export interface Table {
  readonly rows: readonly (readonly TableCell[])[];
  readonly delimiter: string;
  readonly open: TableCell | undefined;
}

const DELIMITERS = [",", ";", "\t"];

/**
 * Reads RFC 4180 text whole, with the place of each cell. The delimiter is the
 * one that its first line holds most of: spreadsheets write `;` where the comma
 * is a decimal mark. Lines without any text are left out.
 */
export function parseTable(text: string): Table {
  const [header = ""] = text.split("\n", 1);
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
  const rows: TableCell[][] = [];
  let row: TableCell[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let open: TableCell | undefined;
  const endRow = (): void => {
    if (row.length > 1 || (row[0]?.text ?? "").trim() !== "") rows.push(row);
    row = [];
  };
  while (at < text.length) {
    const place = { line, column: at - lineStart + 1 };
    let value = "";
    if (text[at] === '"') {
      let closed = false;
      at += 1;
      while (at < text.length && !closed) {
        const quote = text.indexOf('"', at);
        const end = quote < 0 ? text.length : quote;
        const part = text.slice(at, end);
        for (let feed = part.indexOf("\n"); feed >= 0; feed = part.indexOf("\n", feed + 1)) {
          line += 1;
          lineStart = at + feed + 1;
        }
        value += part;
        at = end + 1;
        if (quote >= 0 && text[at] === '"') {
          value += '"';
          at += 1;
        } else closed = quote >= 0;
      }
      if (!closed) open = { text: value, ...place };
    }
    // What follows a closing quote belongs to the cell: people edit by hand.
    let end = at;
    while (end < text.length && text[end] !== delimiter && text[end] !== "\n") end += 1;
    value += text.slice(at, end).replace(/\r$/, "");
    row.push({ text: value, ...place });
    at = end + 1;
    if (text[end] === delimiter) {
      if (at >= text.length) row.push({ text: "", line, column: at - lineStart + 1 });
      continue;
    }
    endRow();
    line += 1;
    lineStart = at;
  }
  endRow();
  return { rows, delimiter, open };
}

/** What a spreadsheet takes for the beginning of a formula, full-width forms included; and what we put before it. */
const GUARDED = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** One row as a line with its end: no cell can act as a formula, and `unguarded` gives back what it held. */
export function formatRow(cells: readonly string[], delimiter: string): string {
  const written = cells.map((cell) => {
    const safe = GUARDED.test(cell) ? `'${cell}` : cell;
    return /["\r\n]/.test(safe) || safe.includes(delimiter) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${written.join(delimiter)}\n`;
}

/** A cell without the mark that keeps it from being a formula. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && GUARDED.test(cell) ? cell.slice(1) : cell;
}
