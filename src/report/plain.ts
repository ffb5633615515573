/** C0, DEL and C1 controls, line separators, and the marks that reorder or hide text. */
const HOSTILE = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
const BLANKS = new Set(["\t", "\n", "\r", "\u2028", "\u2029"]);

/**
 * Text from data as it may be shown: line ends and tabs become a blank, every
 * other control character is written out (`\x1b`), so that no value can steer
 * a terminal, reorder its neighbours or hide a part of itself.
 */
export function plain(text: string): string {
  return text.replaceAll("\r\n", " ").replace(HOSTILE, (character) => {
    if (BLANKS.has(character)) return " ";
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** At most `limit` characters, the last of them `…` when something was cut. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const characters = Array.from(text);
  return characters.length <= limit
    ? text
    : `${characters
        .slice(0, limit - 1)
        .join("")
        .trimEnd()}…`;
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
const NARROW = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Columns that a text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (character >= " " && character <= "~") width += 1;
    else if (!NARROW.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
