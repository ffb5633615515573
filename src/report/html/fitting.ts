import type { Markup } from "./markup.ts";

/**
 * Parts of the page in order, while they fit: a page must open at once, however
 * large the estate. The first always does.
 *
 * @param characters room for all of them
 */
export function fitting<T>(items: readonly T[], characters: number, render: (item: T, index: number) => Markup): readonly Markup[] {
  const parts: Markup[] = [];
  let used = 0;
  for (const [index, item] of items.entries()) {
    const part = render(item, index);
    used += part.markup.length;
    if (parts.length > 0 && used > characters) break;
    parts.push(part);
  }
  return parts;
}
