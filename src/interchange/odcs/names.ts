/** A title as a name that contracts may refer to: `Job #` → `job`. Empty where it has no letter or digit of its own. */
function plainName(title: string): string {
  const words = title
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  return /^\d/.test(words) ? `_${words}` : words;
}

/** A name for each title, none twice: in the order given, `other` for what has no letters. */
export function contractNames(titles: readonly string[], other: string): readonly string[] {
  const taken = new Set<string>();
  return titles.map((title) => {
    const base = plainName(title) || other;
    let name = base;
    for (let next = 2; taken.has(name); next++) name = `${base}_${next}`;
    taken.add(name);
    return name;
  });
}
