import { plain } from "./plain.ts";

/** Parts words that GitHub would join to a link, a mention, a reference or an emoji; it is not seen. */
const APART = "&#8203;";

/**
 * Text from data as GitHub's Markdown shows it: what means something there
 * becomes a character reference, so that it is neither markup nor HTML nor a
 * table's cell. Mentions, references, addresses and emoji are looked for in what
 * was rendered already: a mark of no width parts them.
 */
export function markdownText(text: string): string {
  return plain(text)
    .replaceAll(/[&<>\\`*_[\]#!|~$@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(/(&#64;|&#35;)(?=[A-Za-z0-9])/g, `$1${APART}`)
    .replaceAll(/:(?=[\w-]+:)/g, `&#58;${APART}`)
    .replaceAll(/:(?=\S)/g, "&#58;")
    .replaceAll(/\b(www|https?|mailto|ftp|xmpp)(?=[.:]|&#58;)/gi, `$1${APART}`)
    .replace(/^([-=+]|\d+[.)])/, `${APART}$1`);
}
