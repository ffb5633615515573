import type { Before } from "./order.ts";

/** What a step ends and takes: cents a month, and hundredths of an hour. */
export interface Weight {
  readonly interest: bigint;
  readonly effort: bigint;
}

interface Goal {
  /** The step, and all that must come before it. */
  readonly needs: ReadonlySet<string>;
  /** What is left of them, added up. */
  interest: bigint;
  effort: bigint;
}

/**
 * One order that keeps to `before`. The next goal is the step that ends most interest for
 * an hour of work, where all work counts that must come before it and is not done; that
 * work comes first, by the same rule. Ties go by id. It is the greedy rule of scheduling
 * under precedence, of which no quick way to the best order is known.
 *
 * @param before without circles
 * @returns ids
 */
export function sequence(ids: readonly string[], before: Before, weights: ReadonlyMap<string, Weight>): string[] {
  const goals = new Map([...ids].sort().map((id) => [id, goalOf(id, before, weights)]));
  const uses = usesOf(goals);
  const ordered: string[] = [];
  const done = new Set<string>();
  const finish = (id: string): void => {
    done.add(id);
    ordered.push(id);
    const { interest = 0n, effort = 0n } = weights.get(id) ?? {};
    for (const user of uses.get(id) ?? []) {
      const goal = goals.get(user) as Goal;
      goal.interest -= interest;
      goal.effort -= effort;
    }
  };
  const take = (among: ReadonlySet<string>): void => {
    for (let next = best(among, goals, done); next !== undefined; next = best(among, goals, done)) {
      const { needs } = goals.get(next) as Goal;
      const first = new Set([...needs].filter((id) => id !== next && !done.has(id)));
      if (first.size > 0) take(first);
      finish(next);
    }
  };
  take(new Set(goals.keys()));
  return ordered;
}

function goalOf(id: string, before: Before, weights: ReadonlyMap<string, Weight>): Goal {
  const needs = new Set([id]);
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const first of before.get(next) ?? [])
      if (!needs.has(first)) {
        needs.add(first);
        open.push(first);
      }
  let [interest, effort] = [0n, 0n];
  for (const one of needs) {
    interest += weights.get(one)?.interest ?? 0n;
    effort += weights.get(one)?.effort ?? 0n;
  }
  return { needs, interest, effort };
}

/** By step: the goals that need it. */
function usesOf(goals: ReadonlyMap<string, Goal>): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, string[]>();
  for (const [id, { needs }] of goals)
    for (const one of needs) {
      const own = uses.get(one);
      if (own === undefined) uses.set(one, [id]);
      else own.push(id);
    }
  return uses;
}

function best(among: ReadonlySet<string>, goals: ReadonlyMap<string, Goal>, done: ReadonlySet<string>): string | undefined {
  let found: { readonly id: string; readonly interest: bigint; readonly hours: bigint } | undefined;
  for (const id of among) {
    const goal = goals.get(id);
    if (goal === undefined || done.has(id)) continue;
    // What takes no time at all takes the least that is shown.
    const hours = goal.effort === 0n ? 1n : goal.effort;
    const more = found === undefined ? 1n : goal.interest * found.hours - found.interest * hours;
    if (more > 0n || (more === 0n && found !== undefined && id < found.id)) found = { id, interest: goal.interest, hours };
  }
  return found?.id;
}
