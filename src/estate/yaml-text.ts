import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";
import { InputError, type Location, type Problem } from "../model/index.ts";
import type { Locate, Path } from "./place.ts";

/** Aliases repeat what an anchor holds; a few hundred bytes of them can stand for gigabytes. */
const MAX_ALIASES = 100;
/** One slip makes every later line look wrong: the first lines tell it, the others hide it. */
const MAX_SYNTAX_PROBLEMS = 3;
const PLAIN_TAGS = new Set(["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`));

/**
 * Reads YAML 1.2 into plain values. Dates stay text, and so does a number that is
 * not written as the number would be (`007`, `1.50`), because it may be a code.
 * @throws InputError with every syntax problem and its place
 */
export function parseYaml(text: string, file: string): { spec: unknown; locate: Locate } {
  const lines = new LineCounter();
  const at = (offset: number): Location => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  try {
    const document = parseDocument(text, { version: "1.2", schema: "core", prettyErrors: false, uniqueKeys: false, lineCounter: lines });
    const slips = document.errors
      .toSorted((a, b) => a.pos[0] - b.pos[0])
      .map((error) => ({
        code: "malformed-yaml",
        message: `This is not valid YAML: ${error.message.replace(/\.?$/, ".")}`,
        at: at(error.pos[0]),
      }));
    refuse(slips.filter(({ at }, index) => slips[index - 1]?.at.line !== at.line).slice(0, MAX_SYNTAX_PROBLEMS));
    refuse(contentProblems(document, at));
    return { spec: toPlain(document, file), locate: locator(document, file, at) };
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new InputError([{ code: "too-deep", message: "This file is nested too deeply to be read.", at: { file } }], { cause });
  }
}

function toPlain(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    throw new InputError(
      [{ code: "too-many-aliases", message: "The aliases of this file stand for more than can be read.", at: { file } }],
      { cause },
    );
  }
}

function refuse(problems: readonly Problem[]): void {
  const [first, ...rest] = problems;
  if (first) throw new InputError([first, ...rest]);
}

/** What YAML allows and an estate does not. Numbers that may be codes become text on the way. */
function contentProblems(document: Document.Parsed, at: (offset: number) => Location): Problem[] {
  const problems: Problem[] = [];
  const report = (node: Node, code: string, message: string, rest: Partial<Problem> = {}) =>
    problems.push({ code, message, at: at(node.range?.[0] ?? 0), ...rest });
  let aliases = 0;
  visit(document, {
    Alias: (_, alias, path) => {
      aliases += 1;
      // Each look-up of an anchor walks the document, so those beyond the limit are not looked up.
      if (aliases === MAX_ALIASES + 1)
        report(alias, "too-many-aliases", `There are more than ${MAX_ALIASES} aliases (*${alias.source}) in this file.`);
      if (aliases > MAX_ALIASES) return visit.BREAK;
      const target = alias.resolve(document);
      if (target && path.includes(target))
        report(alias, "alias-within-itself", `The alias *${alias.source} stands within what it stands for.`);
      return undefined;
    },
    Map: (_, map) => {
      mapProblems(map, report);
    },
    Node: (_, node) => {
      if (node.tag !== undefined && !PLAIN_TAGS.has(node.tag)) {
        report(node, "yaml-tag", `The tag ${node.tag} is not read here.`, {
          hint: "Leave the tag out; plain text, numbers, lists and mappings are enough.",
        });
      }
      if (isScalar(node) && typeof node.value === "number" && node.source !== undefined && String(node.value) !== node.source) {
        node.value = node.source;
      }
    },
  });
  return problems;
}

function mapProblems(map: YAMLMap, report: (node: Node, code: string, message: string, rest?: Partial<Problem>) => void): void {
  const seen = new Set<string>();
  for (const { key } of map.items as Pair<Node, Node | null>[]) {
    if (!isScalar(key) || key.value === null) {
      report(key ?? map, "bad-name", "A name must be plain text here.");
      continue;
    }
    const name = String(key.value);
    if (seen.has(name))
      report(key, "repeated-name", `The name \`${name}\` stands twice in the same mapping.`, {
        found: name,
        hint: "Rename or remove one of them.",
      });
    seen.add(name);
  }
}

function locator(document: Document.Parsed, file: string, at: (offset: number) => Location): Locate {
  const indexes = new WeakMap<object, Map<string, Pair<Node, Node | null>>>();
  const pairOf = (map: YAMLMap, name: string) => {
    let index = indexes.get(map);
    if (!index) {
      index = new Map((map.items as Pair<Node, Node | null>[]).map((pair) => [isScalar(pair.key) ? String(pair.key.value) : "", pair]));
      indexes.set(map, index);
    }
    return index.get(name);
  };
  return (path: Path, part: "key" | "value" = "value") => {
    let node: Node | null = document.contents;
    let place: Node | null = node;
    let key: Node | null = null;
    for (const step of path) {
      const collection: Node | undefined | null = isAlias(node) ? node.resolve(document) : node;
      if (isMap(collection)) {
        const pair = pairOf(collection as YAMLMap, String(step));
        if (!pair) break;
        key = pair.key;
        node = pair.value;
      } else if (isSeq(collection)) {
        const item: unknown = collection.items[Number(step)];
        if (item === undefined) break;
        key = null;
        node = item as Node;
      } else break;
      const unwritten = node === null || (isScalar(node) && node.value === null);
      place = key && (part === "key" || unwritten || isCollection(node)) ? key : node;
    }
    return place?.range ? at(place.range[0]) : { file };
  };
}
