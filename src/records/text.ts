import type { Dialect } from "../sql/index.ts";
import { sql, type Sql } from "../sql/index.ts";

/** What a text may begin and end with unseen: blanks of every kind, no-break ones, byte order marks, zero-width ones. */
const BLANKS = "[\\s\\p{Z}\\x{FEFF}\\x{200B}]+";

/** Text without blanks around it, in Unicode form C; nothing is NULL. Text that is plain already is passed on quickly. */
export function cleanText(text: Sql, dialect: Dialect): Sql {
  const trimmed = dialect.replaceAll(text, `^${BLANKS}|${BLANKS}$`, "");
  return sql`CASE WHEN regexp_full_match(${text}, '[!-~]([ -~]*[!-~])?') THEN ${text} ELSE ${dialect.nfc(sql`nullif(${trimmed}, '')`)} END`;
}
