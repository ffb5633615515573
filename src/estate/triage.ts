import type { DeclaredAnswer, Workflow } from "../model/index.ts";
import type { Scope } from "./fields.ts";
import { pathKey } from "./place.ts";
import type { ParsedEstate } from "./schema.ts";

/** What people say of the triage; of each question and workflow one answer. */
export function resolveTriage(spec: ParsedEstate, workflows: readonly Workflow[], { problems, broken }: Scope): DeclaredAnswer[] {
  const seen = new Set<string>();
  const certain = !broken.has(pathKey(["workflows"])) && !broken.has(pathKey(["handoffs"]));
  return (spec.triage ?? []).map(({ question, answer, why, by, workflow }, index) => {
    const ids = workflows.map(({ id }) => id);
    if (workflow !== undefined && certain && !ids.includes(workflow) && !broken.has(pathKey(["workflows", workflow])))
      problems.unknown(["triage", index, "workflow"], "unknown-workflow", `There is no workflow \`${workflow}\`.`, workflow, ids);
    const key = pathKey([question, workflow ?? ""]);
    if (seen.has(key)) {
      const message = `\`${question}\` is answered twice${workflow === undefined ? "" : ` of the workflow \`${workflow}\``}.`;
      problems.add(["triage", index], { code: "answered-twice", message, found: question, hint: "Leave one of the answers." });
    }
    seen.add(key);
    return { question, answer, why, by, workflow };
  });
}
