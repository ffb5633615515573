import { parseTerm, type FieldUse } from "./fields.ts";
import { parseReference, roleOf } from "./roles.ts";
import type { IdentitySpec, LifecycleSpec, ParsedEstate, SideSpec } from "./schema.ts";

/** How every dataset's fields are used, in the dataset itself and in handoffs; by dataset id. */
export function collectUse(spec: ParsedEstate): ReadonlyMap<string, FieldUse> {
  const uses = new Map<string, FieldUse>();
  for (const [system, { datasets }] of Object.entries(spec.systems)) {
    for (const [name, dataset] of Object.entries(datasets)) {
      const moments = Object.values(dataset.times ?? {});
      const amounts = Object.values(dataset.fields).flatMap((field) =>
        typeof field === "object" && field.sum ? field.sum.map((term) => parseTerm(term).field) : [],
      );
      uses.set(`${system}.${name}`, {
        keys: new Set([dataset.key].flat()),
        amounts: new Set([...(dataset.amount === undefined ? [] : [dataset.amount]), ...amounts]),
        times: new Set([...moments, ...(dataset.time === undefined ? [] : [dataset.time])]),
      });
    }
  }
  for (const identity of Object.values(spec.identities ?? {})) addIdentity(uses, identity);
  for (const handoff of Object.values(spec.handoffs ?? {})) {
    const from = addSide(uses, handoff.from);
    const to = addSide(uses, handoff.to);
    if (typeof handoff.match !== "string") addMatch(from, to, handoff.match);
    for (const adjustment of Object.values(handoff.adjustments ?? {})) {
      if (adjustment.from !== undefined) from?.amounts.add(adjustment.from);
      if (adjustment.to !== undefined) to?.amounts.add(adjustment.to);
      const third = adjustment.dataset === undefined ? undefined : uses.get(adjustment.dataset);
      if (adjustment.amount !== undefined) third?.amounts.add(adjustment.amount);
      for (const [field, matches] of Object.entries(adjustment.match ?? {})) {
        third?.keys.add(field);
        (handoff.cardinality === "many-to-one" ? to : from)?.keys.add(matches);
      }
    }
  }
  for (const { log } of Object.values(spec.automations ?? {})) {
    if (log === undefined) continue;
    uses.get(log.dataset)?.keys.add(log.record);
    uses.get(log.dataset)?.times.add(log.at);
  }
  for (const { of, date } of Object.values(spec.metrics ?? {})) if (date !== undefined) uses.get(of)?.times.add(date);
  for (const { values } of Object.values(spec.reports ?? {})) if ("dataset" in values) uses.get(values.dataset)?.amounts.add(values.value);
  for (const lifecycle of Object.values(spec.lifecycles ?? {})) addLifecycle(uses, lifecycle);
  for (const workflow of Object.values(spec.workflows ?? {})) {
    for (const { from, to, match } of workflow.joins ?? []) addMatch(uses.get(from), uses.get(to), match);
  }
  return uses;
}

function addMatch(from: FieldUse | undefined, to: FieldUse | undefined, match: Readonly<Record<string, string>>): void {
  for (const [own, other] of Object.entries(match)) {
    from?.keys.add(own);
    to?.keys.add(other);
  }
}

function addLifecycle(uses: ReadonlyMap<string, FieldUse>, { tracks, links, agree }: LifecycleSpec): void {
  const useOf = (track: string): FieldUse | undefined => {
    const spec = Object.hasOwn(tracks, track) ? tracks[track] : undefined;
    return uses.get(spec?.dataset ?? spec?.history?.dataset ?? "");
  };
  for (const [name, { stamps, since, history }] of Object.entries(tracks)) {
    for (const time of [...Object.values(stamps ?? {}), ...(since === undefined ? [] : [since])]) useOf(name)?.times.add(time);
    if (history === undefined) continue;
    const use = uses.get(history.dataset);
    use?.keys.add(history.record);
    for (const time of [history.at, history.recorded]) if (time !== undefined) use?.times.add(time);
  }
  for (const { from, to, match } of links ?? []) addMatch(useOf(from), useOf(to), match ?? {});
  for (const rule of Object.values(agree ?? {})) {
    if (rule === false || rule.worth === undefined) continue;
    const [when = ""] = Object.keys(rule.when ?? {});
    const worth = typeof rule.worth === "string" ? { [when]: rule.worth } : rule.worth;
    for (const [track, field] of Object.entries(worth)) useOf(track)?.amounts.add(field);
  }
}

function addIdentity(uses: ReadonlyMap<string, FieldUse>, identity: IdentitySpec): void {
  for (const [dataset, { fields, references }] of Object.entries(identity.members)) {
    const use = uses.get(dataset);
    for (const [attribute, names] of Object.entries(fields)) {
      const role = roleOf(attribute, identity.attributes);
      for (const name of [names].flat()) {
        if (role === "amount") use?.amounts.add(name);
        if (role === "event-date") use?.times.add(name);
      }
    }
    for (const reference of references ?? []) {
      const { dataset: other, field } = parseReference(reference);
      uses.get(other)?.keys.add(field);
    }
  }
  for (const { from, to, key } of identity.links ?? []) {
    for (const [own, other] of Object.entries(key ?? {})) {
      uses.get(from)?.keys.add(own);
      uses.get(to)?.keys.add(other);
    }
  }
}

function addSide(uses: ReadonlyMap<string, FieldUse>, side: SideSpec): FieldUse | undefined {
  const use = uses.get(typeof side === "string" ? side : side.dataset);
  if (typeof side === "object") {
    if (side.amount !== undefined) use?.amounts.add(side.amount);
    if (side.clock !== undefined) use?.times.add(side.clock);
  }
  return use;
}
