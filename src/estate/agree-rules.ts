import type { AgreeRule, TrackLink } from "../model/index.ts";
import { parseDuration } from "./calendar.ts";
import { resolveCondition } from "./conditions.ts";
import { NUMERIC, typedFieldOf } from "./fields.ts";
import { ABSENT, isState, refuseNothingToDrop, type Frame } from "./lifecycle-states.ts";
import { titleOf } from "./naming.ts";
import type { Path } from "./place.ts";
import type { AgreeSpec, LifecycleSpec } from "./schema.ts";
import { joins, trackOf, type Tracks } from "./track-links.ts";
import type { KnownTrack } from "./tracks.ts";

interface RuleScope {
  readonly spec: LifecycleSpec;
  readonly tracks: Tracks;
  readonly links: readonly TrackLink[];
  readonly frame: Frame;
}

/** The template's rules whose tracks are there, with what is written going before them, then the other written ones. */
export function resolveAgreeRules(scope: RuleScope): AgreeRule[] {
  const { spec, frame } = scope;
  const brought = frame.template?.agree ?? {};
  const written = spec.agree ?? {};
  const names = Object.keys(brought);
  for (const [id, rule] of Object.entries(written)) {
    if (rule === false && !names.includes(id) && frame.sound) refuseNothingToDrop(id, "rule", [...frame.path, "agree", id], names, frame);
  }
  return [...new Set([...names, ...Object.keys(written)])].flatMap((id) => {
    const own = Object.hasOwn(written, id) ? written[id] : undefined;
    const base = Object.hasOwn(brought, id) ? brought[id] : undefined;
    if (own === false) return [];
    if (own === undefined) return base === undefined || !holds(id, base, scope) ? [] : [resolveRule(id, narrowed(base, scope), scope)];
    // Whoever writes both sides writes a rule of his own; whoever writes neither adds to the template's.
    if (base !== undefined && own.when === undefined && own.then === undefined) {
      const { when, then, ...rest } = narrowed(base, scope);
      return [resolveRule(id, { ...rest, ...own, when, then }, scope)];
    }
    return [resolveRule(id, own, scope)];
  });
}

interface Sides {
  readonly when: NonNullable<AgreeSpec["when"]>;
  readonly then: NonNullable<AgreeSpec["then"]>;
}

function sides({ when, then }: Sides): { when: [string, string[]]; then: [string, string[]] } {
  const side = (of: Sides["when"]): [string, string[]] => {
    const [[track, states] = ["", []]] = Object.entries(of);
    return [track, [states].flat()];
  };
  return { when: side(when), then: side(then) };
}

/** A template's rule holds where both its tracks are declared and linked, and the one can show what it asks for. */
function holds(id: string, rule: Sides, { tracks, links, frame, spec }: RuleScope): boolean {
  const { when, then } = sides(rule);
  const [a, b] = [tracks.get(when[0]), tracks.get(then[0])];
  if (a === undefined || b === undefined || !links.some((link) => joins(link, a.track.id, b.track.id))) return false;
  const shows = ({ track }: KnownTrack, states: readonly string[]) => states.some((state) => track.states.includes(state));
  if (!shows(a, when[1])) return false;
  // Only the other track's silence would make every record a disagreement.
  if (shows(b, then[1]) || then[1].includes(ABSENT)) return true;
  if (a.sound && b.sound) {
    frame.scope.problems.add([...frame.path, "template"], {
      code: "never-shown",
      message: `The rule \`${id}\` of the template \`${spec.template ?? ""}\` asks for ${then[1].join(" or ")}, which the track \`${then[0]}\` never shows.`,
      found: b.track.states.join(", "),
      expected: then[1].join(" or "),
      hint: `Give the track words for it, or leave the rule out: agree: { ${id}: false }.`,
    });
  }
  return false;
}

/** Without the states that this lifecycle left out, or that the track cannot show. */
function narrowed<T extends Sides>(rule: T, { tracks, frame }: RuleScope): T {
  const { when, then } = sides(rule);
  const known = new Set(frame.states.map(({ id }) => id));
  const shown = new Set(tracks.get(when[0])?.track.states ?? known);
  return {
    ...rule,
    when: { [when[0]]: when[1].filter((state) => shown.has(state)) },
    then: { [then[0]]: then[1].filter((state) => state === ABSENT || known.has(state)) },
  };
}

function resolveRule(id: string, rule: AgreeSpec, { spec, tracks, links, frame }: RuleScope): AgreeRule {
  const { problems, locate } = frame.scope;
  const path: Path = [...frame.path, "agree", id];
  const isWritten = Object.hasOwn(spec.agree ?? {}, id);
  const when = resolveSide(rule.when, "when", path, tracks, frame);
  const then = resolveSide(rule.then, "then", path, tracks, frame);
  if (when.known && then.known) checkLinked(id, [when.track, then.track], [...path, "then"], { tracks, links, frame });
  const counted = rule.filter !== undefined || typeof rule.worth === "string" ? when.known : undefined;
  if (counted?.log === true) {
    problems.add(
      [...path, rule.filter === undefined ? "worth" : "filter"],
      {
        code: "only-with-records",
        message: `The track \`${when.track}\` follows what its history names: such things have no fields.`,
        hint: "Leave it out, or name the dataset of the records.",
      },
      "key",
    );
  }
  return {
    id,
    title: rule.title ?? titleOf(id),
    when: {
      track: when.track,
      states: when.states,
      filter:
        when.known?.known && !when.known.log ? resolveCondition(rule.filter, when.known.known, [...path, "filter"], problems) : undefined,
    },
    then: { track: then.track, states: then.states.filter((state) => state !== ABSENT), absent: then.states.includes(ABSENT) },
    of: rule.of ?? "some",
    within: parseDuration(rule.within ?? "0 hours"),
    worth: resolveWorth(rule.worth, when, then, [...path, "worth"], frame),
    owner: rule.owner ?? spec.owner,
    decision: rule.decision ?? spec.decision,
    line: locate(isWritten ? path : [...frame.path, "template"], "key").line ?? 1,
  };
}

/** A rule between tracks of which no link tells what belongs together would compare nothing. */
export function checkLinked(
  id: string,
  [a, b]: readonly [string, string],
  path: Path,
  { tracks, links, frame }: Omit<RuleScope, "spec">,
): void {
  const { problems } = frame.scope;
  if (a === b) {
    const message = `The rule \`${id}\` holds the track \`${a}\` against itself.`;
    problems.add(path, { code: "same-track", message, expected: "another track" }, "key");
    return;
  }
  // A link to a track that nobody knows may be the one that is missing here.
  const certain = frame.sound && links.every(({ from, to }) => tracks.has(from) && tracks.has(to));
  if (!certain || links.some((link) => joins(link, a, b))) return;
  problems.add(
    path,
    {
      code: "not-linked",
      message: `No link joins the tracks \`${a}\` and \`${b}\`.`,
      found: links.map((link) => `${link.from} → ${link.to}`).join(", ") || "no links",
      hint: `Add { from: ${a}, to: ${b} } to the links, with match or handoff.`,
    },
    "key",
  );
}

interface RuleSide {
  readonly track: string;
  readonly states: readonly string[];
  readonly known: KnownTrack | undefined;
}

/** One entry of a mapping by track; several are a problem. */
export function oneTrack<T>(
  of: Readonly<Record<string, T>> | undefined,
  path: Path,
  key: string,
  frame: Frame,
): readonly [string, T] | undefined {
  const entries = Object.entries(of ?? {});
  const [only, second] = entries;
  if (only !== undefined && second === undefined) return only;
  if (frame.sound) {
    frame.scope.problems.add(
      of === undefined ? path : [...path, key],
      {
        code: of === undefined ? "missing-key" : "one-track",
        message:
          of === undefined
            ? `\`${key}\` is missing from \`${path.join(".")}\`.`
            : `\`${key}\` names ${entries.length === 0 ? "no track" : `${entries.length} tracks`}.`,
        expected: `${key}: { track: … }, one track`,
        ...(second === undefined ? {} : { found: entries.map(([track]) => track).join(", "), hint: "Write a rule for each." }),
      },
      "key",
    );
  }
  return only;
}

function resolveSide(of: AgreeSpec["when"], key: "when" | "then", path: Path, tracks: Tracks, frame: Frame): RuleSide {
  const [track, written] = oneTrack(of, path, key, frame) ?? ["", []];
  if (track === "") return { track, states: [], known: undefined };
  const here = [...path, key, track];
  const known = trackOf(track, tracks, frame, here, "key");
  const states = [written].flat();
  const right = states.map((state, index) => {
    const place = Array.isArray(written) ? [...here, index] : here;
    if (state !== ABSENT) return isState(state, frame, place);
    if (key === "then") return true;
    frame.scope.problems.add(place, {
      code: "absent-when",
      message: "A rule begins with a record: what is absent has no state.",
      found: state,
      hint: "Turn the rule round.",
    });
    return false;
  });
  const shown = (state: string) => known?.track.states.includes(state) === true || (key === "then" && state === ABSENT);
  if (known?.sound === true && right.every(Boolean) && !states.some(shown)) {
    frame.scope.problems.add(here, {
      code: "never-shown",
      message: `The track \`${track}\` never shows ${states.join(" or ")}.`,
      found: states.join(", "),
      expected: `one of ${known.track.states.join(", ")}`,
      hint: `Give the track words for it: { ${states[0] ?? ""}: [the system's words] }.`,
    });
  }
  return { track, states: [...new Set(states)], known };
}

function resolveWorth(worth: AgreeSpec["worth"], when: RuleSide, then: RuleSide, path: Path, frame: Frame): AgreeRule["worth"] {
  if (worth === undefined) return undefined;
  const { problems } = frame.scope;
  const [track, field] = typeof worth === "string" ? [when.track, worth] : (oneTrack(worth, path.slice(0, -1), "worth", frame) ?? ["", ""]);
  if (track === "") return undefined;
  const here = typeof worth === "string" ? path : [...path, track];
  if (track !== when.track && track !== then.track) {
    problems.unknown(here, "unknown-track", `The rule has no track \`${track}\`.`, track, [when.track, then.track], "key");
    return undefined;
  }
  const side = track === when.track ? "when" : "then";
  const known = side === "when" ? when.known : then.known;
  if (known?.known && !known.log) typedFieldOf(known.known, field, NUMERIC, "The worth", here, problems);
  return { side, field };
}
