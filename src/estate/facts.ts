import type { Fact, Field } from "../model/index.ts";
import { parseDuration } from "./calendar.ts";
import { checkTolerance, refuseIncomparable, resolveTolerance } from "./comparisons.ts";
import type { FindDataset, KnownDataset } from "./datasets.ts";
import { resolveVia, type Ways } from "./fact-joins.ts";
import { fieldOf, type Scope } from "./fields.ts";
import { refuseCaseClashes } from "./naming.ts";
import { pathKey, type Path } from "./place.ts";
import type { FactSpec, ParsedEstate } from "./schema.ts";
import { checkSystem } from "./systems.ts";

/** Every two of them are compared. */
const MOST_HOLDERS = 40;

export function resolveFacts(spec: ParsedEstate, find: FindDataset, ways: Ways, scope: Scope): Fact[] {
  refuseCaseClashes(Object.keys(spec.facts ?? {}), ["facts"], "facts", scope.problems);
  return Object.entries(spec.facts ?? {}).map(([id, fact]) => {
    const path: Path = ["facts", id];
    if (!/^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)+$/.test(id)) {
      scope.problems.add(
        path,
        {
          code: "bad-name",
          message: `\`${id}\` does not name a fact.`,
          found: id,
          expected: "entity.attribute, such as customer.billing_email",
        },
        "key",
      );
    }
    if (fact.owner !== undefined) checkSystem(fact.owner, [...path, "owner"], spec, scope);
    (fact.readers ?? []).forEach((reader, index) => checkSystem(reader, [...path, "readers", index], spec, scope));
    if (!scope.broken.has(pathKey(path))) checkOwner(id, fact, path, Object.keys(spec.systems), scope);
    return resolveFact(id, fact, path, find, ways, scope);
  });
}

function resolveFact(id: string, spec: FactSpec, path: Path, find: FindDataset, ways: Ways, scope: Scope): Fact {
  const whole = !scope.broken.has(pathKey(path));
  const held = Object.entries(spec.held ?? {}).map(([dataset, field]) => ({ dataset, field }));
  if (whole) checkHolders(id, spec, held.length, path, scope);
  const few = held.length <= MOST_HOLDERS;
  const known = few ? resolveHeld(held, path, find, scope) : [];
  const [first] = ownersFirst(known, spec.owner);
  if (first && known.length > 1 && allComparable(first, known, path, scope)) checkTolerance(spec, first.field, path, scope.problems);
  const systems = held.map(({ dataset }) => systemOf(dataset));
  return {
    id,
    owner: spec.owner,
    readers: [...new Set([...(spec.readers ?? []), ...systems.filter((system) => system !== spec.owner)])],
    held,
    via: few
      ? resolveVia(
          { id, spec, datasets: known.map(({ scope: { id: dataset } }) => dataset), whole: whole && known.length === held.length },
          path,
          ways,
          scope,
        )
      : undefined,
    tolerance: resolveTolerance(spec, [...path, "tolerance"], scope.problems),
    grace: parseDuration(spec.grace ?? "0 days"),
    line: scope.locate(path, "key").line ?? 1,
  };
}

function systemOf(dataset: string): string {
  return dataset.split(".")[0] ?? "";
}

/** Is what is written beside `held` written of something? */
function checkHolders(id: string, spec: FactSpec, holders: number, path: Path, { problems }: Scope): void {
  if (spec.held !== undefined && (holders === 0 || holders > MOST_HOLDERS)) {
    problems.add(
      [...path, "held"],
      {
        code: holders === 0 ? "held-nowhere" : "held-too-often",
        message: holders === 0 ? `\`held\` says of no dataset that it holds \`${id}\`.` : `${holders} datasets hold \`${id}\`.`,
        expected: holders === 0 ? "held: { system.dataset: field }" : `at most ${MOST_HOLDERS}`,
      },
      "key",
    );
  }
  for (const key of ["via", "tolerance", "ignoreCase", "grace"] as const) {
    if (spec[key] === undefined || holders > 1) continue;
    problems.add(
      [...path, key],
      {
        code: "only-with-two",
        message: `\`${key}\` says how copies are compared, and ${holders === 1 ? "one dataset alone holds" : "nothing says what holds"} \`${id}\`.`,
        expected: "held: { system.dataset: field, other.dataset: field }",
      },
      "key",
    );
  }
}

interface Holder {
  readonly scope: KnownDataset;
  readonly field: Field;
}

function resolveHeld(held: Fact["held"], path: Path, find: FindDataset, { problems }: Scope): Holder[] {
  return held.flatMap(({ dataset, field: name }) => {
    const here = [...path, "held", dataset];
    const known = find(dataset, here, "key");
    const field = known && fieldOf(known, name, here, problems);
    return known && field ? [{ scope: known, field }] : [];
  });
}

function ownersFirst(holders: readonly Holder[], owner: string | undefined): readonly Holder[] {
  return [...holders].sort((a, b) => Number(b.scope.dataset.system === owner) - Number(a.scope.dataset.system === owner));
}

function allComparable(first: Holder, holders: readonly Holder[], path: Path, { problems }: Scope): boolean {
  const typed = ({ scope, field }: Holder) => !scope.untyped.has(field.name);
  const comparable = holders.map((holder) => {
    const here = [...path, "held", holder.scope.id];
    return holder === first || refuseIncomparable(first, holder, here, problems);
  });
  return comparable.every(Boolean) && holders.every(typed);
}

/** What a system owns, one of its datasets should hold, where any is said to. */
function checkOwner(id: string, { owner, held }: FactSpec, path: Path, systems: readonly string[], { problems }: Scope): void {
  const holders = [...new Set(Object.keys(held ?? {}).map(systemOf))];
  if (owner === undefined || holders.length === 0 || holders.includes(owner)) return;
  // A name that nobody bears is said already.
  if (![owner, ...holders].every((system) => systems.includes(system))) return;
  problems.add([...path, "owner"], {
    code: "owner-holds-nothing",
    message: `\`${owner}\` owns \`${id}\`, and none of its datasets holds it.`,
    found: owner,
    expected: `${holders.join(" or ")}; or a field of ${owner} under held`,
    hint: `Write held: { ${owner}.dataset: field }, or name another owner.`,
  });
}
