import { id, sql, type Sql } from "../../sql/index.ts";
import type { Dataset, Field } from "../../model/index.ts";
import { insertSigns } from "../signs.ts";
import { holderName, textsOf } from "./facts.ts";
import { setOf, systemOf, systemTitle, typeOf, type End, type Plan } from "./plan.ts";
import { agrees, valueOf, type Compared, type Holder } from "./values.ts";
import { waysBetween, type Way } from "./ways.ts";

/** Copies of one thing agree in more than this share of at least so many joined records that have both … */
const AGREE = 0.8;
const LEAST_RECORDS = 20;
/** … and would by accident in at most this share: a column that always says the same is no copy. */
const BY_CHANCE = 0.5;

interface Copies {
  readonly held: Holder[];
  records: number;
  agreeing: number;
}

/**
 * Adds a sign for each fact that nobody declared: fields of one entity in datasets of several systems, called the same or
 * with one role in an identity, that nearly always say the same. Only what an identity or a handoff joins is looked at.
 */
export async function tellUndeclared(plan: Plan, joinedBy: (a: string, b: string, way: Way) => Promise<string>): Promise<void> {
  const datasets = [...plan.input.sets.values()].map(({ dataset }) => dataset);
  const found = new Map<string, Copies>();
  for (const [index, a] of datasets.entries()) {
    for (const b of datasets.slice(index + 1)) {
      if (a.system === b.system || a.entity !== b.entity) continue;
      const way = waysBetween(plan, a.id, b.id).find(({ via }) => via.kind !== "lifecycle");
      const candidates = way === undefined ? [] : candidatesOf(plan, a, b, way);
      if (way === undefined || candidates.length === 0) continue;
      const joined = await joinedBy(a.id, b.id, way);
      for (const candidate of await copiesAmong(plan, joined, candidates)) {
        const name = `${a.entity}.${candidate.name}`;
        const copies = found.get(name) ?? { held: [], records: 0, agreeing: 0 };
        for (const holder of [candidate.a, candidate.b])
          if (!copies.held.some((each) => holderName(each) === holderName(holder))) copies.held.push(holder);
        if (candidate.records > copies.records) Object.assign(copies, { records: candidate.records, agreeing: candidate.agreeing });
        found.set(name, copies);
      }
    }
  }
  for (const [name, copies] of [...found].toSorted(([one], [other]) => (one < other ? -1 : 1))) await tell(plan, name, copies);
}

interface Candidate extends Compared {
  readonly name: string;
}

function candidatesOf(plan: Plan, a: Dataset, b: Dataset, way: Way): readonly Candidate[] {
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

async function copiesAmong(plan: Plan, joined: string, candidates: readonly Candidate[]) {
  const [{ a, b }] = candidates as [Candidate];
  const source = sql`${id(joined)} AS j JOIN ${id(setOf(plan, a.dataset).relation)} AS a ON a._row = j.a_row JOIN ${id(setOf(plan, b.dataset).relation)} AS b ON b._row = j.b_row`;
  const found: (Candidate & { readonly records: number; readonly agreeing: number })[] = [];
  for (const candidate of candidates) {
    // Types that never meet are no copies.
    if (typeOf(setOf(plan, a.dataset).dataset, candidate.a.field) !== typeOf(setOf(plan, b.dataset).dataset, candidate.b.field)) continue;
    const [va, vb] = [valueOf(plan, candidate, "a", "a"), valueOf(plan, candidate, "b", "b")];
    const both = sql`(SELECT * FROM (SELECT j.a_row, j.b_row, ${va} AS va, ${vb} AS vb FROM ${source}) AS v WHERE va IS NOT NULL AND vb IS NOT NULL)`;
    const [row] = await plan.engine.rows<{ records: string; agreeing: string | null; a: string; b: string }>(
      sql`SELECT count(*) AS records, count(DISTINCT a_row) AS a, count(DISTINCT b_row) AS b, CAST(sum(CASE WHEN ${agrees(plan, candidate, sql`va`, sql`vb`)} THEN 1 ELSE 0 END) AS BIGINT) AS agreeing FROM ${both} AS v`,
    );
    const [records, agreeing] = [Number(row?.records ?? 0), Number(row?.agreeing ?? 0)];
    if (Math.min(Number(row?.a ?? 0), Number(row?.b ?? 0)) < LEAST_RECORDS || agreeing <= AGREE * records) continue;
    if ((await chance(plan, both)) > BY_CHANCE * records * records) continue;
    found.push({ ...candidate, records, agreeing });
  }
  return found;
}

/** How many of all pairs of a record of the one and a record of the other would agree. */
async function chance(plan: Plan, both: Sql): Promise<number> {
  const words = (end: End): Sql => sql`(SELECT ${id(`v${end}`)} AS word, count(*) AS n FROM ${both} AS v GROUP BY ${id(`v${end}`)})`;
  const [row] = await plan.engine.rows<{ n: string | null }>(
    sql`SELECT CAST(sum(CAST(x.n AS DOUBLE) * y.n) AS VARCHAR) AS n FROM ${words("a")} AS x JOIN ${words("b")} AS y ON x.word = y.word`,
  );
  return Number(row?.n ?? 0);
}

async function tell(plan: Plan, name: string, { held, records, agreeing }: Copies): Promise<void> {
  const systems = [...new Set(held.map(({ dataset }) => systemOf(plan, dataset)))].toSorted();
  const holders = held.map(holderName).toSorted();
  const detail = {
    ...textsOf(plan, { id: name, owner: undefined }),
    of: String(records),
    agreeing: String(agreeing),
    systems: systems.map((system) => systemTitle(plan, system)).join(", "),
    held: holders.join(", "),
    inferredFact: "true",
  };
  const columns = { records: sql`${records}`, value: sql`${systems.join(", ")}`, detail: sql`${JSON.stringify(detail)}` };
  const head = { kind: "source-of-truth-conflict", outcome: "no-owner", subject: { type: "fact", id: name } } as const;
  await plan.engine.run(insertSigns(plan.names.signs, head, columns, sql`(SELECT 1 AS one) AS one`, plan.dialect));
}

/** `billingEmail`, `Billing Email` → billing_email. */
function snake(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_|_$/g, "")
    .toLowerCase();
}
