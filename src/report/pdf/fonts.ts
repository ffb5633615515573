import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { coveredBy } from "./coverage.ts";

/** Of Inter, the family of all that a report says (SIL Open Font License 1.1). */
const WEIGHTS = ["400Regular", "600SemiBold"] as const;

/** The typefaces of a report, and the characters that each of them can show. */
export interface Fonts {
  readonly blobs: readonly Buffer[];
  readonly covered: ReadonlySet<number>;
}

let loaded: Promise<Fonts> | undefined;

/** Read once. @throws when the package that holds them is not installed */
export function fonts(): Promise<Fonts> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Fonts> {
  const { resolve } = createRequire(import.meta.url);
  const blobs = await Promise.all(WEIGHTS.map((weight) => readFile(resolve(`@expo-google-fonts/inter/${weight}/Inter_${weight}.ttf`))));
  const [first = new Set<number>(), ...others] = blobs.map(coveredBy);
  return { blobs, covered: new Set([...first].filter((character) => others.every((font) => font.has(character)))) };
}
