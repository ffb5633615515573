import type { Automation } from "../../model/index.ts";

/** Who an actor is, as far as the estate or the name says. */
export type ActorKind = "person" | "owned-automation" | "unowned-automation";

/** Words in the names of what is no person. */
const MACHINE =
  /(^|[^a-z])(api|app|auto|automation|batch|bot|connector|cron|daemon|etl|import|importer|integration|job|robot|script|service|svc|sync|system|webhook|zapier)([^a-z]|$)/i;

/**
 * A person by the estate's patterns; an automation by its register; else, where the
 * estate says who is a person, what is none is an automation; else by the name.
 */
export function actorKind(
  actor: string,
  { people, automations }: { readonly people: readonly string[]; readonly automations: readonly Automation[] },
): ActorKind {
  if (people.some((pattern) => matches(actor, pattern))) return "person";
  const automation = automations.find(({ actors }) => actors.some((pattern) => matches(actor, pattern)));
  if (automation !== undefined) return automation.owner === undefined ? "unowned-automation" : "owned-automation";
  return people.length > 0 || MACHINE.test(actor) ? "unowned-automation" : "person";
}

/** `*` is any text, `?` one character; without case. */
function matches(text: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "isu").test(text);
}
