import { createHash } from "node:crypto";
import { PLAN_WORK, type PlanWork } from "../../model/index.ts";
import type { Draft, Place } from "./draft.ts";

/** Work at one place that is done at one time. */
export interface Raw {
  readonly id: string;
  readonly work: PlanWork;
  readonly place: Place;
  readonly owner: string | undefined;
  readonly system: string | undefined;
  /** Those that ask for it by themselves, then those that go with them; the same whatever the order of the findings. */
  readonly drafts: readonly Draft[];
  /** Fingerprints. */
  readonly serves: ReadonlySet<string>;
}

/** The same work at the same place is one step, whatever findings ask for it. */
export function mergeDrafts(drafts: readonly Draft[]): Raw[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    // One setting is one change, wherever it shows.
    const at = draft.work === "change-setting" ? "" : `${draft.place.type}:${draft.place.id}`;
    const key = JSON.stringify([draft.work, at, draft.apart ?? null]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [draft]);
    else group.push(draft);
  }
  return [...groups.values()].map((group) => rawOf(group.toSorted(byWeight))).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function rawOf(drafts: readonly Draft[]): Raw {
  const [first] = drafts as readonly [Draft, ...Draft[]];
  const own = drafts.filter(({ follows }) => follows === undefined);
  const owners = new Set((own.length > 0 ? own : drafts).map(({ owner }) => owner));
  const systems = new Set(own.flatMap(({ system }) => system ?? []));
  const { work, place, apart } = first;
  const mark = apart === undefined ? "" : `:${createHash("sha256").update(apart).digest("hex").slice(0, 6)}`;
  const at = work === "change-setting" ? "" : `:${place.type}:${place.id}`;
  return {
    id: `${work}${at}${mark}`,
    work,
    place,
    owner: work === "name-owner" ? undefined : [...owners].filter((owner) => owner !== undefined).sort()[0],
    system: systems.size === 1 ? [...systems][0] : undefined,
    drafts,
    serves: new Set(drafts.map(({ finding }) => finding.fingerprint)),
  };
}

function byWeight(a: Draft, b: Draft): number {
  const [left, right] = [a.finding, b.finding];
  return (
    Number(left.symptomOf !== undefined) - Number(right.symptomOf !== undefined) ||
    Number(left.lifecycle !== undefined) - Number(right.lifecycle !== undefined) ||
    right.records - left.records ||
    (left.fingerprint < right.fingerprint ? -1 : left.fingerprint > right.fingerprint ? 1 : a.clause < b.clause ? -1 : 1)
  );
}

/** What mends records, and what stops them from breaking. */
export const MENDS: ReadonlySet<PlanWork> = new Set(["decide-records", "repair-records"]);

export function rankOf(work: PlanWork): number {
  return PLAN_WORK.indexOf(work);
}
