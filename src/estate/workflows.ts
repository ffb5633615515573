import type { Handoff, Workflow, WorkflowJoin } from "../model/index.ts";
import { refuseIncomparable } from "./comparisons.ts";
import type { FindDataset } from "./datasets.ts";
import { fieldOf, type Scope } from "./fields.ts";
import { refuseCaseClashes, titleOf } from "./naming.ts";
import { pathKey, type Path } from "./place.ts";
import type { ParsedEstate, WorkflowSpec } from "./schema.ts";

type Handoffs = ReadonlyMap<string, Handoff>;

/** The declared workflows, then those that handoffs name and nobody declared. */
export function resolveWorkflows(spec: ParsedEstate, find: FindDataset, handoffs: Handoffs, scope: Scope): Workflow[] {
  refuseCaseClashes(Object.keys(spec.workflows ?? {}), ["workflows"], "workflows", scope.problems);
  const declared = Object.entries(spec.workflows ?? {}).map(([id, workflow]) => resolveWorkflow(id, workflow, find, handoffs, scope));
  const named = [...new Set([...handoffs.values()].flatMap((handoff) => handoff.workflows))];
  const known = new Set(declared.map(({ id }) => id));
  return [...declared, ...named.filter((id) => !known.has(id)).map((id) => impliedWorkflow(id, handoffs))];
}

function impliedWorkflow(id: string, handoffs: Handoffs): Workflow {
  const steps = [...handoffs.values()].filter(({ workflows }) => workflows.includes(id));
  return {
    id,
    title: titleOf(id),
    decision: commonDecision(steps),
    handoffs: steps.map((step) => step.id),
    joins: [],
    line: steps[0]?.line ?? 1,
  };
}

/** The one decision that all of them feed. */
function commonDecision(steps: readonly Handoff[]): string | undefined {
  const [only, second] = new Set(steps.map(({ decision }) => decision));
  return second === undefined && new Set(steps.map(({ decision }) => decision)).size === 1 ? only : undefined;
}

function resolveWorkflow(id: string, spec: WorkflowSpec, find: FindDataset, handoffs: Handoffs, scope: Scope): Workflow {
  const { problems, broken } = scope;
  const path: Path = ["workflows", id];
  const steps = spec.handoffs.map((name, index) => {
    const handoff = handoffs.get(name);
    const here = [...path, "handoffs", index];
    if (handoff === undefined && !broken.has(pathKey(["handoffs"])) && !broken.has(pathKey(["handoffs", name])))
      problems.unknown(here, "unknown-handoff", `There is no handoff \`${name}\`.`, name, [...handoffs.keys()]);
    if (spec.handoffs.indexOf(name) < index) {
      const message = `The handoff \`${name}\` stands twice in the workflow \`${id}\`.`;
      problems.add(here, { code: "repeated-handoff", message, found: name, hint: "Leave one of them." });
    }
    return handoff;
  });
  const written = (spec.joins ?? []).map((join, index) => resolveJoin(join, find, [...path, "joins", index], scope));
  const used = new Set<number>();
  const joins: WorkflowJoin[] = [];
  let connected = true;
  steps.slice(1).forEach((step, index) => {
    const before = steps[index];
    if (before === undefined || step === undefined || before === step || before.to.dataset === step.from.dataset) return;
    const [end, start] = [before.to.dataset, step.from.dataset];
    const at = written.findIndex(({ from, to }) => (from === end && to === start) || (from === start && to === end));
    const join = written[at];
    if (join !== undefined) {
      used.add(at);
      // Turned, where it must be, so that it leads along the chain.
      const turned = join.from === end ? join : { from: end, to: start, on: join.on.map((pair) => ({ from: pair.to, to: pair.from })) };
      if (!joins.some(({ from, to }) => from === end && to === start)) joins.push(turned);
    } else if (!broken.has(pathKey(path)) && !written.some(({ from, to }) => from === "" || to === "")) {
      connected = false;
      problems.add([...path, "handoffs", index + 1], {
        code: "not-connected",
        message: `\`${before.id}\` ends in \`${end}\`, but \`${step.id}\` begins with \`${start}\`.`,
        found: start,
        expected: `a handoff from ${end}, or a join`,
        hint: `Put the handoffs into the order of the chain, or write joins: [{ from: ${end}, to: ${start}, match: { field: field } }].`,
      });
    }
  });
  const certain = connected && steps.every((step) => step !== undefined) && !broken.has(pathKey(path));
  written.forEach(({ from, to }, index) => {
    if (!certain || used.has(index) || from === "" || to === "") return;
    problems.add([...path, "joins", index], {
      code: "unused-join",
      message: `No handoff of the workflow \`${id}\` ends in \`${from}\` with the next one beginning in \`${to}\`.`,
      hint: "Leave the join out, or name the datasets between two handoffs.",
    });
  });
  return {
    id,
    title: spec.title ?? titleOf(id),
    decision: spec.decision ?? commonDecision(steps.filter((step) => step !== undefined)),
    handoffs: spec.handoffs,
    joins,
    line: scope.locate(path, "key").line ?? 1,
  };
}

/** A join; an unknown dataset becomes an empty name. */
function resolveJoin(spec: NonNullable<WorkflowSpec["joins"]>[number], find: FindDataset, path: Path, { problems }: Scope): WorkflowJoin {
  const from = find(spec.from, [...path, "from"]);
  const to = find(spec.to, [...path, "to"]);
  const pairs = Object.entries(spec.match);
  if (pairs.length === 0) {
    const message = "The join does not say which fields match.";
    problems.add([...path, "match"], { code: "empty-match", message, expected: "field of from: field of to" }, "key");
  }
  for (const [own, other] of pairs) {
    const here = [...path, "match", own];
    const a = from && fieldOf(from, own, here, problems, "key");
    const b = to && fieldOf(to, other, here, problems);
    if (a && b && from && to) refuseIncomparable({ scope: from, field: a }, { scope: to, field: b }, here, problems);
  }
  return {
    from: from === undefined ? "" : spec.from,
    to: to === undefined ? "" : spec.to,
    on: pairs.map(([own, other]) => ({ from: own, to: other })),
  };
}
