/** Limits of today's spreadsheet programs. */
export const MAX_ROWS = 1_048_576;
export const MAX_COLUMNS = 16_384;

const names: string[] = [];

/** `A` for column 0, `AA` for column 26. */
export function columnName(column: number): string {
  const known = names[column];
  if (known !== undefined) return known;
  let text = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  if (column < MAX_COLUMNS) names[column] = text;
  return text;
}

/** `B3` for row 2, column 1. */
export function cellName(row: number, column: number): string {
  return `${columnName(column)}${row + 1}`;
}

/** `B3:C9`, or `B3` where the range is one cell. Rows and columns are 0-based, ends included. */
export function rangeName(range: {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}): string {
  const from = cellName(range.fromRow, range.fromColumn);
  return range.fromRow === range.toRow && range.fromColumn === range.toColumn ? from : `${from}:${cellName(range.toRow, range.toColumn)}`;
}

/** A sheet's name as formulas write it: quoted where it needs quotes, with `!`. */
export function sheetPrefix(sheet: string): string {
  return /^[A-Za-z_\u0080-\uffff][\w.\u0080-\uffff]*$/.test(sheet) && !/^([A-Za-z]{1,3}\d+|R\d*C?\d*|C\d*)$/i.test(sheet)
    ? `${sheet}!`
    : `'${sheet.replaceAll("'", "''")}'!`;
}
