import { resolveAlerts } from "./alerts.ts";
import type { Estate, Unit } from "../model/index.ts";
import { resolveActors } from "./automations.ts";
import { checkDay, checkTimeZone, utcInstant, weekdayNumbers } from "./calendar.ts";
import { resolveCosts } from "./costs.ts";
import { resolveDataset, type FindDataset, type KnownDataset } from "./datasets.ts";
import { waysOf } from "./fact-joins.ts";
import { resolveFacts } from "./facts.ts";
import type { Scope } from "./fields.ts";
import { resolveHandoff } from "./handoffs.ts";
import { resolveIdentities } from "./identities.ts";
import { resolveLifecycles } from "./lifecycles.ts";
import { foldWord, refuseCaseClashes, titleOf } from "./naming.ts";
import { pathKey, type Locate } from "./place.ts";
import { Problems } from "./problems.ts";
import type { ParsedEstate } from "./schema.ts";
import { resolveReports } from "./reports.ts";
import { readShape } from "./shape.ts";
import { badInstant } from "./sources.ts";
import { resolveMaintenance, resolveSystems } from "./systems.ts";
import { collectUse } from "./usage.ts";
import { resolveTriage } from "./triage.ts";
import { resolveWorkflows } from "./workflows.ts";

export interface EstateContext {
  /** Absolute path of the estate's file. */
  readonly file: string;
  /** Absolute directory of its sources. */
  readonly directory: string;
  /** Where a value of the spec stands. */
  readonly locate: Locate;
}

/**
 * Fills in every default and checks every reference.
 * @throws InputError with everything that is wrong, in the order of the file
 */
export function resolveEstate(spec: unknown, context: EstateContext): Estate {
  const problems = new Problems(context.locate);
  const shape = readShape(spec, problems);
  if (!shape) {
    problems.throwIfAny();
    throw new Error("a shape that cannot be read has problems");
  }
  const scope: Scope = {
    problems,
    locate: context.locate,
    broken: shape.broken,
    timeZone: shape.spec.timeZone,
    currency: shape.spec.currency,
  };
  const estate = resolveShape(shape.spec, context, scope);
  problems.throwIfAny();
  return estate;
}

function resolveShape(spec: ParsedEstate, context: EstateContext, scope: Scope): Estate {
  const { problems } = scope;
  checkTimeZone(spec.timeZone, ["timeZone"], problems);
  const asOf = spec.asOf === undefined ? undefined : utcInstant(spec.asOf);
  if (spec.asOf !== undefined && asOf === undefined) problems.add(["asOf"], badInstant(spec.asOf));
  (spec.holidays ?? []).forEach((day, index) => {
    checkDay(day, ["holidays", index], problems);
  });
  refuseCaseClashes(Object.keys(spec.systems), ["systems"], "systems", problems);
  refuseCaseClashes(Object.keys(spec.handoffs ?? {}), ["handoffs"], "handoffs", problems);
  const datasets = resolveDatasets(spec, scope);
  const find = datasetFinder(datasets, scope);
  const before = problems.count;
  const identities = resolveIdentities(spec, find, scope);
  const handoffs = new Map(
    Object.entries(spec.handoffs ?? {}).map(([id, handoff]) => [id, resolveHandoff(id, handoff, find, identities, scope)]),
  );
  const joined = {
    identities: [...identities.values()].map(({ identity }) => identity),
    handoffs: [...handoffs.values()],
    lifecycles: resolveLifecycles(spec, find, handoffs, scope),
  };
  // Whatever was cut away of them, or is wrong with them, may be what joins two datasets.
  const cut = ["identities", "handoffs", "lifecycles"].some((part) =>
    [...scope.broken].some((key) => key.startsWith(pathKey([part]).slice(0, -1))),
  );
  const certain = problems.count === before && !cut;
  const facts = resolveFacts(spec, find, waysOf(joined, certain), scope);
  const workflows = resolveWorkflows(spec, find, handoffs, scope);
  const alerts = resolveAlerts(spec, scope);
  return {
    name: spec.estate,
    title: spec.title ?? titleOf(spec.estate),
    file: context.file,
    directory: context.directory,
    timeZone: spec.timeZone,
    currency: spec.currency,
    dateOrder: spec.dateOrder ?? "mdy",
    asOf,
    businessDays: weekdayNumbers(spec.businessDays ?? ["mon", "tue", "wed", "thu", "fri"]),
    holidays: [...new Set(spec.holidays)].sort(),
    due: spec.desk?.due,
    units: resolveUnits(spec.units, problems),
    systems: resolveSystems(spec, scope),
    datasets: [...datasets.values()].map((known) => known.dataset),
    facts,
    ...joined,
    workflows,
    ...resolveActors(spec, find, handoffs, scope),
    maintenance: resolveMaintenance(spec, scope),
    ...resolveReports(spec, find, scope),
    costs: resolveCosts(spec, scope),
    triage: resolveTriage(spec, workflows, scope),
    ...(alerts === undefined ? {} : { alerts }),
  };
}

function resolveDatasets(spec: ParsedEstate, scope: Scope): Map<string, KnownDataset> {
  const uses = collectUse(spec);
  const datasets = new Map<string, KnownDataset>();
  for (const [system, written] of Object.entries(spec.systems)) {
    refuseCaseClashes(Object.keys(written.datasets), ["systems", system, "datasets"], "datasets", scope.problems);
    for (const [name, dataset] of Object.entries(written.datasets)) {
      const id = `${system}.${name}`;
      const use = uses.get(id) ?? { keys: new Set(), amounts: new Set(), times: new Set() };
      datasets.set(id, resolveDataset(system, name, dataset, use, scope));
    }
  }
  return datasets;
}

function datasetFinder(datasets: ReadonlyMap<string, KnownDataset>, { broken, problems }: Scope): FindDataset {
  return (id, path, part) => {
    const known = datasets.get(id);
    if (known) return known;
    const [system = "", name = ""] = id.split(".");
    const inBroken =
      broken.has(pathKey(["systems"])) ||
      broken.has(pathKey(["systems", system])) ||
      broken.has(pathKey(["systems", system, "datasets", name]));
    if (!inBroken) problems.unknown(path, "unknown-dataset", `There is no dataset \`${id}\`.`, id, [...datasets.keys()], part);
    return undefined;
  };
}

function resolveUnits(specs: ParsedEstate["units"], problems: Problems): Unit[] {
  const owners = new Map<string, string>();
  refuseCaseClashes(Object.keys(specs ?? {}), ["units"], "units", problems);
  return Object.entries(specs ?? {}).map(([id, spec]) => {
    const written = typeof spec === "string" ? { title: spec } : spec;
    const title = written.title ?? titleOf(id);
    const titlePath = typeof spec === "string" ? ["units", id] : ["units", id, "title"];
    const words = [
      { word: id, path: ["units", id], part: "key" as const },
      { word: title, path: titlePath, part: "value" as const },
      ...(written.aliases ?? []).map((word, index) => ({ word, path: ["units", id, "aliases", index], part: "value" as const })),
    ];
    const aliases: string[] = [];
    for (const { word, path, part } of words) {
      const owner = owners.get(foldWord(word));
      if (owner === undefined) aliases.push(word);
      else if (owner !== id && foldWord(word) !== foldWord(id)) {
        problems.add(
          path,
          {
            code: "alias-of-two-units",
            message: `The word \`${word}\` stands for the units \`${owner}\` and \`${id}\`.`,
            found: word,
            hint: "Words are compared without regard to case; leave it with one unit.",
          },
          part,
        );
      }
      if (owner === undefined) owners.set(foldWord(word), id);
    }
    const acquired = typeof spec === "string" ? undefined : spec.acquired;
    if (acquired !== undefined) checkDay(acquired, ["units", id, "acquired"], problems);
    return { id, title, aliases, acquired, owner: typeof spec === "string" ? undefined : spec.owner };
  });
}
