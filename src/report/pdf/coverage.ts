/**
 * The characters that a TrueType font can show: its `cmap` table, formats 4 and 12
 * (OpenType specification, "cmap - Character to Glyph Index Mapping Table").
 *
 * @throws RangeError when it is no such font
 */
export function coveredBy(font: Buffer): ReadonlySet<number> {
  const covered = new Set<number>();
  const cmap = tableAt(font, "cmap");
  const tables = font.readUInt16BE(cmap + 2);
  for (let index = 0; index < tables; index += 1) {
    const at = cmap + font.readUInt32BE(cmap + 4 + index * 8 + 4);
    const format = font.readUInt16BE(at);
    if (format === 4) addSegments(font, at, covered);
    else if (format === 12) addGroups(font, at, covered);
  }
  return covered;
}

function tableAt(font: Buffer, tag: string): number {
  const tables = font.readUInt16BE(4);
  for (let index = 0; index < tables; index += 1) {
    const at = 12 + index * 16;
    if (font.toString("latin1", at, at + 4) === tag) return font.readUInt32BE(at + 8);
  }
  throw new RangeError(`A font without a table ${tag}`);
}

/** Format 4: segments of 16-bit characters, to a glyph by a delta or by a list. */
function addSegments(font: Buffer, at: number, covered: Set<number>): void {
  const doubled = font.readUInt16BE(at + 6);
  const [ends, starts] = [at + 14, at + 16 + doubled];
  const [deltas, offsets] = [starts + doubled, starts + 2 * doubled];
  for (let segment = 0; segment < doubled; segment += 2) {
    const [start, end] = [font.readUInt16BE(starts + segment), font.readUInt16BE(ends + segment)];
    const delta = font.readUInt16BE(deltas + segment);
    const offset = font.readUInt16BE(offsets + segment);
    for (let character = start; character <= end && character < 0xffff; character += 1) {
      const raw = offset === 0 ? character : font.readUInt16BE(offsets + segment + offset + 2 * (character - start));
      const glyph = raw === 0 && offset !== 0 ? 0 : (raw + delta) % 0x10000;
      if (glyph !== 0) covered.add(character);
    }
  }
}

/** Format 12: groups of 32-bit characters, each to glyphs that follow one another. */
function addGroups(font: Buffer, at: number, covered: Set<number>): void {
  const groups = font.readUInt32BE(at + 12);
  for (let index = 0; index < groups; index += 1) {
    const group = at + 16 + index * 12;
    const [start, end] = [font.readUInt32BE(group), font.readUInt32BE(group + 4)];
    const glyph = font.readUInt32BE(group + 8);
    for (let character = start; character <= end; character += 1) if (glyph + character - start !== 0) covered.add(character);
  }
}
