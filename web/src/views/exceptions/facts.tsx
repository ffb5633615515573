import type { ReactNode } from "react";
import type { Exception } from "../../api/types.ts";
import { at } from "../../app/router.ts";
import { inDay, inMoney, inTime, inWords, today } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";

/** What is known of an exception; what it does not have is left out. */
export function ExceptionFacts({ exception }: { readonly exception: Exception }) {
  const { dataset, key, due, owner, acceptance, resolution } = exception;
  const overdue = due !== undefined && due < today() && exception.state !== "resolved" && exception.state !== "accepted";
  const facts: readonly (readonly [string, ReactNode])[] = [
    ["Money at risk", exception.amount === undefined ? undefined : <strong>{inMoney(exception.amount)}</strong>],
    ["Owner", owner === undefined ? "nobody" : `${owner}${exception.ownerFrom === "declared" ? " (as the estate declares)" : ""}`],
    ["Due", due === undefined ? "no due date" : overdue ? <strong className="bad">{inDay(due)}, overdue</strong> : inDay(due)],
    [
      "Record",
      dataset === undefined || key === undefined ? undefined : (
        <Link to={at(["records", dataset, key])}>
          {dataset} {key}: its story across systems
        </Link>
      ),
    ],
    ["Reference", exception.reference],
    ["Unit", exception.unit],
    ["Date", exception.date === undefined ? undefined : inDay(exception.date)],
    [
      "Handoff",
      exception.handoff === undefined ? undefined : <Link to={at(["chain"], { handoff: exception.handoff })}>{exception.handoff}</Link>,
    ],
    ["Lifecycle", exception.lifecycle],
    ["Subject", exception.subject],
    ["Workflows", exception.workflows.length === 0 ? undefined : exception.workflows.join(", ")],
    ["Kind", `${inWords(exception.kind)}: ${inWords(exception.outcome).toLowerCase()}`],
    ["Open since", inTime(exception.openedAt)],
    ["Last seen", `in the review as of ${inTime(exception.lastSeen)}`],
    ["Came back", exception.reopened === 0 ? undefined : `${exception.reopened} times after it was settled`],
    ["Accepted until", acceptance === undefined ? undefined : `${inDay(acceptance.until)}: ${acceptance.reason}`],
    [
      "Resolved",
      resolution === undefined
        ? undefined
        : resolution.by === "gone"
          ? `by itself: the review of ${inTime(resolution.at)} no longer finds it`
          : `${inTime(resolution.at)}: ${resolution.reason ?? ""}`,
    ],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name} style={{ display: "contents" }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
