import { ALERT_KINDS, type AlertSettings, type AlertTarget } from "../model/index.ts";
import { parseDuration } from "./calendar.ts";
import type { Scope } from "./fields.ts";
import { pathKey } from "./place.ts";
import type { ParsedEstate } from "./schema.ts";

type TargetSpec = NonNullable<ParsedEstate["alerts"]>["targets"][string];

/** Who is told; undefined: nobody. */
export function resolveAlerts({ alerts }: ParsedEstate, { problems, broken }: Scope): AlertSettings | undefined {
  if (alerts === undefined) return undefined;
  const targets = Object.entries(alerts.targets).map(([name, spec]) => toTarget(name, spec));
  const by = alerts.digest?.by;
  const mails = targets.filter(({ type }) => type === "email").map(({ name }) => name);
  const known = by === undefined || mails.includes(by) || broken.has(pathKey(["alerts", "targets", by]));
  if (!known) problems.unknown(["alerts", "digest", "by"], "unknown-target", `There is no e-mail target \`${by}\`.`, by, mails);
  return {
    targets,
    expected: alerts.expected === undefined ? undefined : parseDuration(alerts.expected),
    digest:
      alerts.digest === undefined ? undefined : { by: alerts.digest.by, hour: alerts.digest.hour ?? 7, owners: alerts.digest.owners ?? {} },
  };
}

function toTarget(name: string, spec: TargetSpec): AlertTarget {
  const base = { name, on: spec.on ?? ALERT_KINDS, from: spec.from ?? "low", privateNetwork: spec.privateNetwork ?? false };
  switch (spec.type) {
    case "email":
      return { ...base, type: spec.type, serverVariable: variableOf(spec.server), sender: spec.sender, to: spec.to };
    case "webhook":
      return { ...base, type: spec.type, urlVariable: variableOf(spec.url), secretVariable: variableOf(spec.secret) };
    default:
      return { ...base, type: spec.type, urlVariable: variableOf(spec.url) };
  }
}

/** `${NAME}`, whose form the schema has checked. */
function variableOf(written: string): string {
  return written.slice(2, -1);
}
