import type { Automation, AutomationLog, AutomationOutput, Handoff } from "../model/index.ts";
import { parseDuration } from "./calendar.ts";
import { refuseIncomparable, type ScopedField } from "./comparisons.ts";
import { momentField, type FindDataset, type KnownDataset } from "./datasets.ts";
import { fieldOf, type Scope } from "./fields.ts";
import { refuseCaseClashes, titleOf } from "./naming.ts";
import { resolvePatterns, type PatternOwners } from "./patterns.ts";
import { pathKey, type Path } from "./place.ts";
import type { AutomationSpec, ParsedEstate } from "./schema.ts";

type Handoffs = ReadonlyMap<string, Handoff>;
type OutputSpec = NonNullable<AutomationSpec["output"]>;
type LogSpec = NonNullable<AutomationSpec["log"]>;

/** Who writes: persons by their patterns, automations by the register. */
export function resolveActors(
  spec: ParsedEstate,
  find: FindDataset,
  handoffs: Handoffs,
  scope: Scope,
): { people: readonly string[]; automations: Automation[] } {
  const owners: PatternOwners = new Map();
  refuseCaseClashes(Object.keys(spec.automations ?? {}), ["automations"], "automations", scope.problems);
  return {
    people: resolvePatterns(spec.people ?? [], "people", ["people"], owners, scope.problems),
    automations: Object.entries(spec.automations ?? {}).map(([id, automation]): Automation => {
      const path: Path = ["automations", id];
      const handoff = automation.handoff === undefined ? undefined : handoffOf(automation.handoff, [...path, "handoff"], handoffs, scope);
      return {
        id,
        title: automation.title ?? titleOf(id),
        actors: resolvePatterns(automation.actors ?? [], `the automation \`${id}\``, [...path, "actors"], owners, scope.problems),
        owner: automation.owner,
        trigger: automation.trigger,
        exceptions: automation.exceptions,
        monitoring: automation.monitoring,
        rollback: automation.rollback,
        handoff: automation.handoff,
        output: automation.output && resolveOutput(automation.output, [...path, "output"], find, scope),
        log: automation.log && resolveLog(automation.log, { name: automation.handoff, handoff }, path, find, scope),
        line: scope.locate(path, "key").line ?? 1,
      };
    }),
  };
}

function handoffOf(name: string, path: Path, handoffs: Handoffs, { problems, broken }: Scope): Handoff | undefined {
  const handoff = handoffs.get(name);
  if (handoff === undefined && !broken.has(pathKey(["handoffs"])) && !broken.has(pathKey(["handoffs", name])))
    problems.unknown(path, "unknown-handoff", `There is no handoff \`${name}\`.`, name, [...handoffs.keys()]);
  return handoff;
}

function resolveOutput(spec: OutputSpec, path: Path, find: FindDataset, { problems }: Scope): AutomationOutput {
  const known = find(spec.dataset, [...path, "dataset"]);
  const every = parseDuration(spec.every);
  if (known?.whole === true && known.dataset.time === undefined) {
    problems.add([...path, "dataset"], {
      code: "no-time",
      message: `Nothing says when a record of \`${spec.dataset}\` was written.`,
      found: spec.dataset,
      expected: "a dataset with times: { created: … }",
      hint: `Add times to \`${spec.dataset}\`.`,
    });
  }
  if (every.count === 0) {
    problems.add([...path, "every"], {
      code: "bad-duration",
      message: "Between two runs there is some time.",
      found: spec.every,
      expected: "1 hours, 1 business days, or more",
    });
  }
  return { dataset: spec.dataset, every, least: spec.least ?? 1 };
}

function resolveLog(
  spec: LogSpec,
  { name, handoff }: { readonly name: string | undefined; readonly handoff: Handoff | undefined },
  path: Path,
  find: FindDataset,
  scope: Scope,
): AutomationLog {
  const { problems } = scope;
  const here = [...path, "log"];
  const log = find(spec.dataset, [...here, "dataset"]);
  const of = find(spec.of, [...here, "of"]);
  if (name === undefined && !scope.broken.has(pathKey(path))) {
    problems.add(
      here,
      {
        code: "no-handoff",
        message: `The log speaks of records of \`${spec.of}\`, and nothing says where they should arrive.`,
        expected: "handoff: the one that this automation carries out",
      },
      "key",
    );
  }
  if (handoff !== undefined && of !== undefined) checkEnd(spec.of, handoff, path, scope);
  const record = log && fieldOf(log, spec.record, [...here, "record"], problems);
  const at = log && momentField(spec.at, log, "The time", [...here, "at"], problems);
  if (log) fieldOf(log, spec.result, [...here, "result"], problems);
  if (log && of && record) checkRecord({ scope: log, field: record }, of, [...here, "record"], scope);
  return {
    dataset: spec.dataset,
    record: spec.record,
    at: at ?? spec.at,
    result: spec.result,
    success: [...new Set([spec.success].flat().map(String))],
    of: spec.of,
  };
}

/** Of what a log names, the handoff must say where it should stand. */
function checkEnd(of: string, { id, from, to, match }: Handoff, path: Path, { problems }: Scope): void {
  const ends = [from.dataset, to.dataset];
  if (!ends.includes(of)) {
    problems.add([...path, "log", "of"], {
      code: "other-datasets",
      message: `The handoff \`${id}\` neither begins nor ends in \`${of}\`.`,
      found: of,
      expected: ends.join(" or "),
    });
  } else if (match.kind === "total") {
    problems.add([...path, "handoff"], {
      code: "no-pairs",
      message: `The handoff \`${id}\` compares totals: of no single record does it say whether it arrived.`,
      found: id,
      hint: "Name another handoff, or leave the log out.",
    });
  }
}

/** A line of the log names its record by the native key. */
function checkRecord(record: ScopedField, of: KnownDataset, path: Path, { problems }: Scope): void {
  const [key, second] = of.dataset.key;
  const own = of.fields.get(key ?? "");
  if (second !== undefined) {
    problems.add(path, {
      code: "wide-key",
      message: `No single field can name a record of \`${of.id}\`, whose key has ${of.dataset.key.length} fields.`,
      found: record.field.name,
      hint: "Leave the log out.",
    });
  } else if (own) refuseIncomparable(record, { scope: of, field: own }, path, problems);
}
