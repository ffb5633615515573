import type { BaselineItem, ReviewedHandoff, ReviewedWorkbook, Undecided } from "../../model/index.ts";
import { counted } from "../triage/answers.ts";
import { line, listed } from "./lines.ts";

const QUESTION = "Does it fail silently, and does it need a human check?";

/** Every handoff once: who is told when it fails, and where people stand between. */
export function handoffLines(review: Undecided): readonly BaselineItem[] {
  if (review.handoffs.length > 0) return review.handoffs.map((handoff) => handoffLine(review, handoff));
  return [
    line({
      topic: "handoffs",
      subject: "Handoffs",
      question: QUESTION,
      state: "unknown",
      evidence: ["no handoff is declared, so none was checked"],
    }),
  ];
}

function handoffLine(review: Undecided, handoff: ReviewedHandoff): BaselineItem {
  const { id, title, owner, alert, breaks, clean } = handoff;
  const findings = review.findings.filter((one) => one.kind !== "status-mismatch" && (one.handoff === id || isAbout(one.subject, id)));
  const success = findings.filter(({ outcome }) => outcome === "logged-success");
  const lied = success.reduce((sum, { records }) => sum + records, 0);
  const silent = alert === undefined && breaks > 0;
  const people = humanChecks(review, handoff);
  const seen = [
    ...(lied > 0 ? [`the connector's log says success for ${counted(lied, "record")} that did not arrive`] : []),
    ...(silent ? [`it fails silently: ${counted(breaks, "break")} and nobody is told`] : []),
    ...(people.length > 0 ? [`it needs a human check: ${listed(people)}`] : []),
  ];
  const evidence = [
    ...scope(handoff),
    ...(people.length === 0 ? ["nothing that was read shows a human check"] : []),
    ...(alert === undefined && !silent
      ? [clean ? "nothing failed, so nothing shows whether anyone would be told" : "nothing shows whether anyone would be told"]
      : []),
  ];
  const state = alert !== undefined ? (lied > 0 ? "conflicting" : "declared") : seen.length > 0 ? "inferred" : "unknown";
  return line({
    topic: "handoffs",
    subject: title,
    question: QUESTION,
    state,
    declared: declaredOf(owner, alert),
    inferred: seen.length === 0 ? undefined : seen.join("; "),
    evidence,
    findings,
  });
}

function declaredOf(owner: string | undefined, alert: string | undefined): string | undefined {
  if (owner === undefined && alert === undefined) return undefined;
  const works = owner === undefined ? "nobody is named who works its exceptions" : `${owner} works its exceptions`;
  return `${works}; ${alert === undefined ? "no alert is named" : `failures are told to ${alert}`}`;
}

/** How many records it carries, how many break, and for how long they wait. */
function scope({ outcomes, breaks, timing }: ReviewedHandoff): readonly string[] {
  const of = (side: "from" | "to"): number =>
    outcomes.filter((one) => one.side === side && one.outcome !== "excluded").reduce((sum, { records }) => sum + records, 0);
  const [upstream, downstream] = [of("from"), of("to")];
  if (upstream + downstream === 0) return ["neither side holds a record in scope"];
  const waiting = timing?.waiting;
  return [
    `${counted(breaks, "break")} among ${upstream} upstream and ${counted(downstream, "downstream record")}`,
    ...(waiting === undefined || waiting.overdue === 0 ? [] : [`${counted(waiting.overdue, "record")} beyond the grace`]),
  ];
}

/** Where people stand between the two systems, in words. */
function humanChecks(review: Undecided, { id, from, to, identity, counts }: ReviewedHandoff): readonly string[] {
  const holds = ({ from: copies, feeds }: ReviewedWorkbook): boolean =>
    copies.includes(from) && (copies.includes(to) || feeds.includes(to));
  const merged = review.workbooks.filter(holds).map(({ title }) => title);
  const typed = review.findings.filter(({ outcome, subject }) => outcome === "re-keyed" && isAbout(subject, id));
  const retyped = typed.reduce((sum, { records }) => sum + records, 0);
  const waits = review.identities.find((one) => one.id === identity)?.review ?? 0;
  return [
    ...(merged.length > 0 ? [`people hold both sides against each other in ${listed(merged)}`] : []),
    ...(retyped > 0 ? [`people typed ${counted(retyped, "record")} again`] : []),
    ...(counts.ambiguous > 0 ? [`${counted(counts.ambiguous, "record")} can only be told apart by a person`] : []),
    ...(waits > 0 ? [`${counted(waits, "pair")} of records ${waits === 1 ? "waits" : "wait"} for a person's word`] : []),
  ];
}

function isAbout(subject: Undecided["findings"][number]["subject"], id: string): boolean {
  return subject?.type === "handoff" && subject.id === id;
}
