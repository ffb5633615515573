import type { Dataset, Field } from "../../model/index.ts";
import { setOf, type End, type Plan } from "./plan.ts";
import type { Compared, Holder } from "./values.ts";
import type { Way } from "./ways.ts";

/** Two fields that may hold one fact, which nobody declared. */
export interface Candidate extends Compared {
  readonly name: string;
}

/** Fields of one entity in two datasets that are called the same, or have one role in an identity. */
export function candidatesOf(plan: Plan, a: Dataset, b: Dataset, way: Way): readonly Candidate[] {
  const [own, other] = [plain(plan, a, way, "a"), plain(plan, b, way, "b")];
  const compared = (x: Field, y: Field, name: string): Candidate => ({
    a: { dataset: a.id, field: x.name },
    b: { dataset: b.id, field: y.name },
    tolerance: { kind: "exact", ignoreCase: true },
    name: snake(name),
  });
  const roles = plan.estate.identities.flatMap((identity) => {
    const fieldsOf = (dataset: string) => identity.members.find((member) => member.dataset === dataset)?.fields ?? {};
    return identity.attributes.flatMap(({ name }): Candidate[] => {
      const [[x, ...xs], [y, ...ys]] = [fieldsOf(a.id)[name] ?? [], fieldsOf(b.id)[name] ?? []];
      const [fieldA, fieldB] = [own.find((field) => field.name === x), other.find((field) => field.name === y)];
      return fieldA === undefined || fieldB === undefined || xs.length + ys.length > 0
        ? []
        : [compared(fieldA, fieldB, snake(fieldA.name) === snake(fieldB.name) ? fieldA.name : name)];
    });
  });
  const taken = new Set(roles.map((candidate) => candidate.a.field));
  const named = own.flatMap((x): Candidate[] => {
    const y = taken.has(x.name) ? undefined : other.find((field) => snake(field.name) === snake(x.name));
    return y === undefined ? [] : [compared(x, y, x.name)];
  });
  return [...roles, ...named].filter(
    (candidate) => !isDeclared(plan, candidate) && !isHandedOver(plan, candidate) && !isDivision(plan, a, b, candidate),
  );
}

/** Fields that say something of the thing: not by which it is known, when it was touched, or by whom. */
function plain(plan: Plan, dataset: Dataset, way: Way, end: End): readonly Field[] {
  const links = plan.estate.identities.flatMap((identity) =>
    identity.links.flatMap((link) => [
      ...(link.from === dataset.id ? link.key.map(({ from }) => from) : []),
      ...(link.to === dataset.id ? link.key.map(({ to }) => to) : []),
    ]),
  );
  const apart = new Set([
    ...dataset.key,
    ...Object.values(dataset.times),
    dataset.created,
    dataset.by.created,
    dataset.by.modified,
    ...(way.kind === "key" ? way.on.map((pair) => pair[end]) : []),
    ...links,
  ]);
  return dataset.fields.filter((field) => !apart.has(field.name) && field.type !== "key" && !("value" in field.from));
}

function isDeclared(plan: Plan, { a, b, name }: Candidate): boolean {
  const is = (one: Holder, other: Holder): boolean => one.dataset === other.dataset && one.field === other.field;
  const entity = setOf(plan, a.dataset).dataset.entity;
  return plan.estate.facts.some((fact) => fact.id === `${entity}.${name}` || fact.held.some((holder) => is(holder, a) || is(holder, b)));
}

/** A handoff that compares the two says already which comes from which. */
function isHandedOver(plan: Plan, { a, b }: Candidate): boolean {
  return plan.estate.handoffs.some(({ from, to, compare }) =>
    [
      [a, b],
      [b, a],
    ].some(
      ([x, y]) =>
        from.dataset === x?.dataset && to.dataset === y?.dataset && compare.some((pair) => pair.from === x.field && pair.to === y.field),
    ),
  );
}

/** Units are the estate's own words, and no system's; states that a lifecycle follows in both are judged there. */
function isDivision(plan: Plan, a: Dataset, b: Dataset, candidate: Candidate): boolean {
  if (a.unit === candidate.a.field && b.unit === candidate.b.field) return true;
  if (a.state?.field !== candidate.a.field || b.state?.field !== candidate.b.field) return false;
  return plan.estate.lifecycles.some(({ tracks }) => [a.id, b.id].every((dataset) => tracks.some((track) => track.dataset === dataset)));
}

/** `billingEmail`, `Billing Email` → billing_email. */
function snake(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "")
    .toLowerCase();
}
