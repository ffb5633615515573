import type { EventValue, ExceptionAction, ExceptionEventType, ExceptionState } from "../model/index.ts";
import { isDay } from "./day.ts";
import type { ExceptionRow } from "./rows.ts";

type Mutable = Pick<
  ExceptionRow,
  | "state"
  | "owner"
  | "owner_from"
  | "due"
  | "last_seen"
  | "reopened"
  | "resolved_by"
  | "resolved_at"
  | "resolved_reason"
  | "resolved_as_of"
  | "accepted_reason"
  | "accepted_until"
  | "accepted_amount"
>;

/** What an action makes of an exception, or why it may not. */
export type Decision =
  | { readonly refused: string }
  | {
      readonly refused?: never;
      readonly event: ExceptionEventType;
      readonly set: Partial<Mutable>;
      readonly detail: Readonly<Record<string, EventValue>>;
    };

export interface Moment {
  readonly at: string;
  /** ISO day in the estate's zone. */
  readonly today: string;
  /** When something that is opened again today is due. */
  readonly due: string;
}

/** From which states an action leads on. What is missing here is allowed from every state. */
const ALLOWED_FROM: Readonly<Partial<Record<ExceptionAction["type"], readonly ExceptionState[]>>> = {
  acknowledge: ["new"],
  start: ["new", "acknowledged"],
  resolve: ["new", "acknowledged", "in-progress", "accepted"],
  accept: ["new", "acknowledged", "in-progress", "accepted"],
  reopen: ["resolved", "accepted"],
  assign: ["new", "acknowledged", "in-progress", "accepted"],
  due: ["new", "acknowledged", "in-progress", "accepted"],
};

const LONGEST = { reason: 2_000, text: 10_000, owner: 200 } as const;

const SETTLED = {
  resolved_by: null,
  resolved_at: null,
  resolved_reason: null,
  resolved_as_of: null,
  accepted_reason: null,
  accepted_until: null,
  accepted_amount: null,
} as const;

/** What an action does to an exception; pure. */
export function decideAction(row: ExceptionRow, action: ExceptionAction, moment: Moment): Decision {
  const from = ALLOWED_FROM[action.type];
  if (from !== undefined && !from.includes(row.state)) {
    return { refused: `It is ${row.state}; this can be done while it is ${from.join(", ").replace(/, ([^,]*)$/, " or $1")}.` };
  }
  switch (action.type) {
    case "acknowledge":
      return { event: "acknowledged", set: { state: "acknowledged" }, detail: stateDetail(row, "acknowledged") };
    case "start":
      return { event: "started", set: { state: "in-progress" }, detail: stateDetail(row, "in-progress") };
    case "resolve":
      return withText("reason", action.reason, (reason) => ({
        event: "resolved",
        set: {
          ...SETTLED,
          state: "resolved",
          resolved_by: "person",
          resolved_at: moment.at,
          resolved_reason: reason,
          // A review of the same data would find it again: only later data can tell.
          resolved_as_of: row.last_checked,
          last_seen: row.last_seen,
        },
        detail: { ...stateDetail(row, "resolved"), reason },
      }));
    case "accept":
      if (!isDay(action.until)) return { refused: "The day until which it is accepted is no day: write it like 2026-11-24." };
      if (action.until < moment.today) return { refused: `The day until which it is accepted, ${action.until}, is over.` };
      return withText("reason", action.reason, (reason) => ({
        event: "accepted",
        set: { ...SETTLED, state: "accepted", accepted_reason: reason, accepted_until: action.until, accepted_amount: row.amount },
        detail: { ...stateDetail(row, "accepted"), reason, until: action.until, amount: row.amount },
      }));
    case "reopen":
      return withText("reason", action.reason, (reason) => ({
        event: "reopened",
        set: { ...SETTLED, state: "new", reopened: row.reopened + 1, due: moment.due },
        detail: { ...stateDetail(row, "new"), reason },
      }));
    case "assign": {
      const owner = action.owner === undefined ? null : clean(action.owner);
      if (owner === "") return { refused: "The owner has no name." };
      if (owner !== null && owner.length > LONGEST.owner) return { refused: `An owner's name has at most ${LONGEST.owner} characters.` };
      return { event: "assigned", set: { owner, owner_from: "person" }, detail: { owner: { from: row.owner, to: owner } } };
    }
    case "due": {
      const due = action.due ?? null;
      if (due !== null && !isDay(due)) return { refused: "The due day is no day: write it like 2026-11-24." };
      return { event: "due", set: { due }, detail: { due: { from: row.due, to: due } } };
    }
    case "comment":
      return withText("text", action.text, (text) => ({ event: "commented", set: {}, detail: { text } }));
  }
}

function withText(name: "reason" | "text", given: string, then: (text: string) => Decision): Decision {
  const text = clean(given);
  if (text === "") return { refused: name === "reason" ? "It needs a reason." : "The comment is empty." };
  if (text.length > LONGEST[name]) return { refused: `At most ${LONGEST[name]} characters, and these are ${text.length}.` };
  return then(text);
}

function stateDetail({ state }: ExceptionRow, to: ExceptionState): Readonly<Record<string, EventValue>> {
  return { state: { from: state, to } };
}

/** Without what no database takes: NUL, and halves of characters. */
export function clean(text: string): string {
  return text
    .replaceAll("\0", "")
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD")
    .trim();
}
