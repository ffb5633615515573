import { sql, type Sql, type Dialect } from "../../sql/index.ts";
import type { Candidate } from "./signature.ts";
import { guarded } from "./sql-pieces.ts";

/** What windows-1252 shows for the bytes 80 to 9F, where it shows anything. */
const WINDOWS = new Map<number, string>(
  [..."€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"].map((character, place) => [0x80 + place, character]),
);
const SHOWN = [...WINDOWS].filter(([byte, character]) => character.codePointAt(0) !== byte);
const WINDOWS_CHARACTERS = SHOWN.map(([, character]) => character).join("");
const WINDOWS_BYTES = SHOWN.map(([byte]) => String.fromCodePoint(byte)).join("");

/** Texts whose characters beyond ASCII came to harm. */
export function encodingCandidates(floor: number, dialect: Dialect): readonly Candidate[] {
  return (["second", "first"] as const).flatMap((side) => {
    const [good, bad] = side === "second" ? [sql`from_text`, sql`to_text`] : [sql`to_text`, sql`from_text`];
    const damage = (name: string, statement: string, bits: number, guard: Sql, test: Sql): Candidate => ({
      code: "encoding-damage",
      parameters: { damage: name, side },
      statement: statement.replace("{side}", side),
      refutation: "a record whose characters beyond ASCII arrived whole",
      bits: bits + (side === "second" ? 0 : 1),
      weight: 9,
      free: false,
      floor,
      // Most texts are ASCII, and then there is nothing to damage.
      test: guarded(sql`both_there AND ${beyondAscii(good)} AND ${guard}`, test),
    });
    const marks = (text: Sql, mark: string): Sql => dialect.replaceAll(text, "[^\\x00-\\x7F]", mark);
    const markPerByte = (mark: string): Sql => {
      const four = dialect.replaceAll(good, "[\\x{10000}-\\x{10FFFF}]", mark.repeat(4));
      return marks(dialect.replaceAll(four, "[\\x{800}-\\x{FFFF}]", mark.repeat(3)), mark.repeat(2));
    };
    const [asLong, ascii] = [sql`length(${bad}) = length(${good})`, sql`NOT ${beyondAscii(bad)}`];
    const asBytes = sql`length(${bad}) = strlen(${good})`;
    const read = (windows: boolean): Sql => misread(good, bad, windows, dialect);
    const said = "The {side} value is UTF-8 that was read as ";
    return [
      damage("UTF-8 read as windows-1252", `${said}windows-1252: é became Ã©.`, 0, asBytes, read(true)),
      damage("UTF-8 read as latin-1", `${said}latin-1: é became Ã©.`, 1, asBytes, read(false)),
      damage(
        "question marks",
        "In the {side} value a question mark stands for each character beyond ASCII.",
        1,
        sql`${asLong} AND ${ascii}`,
        sql`${bad} = ${marks(good, "?")}`,
      ),
      damage(
        "question marks per byte",
        "In the {side} value question marks stand for the bytes of characters beyond ASCII.",
        2,
        sql`${asBytes} AND ${ascii}`,
        sql`${bad} = ${markPerByte("?")}`,
      ),
      damage(
        "replacement characters",
        "In the {side} value U+FFFD stands for each character beyond ASCII.",
        1,
        sql`${asLong} AND ${beyondAscii(bad)}`,
        sql`${bad} = ${marks(good, "\uFFFD")}`,
      ),
      damage(
        "characters lost",
        "In the {side} value the characters beyond ASCII are gone.",
        2,
        sql`length(${bad}) < length(${good}) AND ${ascii}`,
        sql`${bad} = ${marks(good, "")}`,
      ),
      damage(
        "accents lost",
        "In the {side} value letters stand without their accents.",
        1,
        sql`length(${bad}) >= length(${good}) AND ${ascii}`,
        sql`${bad} = ${dialect.unaccent(good)}`,
      ),
    ];
  });
}

/** Does every byte of one text's UTF-8 stand as a character of its own in the other? */
function misread(good: Sql, bad: Sql, windows: boolean, dialect: Dialect): Sql {
  const characters = windows ? sql`translate(${bad}, ${WINDOWS_CHARACTERS}, ${WINDOWS_BYTES})` : bad;
  // Not in the Dialect yet: code points of a text, and the bytes of its UTF-8.
  const points = sql`list_transform(string_split(${characters}, ''), lambda one: printf('%02X', unicode(one)))`;
  // What windows-1252 would have shown otherwise cannot stand there as a control character.
  const shown = windows ? sql` AND NOT ${dialect.matches(bad, "[\\x{80}\\x{82}-\\x{8C}\\x{8E}\\x{91}-\\x{9C}\\x{9E}\\x{9F}]")}` : sql``;
  return sql`(array_to_string(${points}, '') = hex(encode(${good}))${shown})`;
}

function beyondAscii(text: Sql): Sql {
  return sql`strlen(${text}) <> length(${text})`;
}
