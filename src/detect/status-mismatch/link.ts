import type { TrackLink, Track } from "../../model/index.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import { create, isNamedByHistory, relation, setOf, timelineOf, trackOf, type Plan } from "./plan.ts";

/** A relation of subjects that are one thing: `a` of the one track, `b` of the other. Each pair once. */
export async function createLink(plan: Plan, a: string, b: string): Promise<string> {
  const link = linkOf(plan, a, b);
  const [own, other] = link.from === a ? (["from", "to"] as const) : (["to", "from"] as const);
  return create(plan, relation(plan, "link"), linkQuery(plan, link, own, other));
}

function linkOf(plan: Plan, a: string, b: string): TrackLink {
  const found = plan.lifecycle.links.find(({ from, to }) => (from === a && to === b) || (from === b && to === a));
  if (found === undefined) throw new TypeError(`no link joins ${a} and ${b} in ${plan.lifecycle.id}`);
  return found;
}

function linkQuery(plan: Plan, link: TrackLink, a: "from" | "to", b: "from" | "to"): Sql {
  const { match } = link;
  const side = (end: "from" | "to"): Sql => {
    const track = trackOf(plan, link[end]);
    if (match.kind === "record") return sql`(SELECT subject, key AS m0 FROM ${id(timelineOf(plan, track.id).subjects)})`;
    if (match.kind === "identity") return entities(plan, track, match.identity);
    return values(
      plan,
      track,
      match.on.map((pair) => pair[end]),
      match.ignoreCase,
    );
  };
  const parts = match.kind === "key" ? match.on.map((_, part) => part) : [0];
  const same = and(parts.map((part) => sql`${id("a", `m${part}`)} = ${id("b", `m${part}`)}`));
  return sql`SELECT DISTINCT a.subject AS a, b.subject AS b FROM ${side(a)} AS a JOIN ${side(b)} AS b ON ${same}`;
}

/** The entity that each subject was resolved to. */
function entities(plan: Plan, track: Track, identity: string): Sql {
  const crosswalk = plan.input.crosswalks.get(identity);
  if (crosswalk === undefined) throw new TypeError(`the identity ${identity} was not resolved`);
  return sql`(SELECT s.subject, e.entity AS m0 FROM ${id(timelineOf(plan, track.id).subjects)} AS s
  JOIN ${id(crosswalk.entities)} AS e ON e.dataset = ${track.dataset} AND e.row = s.subject)`;
}

/** Fields of the subjects' records, as texts. Where only a history names the things, they are those of any of its rows. */
function values(plan: Plan, track: Track, fields: readonly string[], ignoreCase: boolean): Sql {
  const texts = fields.map((field, part) => {
    const text = sql`CAST(${id("r", field)} AS VARCHAR)`;
    return sql`${ignoreCase ? sql`lower(${text})` : text} AS ${id(`m${part}`)}`;
  });
  return sql`(SELECT s.subject, ${join(texts)} FROM ${id(timelineOf(plan, track.id).subjects)} AS s JOIN ${recordsOf(plan, track, "s", "r")})`;
}

/** The track's own records, behind JOIN: one a subject, or several where only a history names it. */
export function recordsOf(plan: Plan, track: Track, subject: string, record: string): Sql {
  const records = id(setOf(plan, track.dataset).relation);
  if (!isNamedByHistory(track)) return sql`${records} AS ${id(record)} ON ${id(record, "_row")} = ${id(subject, "subject")}`;
  return sql`${records} AS ${id(record)} ON CAST(${id(record, track.history?.record ?? "")} AS VARCHAR) = ${id(subject, "key")}`;
}
