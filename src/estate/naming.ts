import type { Path } from "./place.ts";
import type { Problems } from "./problems.ts";

/** `job-to-invoice`, `books.job_lines` and `jobLines` as a person would write them. */
export function titleOf(id: string): string {
  const words = id
    .replaceAll(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll(/[-_.]+/g, " ")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Words are compared so: composed, without blanks at the ends, without regard to case. */
export function foldWord(word: string): string {
  return word.normalize("NFC").trim().toLowerCase();
}

/** Query engines take `Total` and `total` for the same name, and so do people. */
export function refuseCaseClashes(names: readonly string[], path: Path, what: string, problems: Problems): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const earlier = seen.get(name.toLowerCase());
    if (earlier !== undefined) {
      problems.add(
        [...path, name],
        {
          code: "names-differ-by-case",
          message: `The ${what} \`${earlier}\` and \`${name}\` differ only by case.`,
          found: name,
          hint: "Rename one of them.",
        },
        "key",
      );
    }
    seen.set(name.toLowerCase(), name);
  }
}

/** A record without a prototype, so that no word of a system (`constructor`) finds what nobody wrote. */
export function plainRecord(entries: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  const record = Object.create(null) as Record<string, string>;
  for (const [key, value] of entries) record[key] = value;
  return record;
}
