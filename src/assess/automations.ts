import { AUTOMATION_PARTS, type Automation, type Estate, type Finding, type ReviewedAutomation } from "../model/index.ts";

/**
 * What runs: every automation of the register with what is known of it and what is a gap, in
 * the order of the estate, then the actors that write like machines and stand in no register.
 */
export function reviewAutomations(
  { automations, datasets }: Pick<Estate, "automations" | "datasets">,
  findings: readonly Finding[],
): ReviewedAutomation[] {
  const own = findings.filter(({ kind }) => kind === "unowned-automation");
  const title = (dataset: string): string => datasets.find(({ id }) => id === dataset)?.title ?? dataset;
  const registered = automations.map((automation) => fromRegister(automation, own, title));
  const strangers = new Map<string, string[]>();
  for (const { subject, outcome, fingerprint } of own)
    if (outcome === "unregistered-actor" && subject !== undefined)
      strangers.set(subject.id, [...(strangers.get(subject.id) ?? []), fingerprint]);
  return [...registered, ...[...strangers].map(([actor]) => stranger(actor, own))];
}

function fromRegister(automation: Automation, findings: readonly Finding[], title: (dataset: string) => string): ReviewedAutomation {
  const { id, actors, handoff, output } = automation;
  const signsAs = patterns(actors);
  const about = findings.filter(({ subject }) =>
    subject?.type === "automation" ? subject.id === id : subject?.type === "actor" && signsAs(subject.id),
  );
  const seen = about.flatMap(({ subject }) => (subject?.type === "actor" ? [subject.id] : []));
  const said = {
    owner: known(automation.owner),
    trigger: known(automation.trigger),
    output: output === undefined ? undefined : outputText(output, title),
    exceptions: known(automation.exceptions),
    monitoring: known(automation.monitoring),
    rollback: known(automation.rollback),
  };
  return {
    id,
    title: automation.title,
    registered: true,
    ...said,
    gaps: AUTOMATION_PARTS.filter((part) => said[part] === undefined),
    handoff,
    signs: actors,
    seen: [...new Set(seen)].toSorted(),
    findings: about.map(({ fingerprint }) => fingerprint),
  };
}

function stranger(actor: string, findings: readonly Finding[]): ReviewedAutomation {
  const about = findings.filter(({ subject }) => subject?.type === "actor" && subject.id === actor);
  return {
    id: actor,
    title: actor,
    registered: false,
    owner: undefined,
    trigger: undefined,
    output: undefined,
    exceptions: undefined,
    monitoring: undefined,
    rollback: undefined,
    gaps: AUTOMATION_PARTS,
    handoff: undefined,
    signs: [],
    seen: [actor],
    findings: about.map(({ fingerprint }) => fingerprint),
  };
}

/** Blank is as good as nothing. */
function known(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text;
}

function outputText({ dataset, every, least }: NonNullable<Automation["output"]>, title: (dataset: string) => string): string {
  const unit = every.unit.replace("-", " ");
  const often = every.count === 1 ? `1 ${unit.replace(/s$/, "")}` : `${every.count} ${unit}`;
  return `${title(dataset)} every ${often}, at least ${least} ${least === 1 ? "record" : "records"}`;
}

/** Does one of the patterns (`*` and `?`, without case) stand for the name? As the register's checks read them. */
function patterns(all: readonly string[]): (name: string) => boolean {
  const tests = all.map((pattern) => {
    const signs = pattern.trim().replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
    return new RegExp(`^${signs.replaceAll(/\*+/g, ".*").replaceAll("?", ".")}$`, "is");
  });
  return (name) => tests.some((test) => test.test(name.trim()));
}
