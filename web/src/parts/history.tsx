import type { EventValue, ExceptionComment, ExceptionEvent } from "../api/types.ts";
import { inDay, inMoney, inTime, inWords } from "./format.ts";

const WORDS: Readonly<Record<ExceptionEvent["type"], string>> = {
  opened: "found it",
  reopened: "opened it again",
  gone: "no longer finds it: resolved by itself",
  changed: "saw it changed",
  acknowledged: "acknowledged it",
  started: "started on it",
  resolved: "resolved it",
  accepted: "accepted it as it is",
  "acceptance-ended": "acceptance ended: it is open again",
  assigned: "assigned it",
  due: "set the due date",
  commented: "commented",
};

/** All that ever happened, newest first. */
export function History({
  events,
  comments,
}: {
  readonly events: readonly ExceptionEvent[];
  readonly comments: readonly ExceptionComment[];
}) {
  const lines = [
    ...events
      .filter(({ type }) => type !== "commented" || comments.length === 0)
      .map((event) => ({ at: event.at, key: `e${event.id}`, event })),
    ...comments.map((comment) => ({ at: comment.at, key: `c${comment.id}`, comment })),
  ].toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return (
    <ol className="events">
      {lines.map((line) => (
        <li key={line.key} className="event">
          {"event" in line ? (
            <>
              <strong>{actorOf(line.event.actor)}</strong> {WORDS[line.event.type]}
              <Details detail={line.event.detail} />
            </>
          ) : (
            <>
              <strong>{line.comment.author}</strong> commented
              <div className="event-text">{line.comment.text}</div>
            </>
          )}
          <div className="small dim">{inTime(line.at)}</div>
        </li>
      ))}
    </ol>
  );
}

function Details({ detail }: { readonly detail: Readonly<Record<string, EventValue>> }) {
  const told = Object.entries(detail).filter(([name, value]) => name !== "state" && value !== null);
  if (told.length === 0) return null;
  return (
    <div className="event-text dim">
      {told.map(([name, value]) => (
        <div key={name}>
          {inWords(name)}: {saidOf(name, value)}
        </div>
      ))}
    </div>
  );
}

function saidOf(name: string, value: EventValue): string {
  if (value !== null && typeof value === "object") return `${saidOf(name, value.from)} → ${saidOf(name, value.to)}`;
  if (value === null || value === "") return "none";
  const text = String(value);
  if (name === "amount") return inMoney(text);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? inDay(text) : text;
}

function actorOf(actor: string): string {
  if (actor === "review") return "A review";
  return actor === "clock" ? "Time" : actor;
}
