import type { CarryRule, TrackLink } from "../model/index.ts";
import { checkLinked, oneTrack } from "./agree-rules.ts";
import { parseDuration } from "./calendar.ts";
import { refuseIncomparable } from "./comparisons.ts";
import { fieldOf, type FieldScope } from "./fields.ts";
import { isState, type Frame } from "./lifecycle-states.ts";
import { titleOf } from "./naming.ts";
import type { Path } from "./place.ts";
import type { CarrySpec, LifecycleSpec } from "./schema.ts";
import { trackOf, type Tracks } from "./track-links.ts";
import type { Field } from "../model/index.ts";

export function resolveCarryRules(spec: LifecycleSpec, tracks: Tracks, links: readonly TrackLink[], frame: Frame): CarryRule[] {
  return Object.entries(spec.carry ?? {}).map(([id, rule]) => {
    const path: Path = [...frame.path, "carry", id];
    // Both kinds of rules are told by their id alone.
    if (Object.hasOwn(spec.agree ?? {}, id) || Object.hasOwn(frame.template?.agree ?? {}, id)) {
      frame.scope.problems.add(
        path,
        {
          code: "repeated-name",
          message: `The name \`${id}\` stands for two rules of the lifecycle \`${frame.id}\`.`,
          found: id,
          hint: "Rename one of them.",
        },
        "key",
      );
    }
    const from = resolveSide(rule, "from", path, tracks, frame);
    const to = resolveSide(rule, "to", path, tracks, frame);
    if (from.track !== "" && to.track !== "") checkLinked(id, [from.track, to.track], [...path, "to"], { tracks, links, frame });
    if (from.field && to.field && from.scope && to.scope)
      refuseIncomparable(
        { scope: from.scope, field: from.field },
        { scope: to.scope, field: to.field },
        [...path, "to", to.track],
        frame.scope.problems,
      );
    const states = [rule.while ?? []].flat();
    states.forEach((state, index) => isState(state, frame, Array.isArray(rule.while) ? [...path, "while", index] : [...path, "while"]));
    return {
      id,
      title: rule.title ?? titleOf(id),
      from: { track: from.track, field: from.name },
      to: { track: to.track, field: to.name },
      states: [...new Set(states)],
      within: parseDuration(rule.within ?? "0 hours"),
      owner: rule.owner ?? spec.owner,
      decision: rule.decision ?? spec.decision,
      line: frame.scope.locate(path, "key").line ?? 1,
    };
  });
}

interface CarrySide {
  readonly track: string;
  readonly name: string;
  readonly field: Field | undefined;
  readonly scope: FieldScope | undefined;
}

function resolveSide(rule: CarrySpec, key: "from" | "to", path: Path, tracks: Tracks, frame: Frame): CarrySide {
  const { problems } = frame.scope;
  const [track, name] = oneTrack(rule[key], path, key, frame) ?? ["", ""];
  if (track === "") return { track, name, field: undefined, scope: undefined };
  const here = [...path, key, track];
  const known = trackOf(track, tracks, frame, here, "key");
  if (known?.log === true) {
    problems.add(
      here,
      {
        code: "only-with-records",
        message: `The track \`${track}\` follows what its history names: such things have no fields.`,
        hint: "Name the dataset of the records.",
      },
      "key",
    );
    return { track: "", name, field: undefined, scope: undefined };
  }
  return {
    track: known === undefined ? "" : track,
    name,
    field: known?.known && fieldOf(known.known, name, here, problems),
    scope: known?.known,
  };
}
