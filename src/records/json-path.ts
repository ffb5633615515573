/** A way from a record, or from one of the records around it, to a value. */
export interface JsonPath {
  /** 0: the record itself; 1: its parent (`^.`); 2: the parent's parent (`^^.`). */
  readonly parent: number;
  /** JSON Pointer (RFC 6901): a form in which every name can be written. */
  readonly pointer: string;
}

/** `CustomerRef.value`, `^.Id`, `Line[0].Amount`, `"a.b".c`; undefined when it is none of these. */
export function parseJsonPath(text: string): JsonPath | undefined {
  const carets = /^(\^+)\./.exec(text)?.[1]?.length ?? 0;
  let rest = carets > 0 ? text.slice(carets + 1) : text;
  const steps: string[] = [];
  while (rest !== "") {
    const match = /^(?:"((?:[^"]|"")*)"|([^.[\]]+))((?:\[\d+\])*)(?:\.(?=.)|$)/.exec(rest);
    if (match === null) return undefined;
    const [whole, quoted, plain = "", indexes = ""] = match;
    steps.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    steps.push(...[...indexes.matchAll(/\d+/g)].map(([digits]) => digits));
    rest = rest.slice(whole.length);
  }
  return steps.length === 0 ? undefined : { parent: carets, pointer: pointer(steps) };
}

/** The pointer that takes the whole text as one name: a key that itself holds a dot. */
export function literalPath(text: string): JsonPath {
  return { parent: 0, pointer: pointer([text]) };
}

function pointer(steps: readonly string[]): string {
  return steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
