import { compileCondition, and, id, join, sql, type Sql } from "../../sql/index.ts";
import type { Condition, Fact, Lifecycle, Track } from "../../model/index.ts";
import { conditionContext, create, ENDS, setOf, type End, type Plan } from "./plan.ts";

/** How the records of two datasets are known to be the same. */
export type Way =
  | { readonly via: NonNullable<Fact["via"]>; readonly kind: "entity"; readonly identity: string; readonly filters: Filters }
  | {
      readonly via: NonNullable<Fact["via"]>;
      readonly kind: "key";
      readonly on: readonly { readonly a: string; readonly b: string }[];
      readonly ignoreCase: boolean;
      readonly filters: Filters;
    };

interface Filters {
  readonly a: Condition | undefined;
  readonly b: Condition | undefined;
}

/** Where both datasets have several records of one thing, more pairs than these say nothing: such things are left out. */
const MOST_PAIRS = 64;

/** All ways that join two datasets: by identity, by handoff, by lifecycle, in this order. */
export function waysBetween(plan: Plan, a: string, b: string): readonly Way[] {
  const { identities, handoffs, lifecycles } = plan.estate;
  const none = { a: undefined, b: undefined };
  const ways: Way[] = [];
  for (const { id: identity, members } of identities) {
    const isMember = (dataset: string): boolean => members.some((member) => member.dataset === dataset);
    if (isMember(a) && isMember(b)) ways.push({ via: { kind: "identity", id: identity }, kind: "entity", identity, filters: none });
  }
  for (const { id: handoff, from, to, match } of handoffs) {
    const turned = from.dataset === b && to.dataset === a;
    if (!turned && !(from.dataset === a && to.dataset === b)) continue;
    const filters = turned ? { a: to.filter, b: from.filter } : { a: from.filter, b: to.filter };
    const via = { kind: "handoff", id: handoff } as const;
    if (match.kind === "identity") ways.push({ via, kind: "entity", identity: match.identity, filters });
    if (match.kind === "key") ways.push({ via, kind: "key", on: turnedPairs(match.on, turned), ignoreCase: match.ignoreCase, filters });
  }
  for (const lifecycle of lifecycles) ways.push(...linkWays(lifecycle, a, b));
  return ways.filter((way) => way.kind === "key" || plan.input.crosswalks.has(way.identity));
}

/** The way that a fact's records go: the one that it names, else the first there is; undefined: nothing joins them. */
export function wayOf(plan: Plan, a: string, b: string, via: Fact["via"]): Way | undefined {
  const ways = waysBetween(plan, a, b);
  if (via === undefined) return ways[0];
  return ways.find((way) => way.via.kind === via.kind && way.via.id === via.id);
}

function linkWays(lifecycle: Lifecycle, a: string, b: string): readonly Way[] {
  const via = { kind: "lifecycle", id: lifecycle.id } as const;
  const track = (name: string): Track | undefined => lifecycle.tracks.find((each) => each.id === name);
  return lifecycle.links.flatMap((link): Way[] => {
    const [from, to] = [track(link.from), track(link.to)];
    if (from === undefined || to === undefined || isHistory(from) || isHistory(to)) return [];
    const turned = from.dataset === b && to.dataset === a;
    if (!turned && !(from.dataset === a && to.dataset === b)) return [];
    const filters = turned ? { a: to.filter, b: from.filter } : { a: from.filter, b: to.filter };
    const { match } = link;
    if (match.kind === "identity") return [{ via, kind: "entity", identity: match.identity, filters }];
    if (match.kind === "record") return [{ via, kind: "key", on: [{ a: "_key", b: "_key" }], ignoreCase: false, filters }];
    return [{ via, kind: "key", on: turnedPairs(match.on, turned), ignoreCase: match.ignoreCase, filters }];
  });
}

/** Its records are events, not things. */
function isHistory(track: Track): boolean {
  return track.history !== undefined && track.history.dataset === track.dataset;
}

function turnedPairs(on: readonly { readonly from: string; readonly to: string }[], turned: boolean) {
  return on.map(({ from, to }) => (turned ? { a: to, b: from } : { a: from, b: to }));
}

/** What tells two ways between two datasets apart. */
export function wayKey(a: string, b: string, way: Way): string {
  return JSON.stringify([a, b, way.kind === "entity" ? way.identity : [way.on, way.ignoreCase], way.filters]);
}

/** A table of the records that are the same, deleted ones left out: `a_row`, `b_row`. */
export async function createJoined(plan: Plan, name: string, a: string, b: string, way: Way): Promise<string> {
  const parts = way.kind === "key" ? way.on.map((_, part) => part) : [0];
  const columns = join(parts.map((part) => id(`m${part}`)));
  const side = (end: End): Sql => sql`SELECT row, ${columns} FROM (${members(plan, end === "a" ? a : b, end, way)}) AS ${id(end)}`;
  const same = (x: string, y: string): Sql => and(parts.map((part) => sql`${id(x, `m${part}`)} = ${id(y, `m${part}`)}`));
  const counted = (end: End): Sql => sql`(SELECT ${columns}, count(*) AS n FROM ${id(end)} GROUP BY ${columns})`;
  return create(
    plan,
    name,
    sql`WITH ${join(ENDS.map((end) => sql`${id(end)} AS (${side(end)})`))}, crowds AS (
  SELECT ${join(parts.map((part) => sql`x.${id(`m${part}`)}`))} FROM ${counted("a")} AS x JOIN ${counted("b")} AS y ON ${same("x", "y")}
  WHERE x.n > 1 AND y.n > 1 AND x.n * y.n > ${MOST_PAIRS}
)
SELECT a.row AS a_row, b.row AS b_row FROM a JOIN b ON ${same("a", "b")}
WHERE NOT EXISTS (SELECT 1 FROM crowds WHERE ${same("crowds", "a")})`,
  );
}

/** Records of one side with what they are joined by, `m0`, `m1` …, none of them NULL. */
function members(plan: Plan, dataset: string, end: End, way: Way): Sql {
  const set = setOf(plan, dataset);
  const filter = way.filters[end];
  const conditions = [sql`NOT r._deleted`];
  if (filter !== undefined) conditions.push(compileCondition(filter, conditionContext(plan, set.dataset, "r")));
  if (way.kind === "entity") {
    const entities = plan.input.crosswalks.get(way.identity)?.entities ?? "";
    return sql`SELECT r._row AS row, e.entity AS m0 FROM ${id(set.relation)} AS r JOIN ${id(entities)} AS e ON e.dataset = ${dataset} AND e.row = r._row
WHERE ${and(conditions)}`;
  }
  const texts = way.on.map((pair) => sql`CAST(${id("r", pair[end])} AS VARCHAR)`);
  const columns = texts.map((text, part) => sql`${way.ignoreCase ? sql`lower(${text})` : text} AS ${id(`m${part}`)}`);
  return sql`SELECT r._row AS row, ${join(columns)} FROM ${id(set.relation)} AS r
WHERE ${and([...conditions, ...texts.map((text) => sql`${text} IS NOT NULL`)])}`;
}
