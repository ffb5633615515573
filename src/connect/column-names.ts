/** Names that the capture uses for itself. */
const taken = ["_pos", "_file", "_row"];

/**
 * Names for columns from the header's cells: `Name`, `Name_2` for a second one
 * (letter case does not tell names apart in SQL), `column_3` where there is none.
 */
export function columnNames(header: readonly string[]): string[] {
  const used = new Set(taken);
  const own = new Set(header.map((name) => name.toLowerCase()));
  return header.map((cell, index) => {
    const plain = cell.replaceAll("\0", "");
    const base = plain === "" ? `column_${index + 1}` : plain;
    let name = base;
    for (let n = 2; used.has(name.toLowerCase()) || (name !== base && own.has(name.toLowerCase())); n++) name = `${base}_${n}`;
    used.add(name.toLowerCase());
    return name;
  });
}
