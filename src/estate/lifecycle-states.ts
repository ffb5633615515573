import type { LifecycleState, Transition } from "../model/index.ts";
import { parseDuration } from "./calendar.ts";
import type { Scope } from "./fields.ts";
import { foldWord, refuseCaseClashes, titleOf } from "./naming.ts";
import type { Path } from "./place.ts";
import type { LifecycleSpec } from "./schema.ts";
import type { Template, TemplateState } from "./templates/index.ts";

/** A lifecycle's states, to be named by its tracks and rules. */
export interface Frame {
  readonly id: string;
  readonly path: Path;
  /** Are its own form and its template right? If not, nothing is concluded from what it lacks. */
  readonly sound: boolean;
  readonly template: Template | undefined;
  readonly states: readonly LifecycleState[];
  readonly scope: Scope;
}

/** Codes of states are small integers; no lifecycle that people can read has more. */
const MAX_STATES = 200;
/** Stands among the states of a rule for having no record. */
export const ABSENT = "absent";

type Written = NonNullable<LifecycleSpec["states"]>;

/** Its states in their order: those of the template, with what is written going before it. */
export function resolveStates(frame: Omit<Frame, "states">, spec: LifecycleSpec): LifecycleState[] {
  const { path, template, sound } = frame;
  const { problems } = frame.scope;
  const written = spec.states ?? {};
  const place = [...path, "states"];
  refuseCaseClashes(Object.keys(written), place, "states", problems);
  const merged = mergeStates(written, template, place, frame);
  for (const id of Object.keys(written)) {
    if (foldWord(id) !== ABSENT) continue;
    problems.add(
      [...place, id],
      {
        code: "reserved-name",
        message: `\`${id}\` stands for having no record, and cannot be a state.`,
        found: id,
        hint: "Rename the state.",
      },
      "key",
    );
  }
  if (merged.length === 0 && sound) {
    problems.add(
      spec.states === undefined ? path : place,
      {
        code: "no-states",
        message: `The lifecycle \`${frame.id}\` has no states.`,
        expected: "states: { scheduled: { next: [completed] }, … }; or a template",
      },
      "key",
    );
  }
  if (merged.length > MAX_STATES) {
    problems.add(
      place,
      {
        code: "too-many-states",
        message: `A lifecycle has ${MAX_STATES} states at most.`,
        found: `${merged.length} states`,
        hint: "Map several words of a system to one state.",
      },
      "key",
    );
  }
  const begins = merged.some(([, { initial }]) => initial === true);
  const leads = merged.some(([, { next }]) => (next ?? []).length > 0);
  return merged.map(([id, state], index): LifecycleState => {
    const final = state.final ?? (leads && (state.next ?? []).length === 0);
    const own = written[id];
    if (final && own !== undefined && own !== false && own.limit !== undefined) {
      problems.add([...place, id, "limit"], {
        code: "limit-on-final",
        message: `A record may stay in \`${id}\` for ever: a final state has no limit.`,
        found: own.limit,
        hint:
          state.final === true
            ? "Leave out final, or the limit."
            : "Say which states are next, write final: false, or leave the limit out.",
      });
    }
    return {
      id,
      title: state.title ?? titleOf(id),
      initial: begins ? state.initial === true : (state.initial ?? index === 0),
      final,
      once: state.once ?? false,
      limit: state.limit === undefined || final ? undefined : parseDuration(state.limit),
    };
  });
}

function mergeStates(
  written: Written,
  template: Template | undefined,
  place: Path,
  frame: Omit<Frame, "states">,
): [string, TemplateState][] {
  const base = template?.states ?? {};
  const order = Object.keys(base);
  const names = Object.keys(written);
  names.forEach((id, index) => {
    if (written[id] === false && !Object.hasOwn(base, id) && frame.sound) refuseNothingToDrop(id, "state", [...place, id], order, frame);
    if (order.includes(id) || written[id] === false) return;
    // A new state stands behind the one that it is written behind, else before the one that it is written before.
    const before = names.slice(0, index).findLast((name) => order.includes(name));
    const after = names.slice(index + 1).find((name) => order.includes(name));
    const at = before !== undefined ? order.indexOf(before) + 1 : after !== undefined ? order.indexOf(after) : order.length;
    order.splice(at, 0, id);
  });
  return order.flatMap((id): [string, TemplateState][] => {
    const own = Object.hasOwn(written, id) ? written[id] : undefined;
    if (own === false) return [];
    const brought = Object.hasOwn(base, id) ? base[id] : undefined;
    return [[id, { ...brought, ...own }]];
  });
}

export function refuseNothingToDrop(
  id: string,
  what: string,
  path: Path,
  known: readonly string[],
  { template, scope }: Omit<Frame, "states">,
): void {
  const near = scope.problems.nearest(id, known);
  scope.problems.add(
    path,
    {
      code: "nothing-to-drop",
      message: template === undefined ? `Without a template there is no ${what} to leave out.` : `The template has no ${what} \`${id}\`.`,
      found: id,
      ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
    },
    "key",
  );
}

/** Is this a state of the lifecycle? If not, that is a problem. */
export function isState(name: string, { states, sound, id, scope }: Frame, path: Path, part: "key" | "value" = "value"): boolean {
  if (states.some((state) => state.id === name)) return true;
  if (sound) {
    const names = states.map((state) => state.id);
    scope.problems.unknown(path, "unknown-state", `The lifecycle \`${id}\` has no state \`${name}\`.`, name, names, part);
  }
  return false;
}

/** Which state may follow which; none where no state says what is next. */
export function resolveTransitions(frame: Frame, spec: LifecycleSpec): Transition[] {
  const { path, template, states, scope } = frame;
  const { problems } = scope;
  const known = new Set(states.map(({ id }) => id));
  const transitions = new Map<string, Transition>();
  const add = (from: string, to: string, rework: boolean) => {
    const key = JSON.stringify([from, to]);
    if (known.has(from) && known.has(to) && !transitions.has(key)) transitions.set(key, { from, to, rework });
  };
  for (const { id } of states) {
    const own = spec.states?.[id];
    const next = own === undefined || own === false ? undefined : own.next;
    (next ?? []).forEach((to, index) => {
      const here = [...path, "states", id, "next", index];
      if (to === id) refuseSelf(id, here, scope);
      else if (isState(to, frame, here)) add(id, to, false);
    });
    if (next === undefined) for (const to of template?.states[id]?.next ?? []) add(id, to, false);
  }
  (spec.rework ?? []).forEach(({ from, to }, index) => {
    const here = [...path, "rework", index];
    const sides = [isState(from, frame, [...here, "from"]), isState(to, frame, [...here, "to"])];
    if (!sides.every(Boolean)) return;
    if (from === to) refuseSelf(from, [...here, "to"], scope);
    else if (transitions.get(JSON.stringify([from, to]))?.rework === false) {
      problems.add([...here, "to"], {
        code: "repeated-transition",
        message: `\`${to}\` follows \`${from}\` already, and is no rework there.`,
        hint: `Take it out of rework, or out of what is next to ${from}.`,
      });
    } else add(from, to, true);
  });
  for (const { from, to } of template?.rework ?? []) add(from, to, true);
  const list = [...transitions.values()];
  if (list.length > 0 && list.every(({ rework }) => rework) && frame.sound) {
    problems.add(
      [...path, "rework"],
      {
        code: "rework-alone",
        message: "No state says what is next, so that no transition is checked.",
        expected: "states with next: [ … ]",
      },
      "key",
    );
  }
  return list;
}

function refuseSelf(id: string, path: Path, { problems }: Scope): void {
  problems.add(path, {
    code: "same-state",
    message: `\`${id}\` cannot follow itself: a record that says the same again has not changed.`,
    found: id,
    hint: "Leave it out.",
  });
}
