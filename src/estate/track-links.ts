import type { Handoff, TrackLink } from "../model/index.ts";
import { refuseIncomparable } from "./comparisons.ts";
import { fieldOf } from "./fields.ts";
import type { Frame } from "./lifecycle-states.ts";
import { pathKey, type Path } from "./place.ts";
import type { LinkSpec } from "./schema.ts";
import type { KnownTrack } from "./tracks.ts";

export type Tracks = ReadonlyMap<string, KnownTrack>;

/** The track of that name; undefined, and a problem, when there is none. */
export function trackOf(name: string, tracks: Tracks, frame: Frame, path: Path, part: "key" | "value" = "value"): KnownTrack | undefined {
  const known = tracks.get(name);
  if (known === undefined && frame.sound) {
    const message = `The lifecycle \`${frame.id}\` has no track \`${name}\`.`;
    frame.scope.problems.unknown(path, "unknown-track", message, name, [...tracks.keys()], part);
  }
  return known;
}

export function joins(link: Pick<TrackLink, "from" | "to">, a: string, b: string): boolean {
  return (link.from === a && link.to === b) || (link.from === b && link.to === a);
}

export function resolveTrackLinks(
  specs: readonly LinkSpec[],
  tracks: Tracks,
  handoffs: ReadonlyMap<string, Handoff>,
  frame: Frame,
): TrackLink[] {
  const { problems } = frame.scope;
  return specs.map((spec, index): TrackLink => {
    const path = [...frame.path, "links", index];
    const from = trackOf(spec.from, tracks, frame, [...path, "from"]);
    const to = trackOf(spec.to, tracks, frame, [...path, "to"]);
    if (spec.from === spec.to) {
      problems.add([...path, "to"], {
        code: "same-track",
        message: `This link leads from \`${spec.from}\` to itself.`,
        found: spec.to,
        expected: "another track",
      });
    } else if (specs.slice(0, index).some((earlier) => joins(earlier, spec.from, spec.to))) {
      problems.add([...path, "to"], {
        code: "repeated-link",
        message: `\`${spec.from}\` and \`${spec.to}\` are linked twice.`,
        hint: "Leave one of the links.",
      });
    }
    return { from: spec.from, to: spec.to, match: resolveMatch(spec, from, to, handoffs, frame, path) };
  });
}

function resolveMatch(
  spec: LinkSpec,
  from: KnownTrack | undefined,
  to: KnownTrack | undefined,
  handoffs: ReadonlyMap<string, Handoff>,
  frame: Frame,
  path: Path,
): TrackLink["match"] {
  const { problems } = frame.scope;
  const key = spec.handoff !== undefined ? "handoff" : spec.match !== undefined ? "match" : undefined;
  if (spec.handoff !== undefined && spec.match !== undefined) {
    problems.add(
      [...path, "match"],
      { code: "match-and-handoff", message: "This link matches by a handoff and by fields at once.", hint: "Leave one of them out." },
      "key",
    );
  }
  if (spec.ignoreCase !== undefined && key !== "match") {
    problems.add(
      [...path, "ignoreCase"],
      { code: "only-with-match", message: "Case counts where fields are matched.", hint: "Leave ignoreCase out." },
      "key",
    );
  }
  const nameless = [from, to].find((side) => side?.log === true);
  if (key !== undefined && nameless !== undefined) {
    problems.add(
      [...path, key],
      {
        code: "only-with-records",
        message: `The track \`${nameless.track.id}\` follows what its history names: such things have a key, and no other fields.`,
        hint: `Leave ${key} out to link by the key, or name the dataset of the records.`,
      },
      "key",
    );
  }
  if (spec.handoff !== undefined) return matchOfHandoff(spec.handoff, from, to, handoffs, frame, [...path, "handoff"]);
  if (spec.match === undefined) return { kind: "record" };
  const pairs = Object.entries(spec.match);
  if (pairs.length === 0 && frame.sound) {
    const message = "The link does not say which fields match.";
    problems.add([...path, "match"], { code: "empty-match", message, expected: "field of from: field of to" }, "key");
  }
  for (const [own, other] of nameless === undefined ? pairs : []) {
    const here = [...path, "match", own];
    const a = from?.known && fieldOf(from.known, own, here, problems, "key");
    const b = to?.known && fieldOf(to.known, other, here, problems);
    if (a && b && from?.known && to?.known)
      refuseIncomparable({ scope: from.known, field: a }, { scope: to.known, field: b }, here, problems);
  }
  return { kind: "key", on: pairs.map(([own, other]) => ({ from: own, to: other })), ignoreCase: spec.ignoreCase ?? false };
}

/** A handoff's match, turned so that it leads from the one track to the other. */
function matchOfHandoff(
  id: string,
  from: KnownTrack | undefined,
  to: KnownTrack | undefined,
  handoffs: ReadonlyMap<string, Handoff>,
  frame: Frame,
  path: Path,
): TrackLink["match"] {
  const { problems, broken } = frame.scope;
  const handoff = handoffs.get(id);
  if (handoff === undefined) {
    if (!broken.has(pathKey(["handoffs"])) && !broken.has(pathKey(["handoffs", id])))
      problems.unknown(path, "unknown-handoff", `There is no handoff \`${id}\`.`, id, [...handoffs.keys()]);
    return { kind: "record" };
  }
  const [a, b] = [handoff.from.dataset, handoff.to.dataset];
  const along = from?.track.dataset === a && to?.track.dataset === b;
  const against = from?.track.dataset === b && to?.track.dataset === a;
  if (from?.known && to?.known && !along && !against) {
    problems.add(path, {
      code: "other-datasets",
      message: `The handoff \`${id}\` leads from \`${a}\` to \`${b}\`, and the tracks follow \`${from.track.dataset}\` and \`${to.track.dataset}\`.`,
      found: id,
      expected: `a handoff between ${from.track.dataset} and ${to.track.dataset}`,
      hint: "Name another handoff, or match by fields.",
    });
  }
  const { match } = handoff;
  if (match.kind === "total") {
    problems.add(path, {
      code: "no-pairs",
      message: `The handoff \`${id}\` compares totals: it pairs no records.`,
      found: id,
      hint: "Name another handoff, or match by fields.",
    });
    return { kind: "record" };
  }
  if (match.kind === "identity" || !against) return match;
  return { ...match, on: match.on.map((pair) => ({ from: pair.to, to: pair.from })) };
}
