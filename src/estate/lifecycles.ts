import type { Handoff, Lifecycle, Track } from "../model/index.ts";
import { resolveAgreeRules } from "./agree-rules.ts";
import { resolveCarryRules } from "./carry-rules.ts";
import type { FindDataset } from "./datasets.ts";
import type { Scope } from "./fields.ts";
import { resolveStates, resolveTransitions, type Frame } from "./lifecycle-states.ts";
import { refuseCaseClashes, titleOf } from "./naming.ts";
import { pathKey, type Path } from "./place.ts";
import type { LifecycleSpec, ParsedEstate } from "./schema.ts";
import { TEMPLATES, type Template } from "./templates/index.ts";
import { resolveTrackLinks } from "./track-links.ts";
import { resolveTrack } from "./tracks.ts";

export function resolveLifecycles(
  spec: ParsedEstate,
  find: FindDataset,
  handoffs: ReadonlyMap<string, Handoff>,
  scope: Scope,
): Lifecycle[] {
  refuseCaseClashes(Object.keys(spec.lifecycles ?? {}), ["lifecycles"], "lifecycles", scope.problems);
  const workflows = [
    ...new Set([
      ...Object.keys(spec.workflows ?? {}),
      ...[...handoffs.values()].flatMap((each) => each.workflows),
      ...Object.keys(TEMPLATES),
    ]),
  ];
  return Object.entries(spec.lifecycles ?? {}).map(([id, lifecycle]) => {
    const path: Path = ["lifecycles", id];
    const uncertain = ["workflows", "handoffs"].some((part) =>
      [...scope.broken].some((key) => key.startsWith(pathKey([part]).slice(0, -1))),
    );
    (lifecycle.workflows ?? []).forEach((name, index) => {
      if (workflows.includes(name) || uncertain) return;
      scope.problems.unknown([...path, "workflows", index], "unknown-workflow", `There is no workflow \`${name}\`.`, name, workflows);
    });
    const resolved = resolveLifecycle(id, lifecycle, path, find, handoffs, scope);
    return { ...resolved, tracks: resolved.tracks.map((track) => ({ ...track, title: trackTitle(track, lifecycle, resolved, spec) })) };
  });
}

/** A track is called like its system; where two tracks follow one system, by its own name. */
function trackTitle({ id, title, dataset }: Track, written: LifecycleSpec, { tracks }: Lifecycle, { systems }: ParsedEstate): string {
  const systemOf = (of: string): string => of.split(".")[0] ?? "";
  const alone = tracks.filter((other) => systemOf(other.dataset) === systemOf(dataset)).length === 1;
  return written.tracks[id]?.title ?? (alone ? systems[systemOf(dataset)]?.title : undefined) ?? title;
}

function resolveLifecycle(
  id: string,
  spec: LifecycleSpec,
  path: Path,
  find: FindDataset,
  handoffs: ReadonlyMap<string, Handoff>,
  scope: Scope,
): Lifecycle {
  const template = templateOf(spec.template, [...path, "template"], scope);
  const sound = !scope.broken.has(pathKey(path)) && (spec.template === undefined || template !== undefined);
  const bare = { id, path, sound, template, scope };
  const frame: Frame = { ...bare, states: resolveStates(bare, spec) };
  const transitions = resolveTransitions(frame, spec);
  refuseCaseClashes(Object.keys(spec.tracks), [...path, "tracks"], "tracks", scope.problems);
  if (Object.keys(spec.tracks).length === 0 && sound) {
    const message = `The lifecycle \`${id}\` is followed in no system.`;
    scope.problems.add(
      [...path, "tracks"],
      { code: "no-tracks", message, expected: "tracks: { system: { dataset: system.dataset } }" },
      "key",
    );
  }
  const tracks = new Map(Object.entries(spec.tracks).map(([name, track]) => [name, resolveTrack(name, track, find, frame)]));
  const links = resolveTrackLinks(spec.links ?? [], tracks, handoffs, frame);
  refuseCaseClashes(Object.keys(spec.agree ?? {}), [...path, "agree"], "rules", scope.problems);
  refuseCaseClashes(Object.keys(spec.carry ?? {}), [...path, "carry"], "rules", scope.problems);
  return {
    id,
    title: spec.title ?? titleOf(id),
    entity: spec.entity ?? template?.entity,
    states: frame.states,
    transitions,
    reworkLimit: spec.reworkLimit ?? template?.reworkLimit ?? 1,
    tracks: [...tracks.values()].map(({ track }) => track),
    links,
    rules: resolveAgreeRules({ spec, tracks, links, frame }),
    carries: resolveCarryRules(spec, tracks, links, frame),
    owner: spec.owner,
    decision: spec.decision,
    workflows: spec.workflows ?? (template === undefined || spec.template === undefined ? [] : [spec.template]),
    line: scope.locate(path, "key").line ?? 1,
  };
}

function templateOf(name: string | undefined, path: Path, { problems }: Scope): Template | undefined {
  if (name === undefined) return undefined;
  const template = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined;
  if (template === undefined) problems.unknown(path, "unknown-template", `There is no template \`${name}\`.`, name, Object.keys(TEMPLATES));
  return template;
}
