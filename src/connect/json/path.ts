import { InputError } from "../../model/index.ts";

/** One step of a way to records: names to follow, and whether a list stands there to be taken apart. */
export interface JsonLevel {
  readonly names: readonly string[];
  readonly list: boolean;
}

/**
 * `QueryResponse.Payment[].Line[]` → [QueryResponse.Payment, list], [Line, list].
 * Without a path the document itself is the list.
 *
 * @throws InputError `records-path`
 */
export function parsePath(
  path: string | undefined,
  at: { readonly file: string; readonly line: number },
): readonly [JsonLevel, ...JsonLevel[]] {
  if (path === undefined) return [{ names: [], list: true }];
  const fail = (message: string): never => {
    throw new InputError([
      { code: "records-path", message, at, found: path, expected: "names with dots, [] after each list: QueryResponse.Invoice[]" },
    ]);
  };
  const levels: JsonLevel[] = [];
  let names: string[] = [];
  const steps = path.replace(/^\$\.?/, "").split(".");
  for (const [index, step] of steps.entries()) {
    const [, name = "", lists = ""] = /^(.*?)((?:\[\])*)$/su.exec(step) ?? [];
    if (name === "" && (lists === "" || index > 0)) fail("This way to the records has an empty step.");
    if (/[[\]"\\]/.test(name)) fail(`This way to the records has a step that cannot be followed: ${step}`);
    if (name !== "") names.push(name);
    for (let n = 0; n < lists.length; n += 2) {
      levels.push({ names, list: true });
      names = [];
    }
  }
  if (names.length > 0) levels.push({ names, list: false });
  const [first, ...rest] = levels;
  return first === undefined ? fail("This way to the records is empty.") : [first, ...rest];
}

/** For the engine: `$."a"."b"`. */
export function enginePath(names: readonly string[]): string {
  return ["$", ...names.map((name) => `"${name}"`)].join(".");
}
