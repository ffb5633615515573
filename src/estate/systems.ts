import type { Maintenance, System } from "../model/index.ts";
import { checkDay, isDay } from "./calendar.ts";
import type { Scope } from "./fields.ts";
import { titleOf } from "./naming.ts";
import { pathKey, type Path } from "./place.ts";
import type { ParsedEstate } from "./schema.ts";

export function resolveSystems(spec: ParsedEstate, { problems }: Scope): System[] {
  return Object.entries(spec.systems).map(([id, system]) => {
    if (system.retired !== undefined) checkDay(system.retired, ["systems", id, "retired"], problems);
    return {
      id,
      title: system.title ?? titleOf(id),
      vendor: system.vendor,
      kind: system.kind ?? "other",
      owner: system.owner,
      retired: system.retired,
    };
  });
}

/** Reports a name that no system bears. */
export function checkSystem(system: string, path: Path, { systems }: ParsedEstate, { problems, broken }: Scope): void {
  if (Object.hasOwn(systems, system) || broken.has(pathKey(["systems"])) || broken.has(pathKey(["systems", system]))) return;
  problems.unknown(path, "unknown-system", `There is no system \`${system}\`.`, system, Object.keys(systems));
}

export function resolveMaintenance(spec: ParsedEstate, scope: Scope): Maintenance[] {
  return (spec.maintenance ?? []).map(({ system, from, to = from }, index) => {
    const path: Path = ["maintenance", index];
    checkSystem(system, [...path, "system"], spec, scope);
    checkDay(from, [...path, "from"], scope.problems);
    if (to !== from) checkDay(to, [...path, "to"], scope.problems);
    if (isDay(from) && isDay(to) && to < from) {
      scope.problems.add([...path, "to"], {
        code: "ends-before-it-begins",
        message: `This maintenance of \`${system}\` ends before it begins.`,
        found: to,
        expected: `${from}, or a later day`,
      });
    }
    return { system, from, to };
  });
}
