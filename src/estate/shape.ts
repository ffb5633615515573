import { explainIssue, openUnions, valueAt, type Issue } from "./issues.ts";
import { pathKey, type Path } from "./place.ts";
import type { Problems } from "./problems.ts";
import { estateSchema, type ParsedEstate } from "./schema.ts";

/** An estate of the right form; what was wrong with it has been cut away. */
export interface Shape {
  readonly spec: ParsedEstate;
  /** Keys of the paths of systems, datasets, fields, facts, identities, handoffs, lifecycles, workflows and automations of which something was cut away. */
  readonly broken: ReadonlySet<string>;
}

const MAX_DEPTH = 64;
/** More than a file of 1 MiB holds without aliases. */
const MAX_VALUES = 600_000;
const MAX_ROUNDS = 8;
/** Stands where a value that every estate needs was wrong, so that the rest can be checked. */
const STAND_INS: Readonly<Record<string, unknown>> = { tieout: 1, estate: "estate", timeZone: "UTC", currency: "XXX", systems: {} };

/**
 * Reports everything in which an estate's form is wrong, and gives what is left
 * of it, so that references are checked in the same run. undefined: nothing is left.
 */
export function readShape(spec: unknown, problems: Problems): Shape | undefined {
  const before = problems.count;
  const copier: Copier = { problems, above: new Set(), values: 0 };
  const copy = plainCopy(spec, [], copier);
  const unplain = problems.count > before;
  if (copier.values > MAX_VALUES) {
    problems.add([], { code: "too-many-values", message: `This estate holds more than ${MAX_VALUES} values.`, hint: "Use fewer aliases." });
    return undefined;
  }
  const parsed = estateSchema.safeParse(copy);
  if (parsed.success) return { spec: parsed.data, broken: new Set() };
  let issues = openUnions(parsed.error.issues);
  for (const issue of issues) explainIssue(issue, copy, problems);
  if (unplain || typeof copy !== "object" || copy === null || Array.isArray(copy)) return undefined;
  const broken = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    for (const issue of issues) cutAway(copy as Tree, issue, broken);
    const again = estateSchema.safeParse(copy);
    if (again.success) return { spec: again.data, broken };
    issues = openUnions(again.error.issues);
  }
  return undefined;
}

/** What is told by its name as a whole. */
const NAMED_PARTS = new Set<string | number | undefined>(["facts", "identities", "lifecycles", "workflows", "automations"]);

type Tree = Record<string | number, unknown>;

interface Copier {
  readonly problems: Problems;
  /** What the value being copied lies in. */
  readonly above: Set<unknown>;
  values: number;
}

/**
 * A copy in which nothing is shared, so that cutting cuts once. What is no plain
 * value (a date, a function) stays as it is: the schema refuses it.
 */
function plainCopy(value: unknown, path: Path, copier: Copier): unknown {
  copier.values += 1;
  if (copier.values > MAX_VALUES) return undefined;
  const { above, problems } = copier;
  if (typeof value !== "object" || value === null) return value;
  if (above.has(value) || path.length > MAX_DEPTH) {
    problems.add(path, {
      code: above.has(value) ? "circular" : "too-deep",
      message: above.has(value) ? "This value contains itself." : "This is nested too deeply.",
    });
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  above.add(value);
  let copy: unknown;
  if (Array.isArray(value)) copy = value.map((entry, index) => plainCopy(entry, [...path, index], copier));
  else {
    const entries: Tree = {};
    for (const [key, entry] of Object.entries(value)) {
      if (key === "__proto__")
        problems.add([...path, key], { code: "bad-name", message: "`__proto__` cannot be a name.", found: key, hint: "Rename it." }, "key");
      else entries[key] = plainCopy(entry, [...path, key], copier);
    }
    copy = entries;
  }
  above.delete(value);
  return copy;
}

function cutAway(spec: Tree, { path, detail }: Issue, broken: Set<string>): void {
  if (detail.code === "unrecognized_keys") {
    const holder = valueAt(spec, path);
    if (typeof holder === "object" && holder !== null) for (const key of detail.keys) delete (holder as Tree)[key];
    mark(path, broken);
    cutIfEmpty(spec, path, broken);
    return;
  }
  cut(spec, path, broken);
}

function cut(spec: Tree, path: Path, broken: Set<string>): void {
  const key = path.at(-1);
  if (key === undefined) return;
  // An entry of a list is cut with its list: taking it out alone would move the others.
  if (typeof key === "number") return cut(spec, path.slice(0, -1), broken);
  const holder = valueAt(spec, path.slice(0, -1)) as Tree | undefined;
  if (typeof holder !== "object" || holder === null) return;
  mark(path, broken);
  if (path.length === 1 && Object.hasOwn(STAND_INS, key)) {
    holder[key] = STAND_INS[key];
    broken.add(pathKey(path));
  } else if (isField(path) && path.length === 6) {
    holder[key] = String(key);
  } else if (Object.hasOwn(holder, key)) {
    delete holder[key];
    // Without its datasets nothing is known of what the system holds.
    if (path[0] === "systems" && (path.length === 2 || (path.length === 3 && key === "datasets"))) broken.add(pathKey(path.slice(0, 2)));
    cutIfEmpty(spec, path.slice(0, -1), broken);
  } else cut(spec, path.slice(0, -1), broken);
}

/** What was cut empty would be reported as empty, although it was written. */
function cutIfEmpty(spec: Tree, path: Path, broken: Set<string>): void {
  const holder = valueAt(spec, path);
  if (path.length > 2 && typeof holder === "object" && holder !== null && Object.keys(holder).length === 0) cut(spec, path, broken);
}

function isField(path: Path): boolean {
  return path[0] === "systems" && path[2] === "datasets" && path[4] === "fields";
}

/** Notes the smallest named part that the path lies in. */
function mark(path: Path, broken: Set<string>): void {
  if (isField(path) && path.length >= 6) broken.add(pathKey(path.slice(0, 6)));
  else if (path[0] === "systems" && path[2] === "datasets" && path.length >= 4) broken.add(pathKey(path.slice(0, 4)));
  else if (path[0] === "handoffs" && path.length >= 2) broken.add(pathKey(path.slice(0, 2)));
  else if (NAMED_PARTS.has(path[0])) broken.add(pathKey(path.slice(0, 2)));
}
