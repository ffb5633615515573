import { z } from "@hono/zod-openapi";
import {
  EXCEPTION_EVENTS,
  EXCEPTION_ORDERS,
  EXCEPTION_STATES,
  type Exception as DeskException,
  type ExceptionComment as DeskComment,
  type ExceptionEvent as DeskEvent,
} from "../../model/index.ts";
import { count, day, instant, known, money, text, typed, type Read } from "./parts.ts";
import { debtKind, finding, findingOutcome, severity } from "./review-parts.ts";

export const fingerprint = z
  .string()
  .regex(/^[0-9a-zA-Z-]{1,64}$/)
  .describe("The exception's id.");

export const exception = z
  .object({
    fingerprint,
    level: z.enum(["break", "finding"]).describe("finding: one that lists no records of its own."),
    finding: text("Fingerprint of its finding."),
    kind: debtKind,
    outcome: findingOutcome,
    severity,
    title: text("One plain sentence: that of its finding."),
    handoff: known(z.string(), "Id."),
    lifecycle: known(z.string(), "Id."),
    subject: known(z.string(), "report:board, where it is neither at a handoff nor in a lifecycle."),
    workflows: z.array(z.string()).describe("Ids."),
    entity: known(z.string(), "What the record is."),
    dataset: known(z.string(), "With key: what the record's story is asked for."),
    key: known(z.string(), "Native key."),
    reference: known(z.string(), "What was looked for on the other side."),
    unit: known(z.string(), "Id."),
    date: known(z.string(), "Day of the record."),
    amount: known(z.string(), "Money at risk, decimal string."),
    symptom: z.boolean().describe("Another finding explains it."),
    owner: known(z.string(), "Who works it."),
    ownerFrom: known(z.enum(["declared", "person"]), "person: somebody assigned it."),
    state: z.enum(EXCEPTION_STATES),
    openedAt: instant("When it was opened."),
    firstSeen: instant("As of which review it was first seen."),
    lastSeen: instant("Last seen."),
    lastChecked: instant("Last looked for."),
    reopened: count("How often it came back."),
    due: known(z.string(), "Day in the estate's zone."),
    resolution: known(
      z.object({ by: z.enum(["gone", "person"]), at: z.string(), reason: known(z.string(), "Why.") }),
      "gone: a review no longer found it.",
    ),
    acceptance: known(
      z.object({ reason: z.string(), until: z.string(), amount: known(z.string(), "That was accepted.") }),
      "Left as it is until a day.",
    ),
    changedAt: instant("The last change."),
    version: count("What a change must name: If-Match."),
  })
  .openapi("Exception");
export type Exception = DeskException;

export const exceptionEvent = z
  .object({
    id: count("Rises with time."),
    fingerprint: z.string(),
    type: z.enum(EXCEPTION_EVENTS),
    at: instant("When."),
    actor: text("Who; review or clock."),
    run: known(z.string(), "The run that caused it."),
    version: count("The exception's version after it."),
    detail: z
      .record(z.string(), z.union([z.string(), z.number(), z.null(), z.object({ from: z.string().nullable(), to: z.string().nullable() })]))
      .describe("What changed: field, before and after."),
  })
  .openapi("ExceptionEvent");
export type ExceptionEvent = DeskEvent;

export const exceptionComment = z
  .object({ id: z.int(), at: instant("When."), author: z.string(), text: z.string() })
  .openapi("ExceptionComment");
export type ExceptionComment = DeskComment;

const several = (values: z.ZodType<string>, description: string) =>
  z
    .union([values, z.array(values).max(50)])
    .optional()
    .describe(description);
const word = z
  .string()
  .max(200)
  .regex(/^[^\u0000]*$/);
const NONE = "Repeat it for any of several; - means none.";

/** The inbox's filter, as it stands in the address. */
export const exceptionQuery = z.object({
  state: several(z.enum(EXCEPTION_STATES), "Repeat it for any of several."),
  owner: several(word, NONE),
  unit: several(word, NONE),
  workflow: several(word, "Repeat it for any of several."),
  handoff: several(word, "Repeat it for any of several."),
  lifecycle: several(word, "Repeat it for any of several."),
  kind: several(debtKind, "Repeat it for any of several."),
  severity: several(severity, "Repeat it for any of several."),
  finding: z.string().max(64).optional().describe("Fingerprint of a finding."),
  overdue: z.enum(["true", "false"]).optional().describe("true: open and due before today."),
  symptoms: z.enum(["true", "false"]).optional().describe("true: also those that another finding explains."),
  q: z.string().max(200).optional().describe("Words of which each must begin a word of key, reference, unit, owner or place."),
});
export const pageQuery = {
  cursor: z.string().max(500).optional().describe("The page before's next."),
  limit: z.coerce.number().int().min(1).max(200).optional().describe("50 when not given."),
};
export const inboxQuery = exceptionQuery.extend({
  sort: z.enum(EXCEPTION_ORDERS).optional().describe("due when not given: soonest first; amount: largest first; opened: newest first."),
  ...pageQuery,
});

export const total = z.object({ count: count("How many."), amount: money("Sum."), overdue: count("Open and overdue.") }).openapi("Total");
export const exceptionPage = z
  .object({
    items: z.array(exception),
    next: known(z.string(), "Cursor of the next page; left out on the last."),
    total: known(z.int(), "How many all pages hold; with the first page alone."),
  })
  .openapi("ExceptionPage");
export type ExceptionPage = Read<typeof exceptionPage>;

export const facet = z
  .array(z.object({ value: z.string().nullable().describe("null: none."), count: count("How many."), amount: money("Sum.") }))
  .openapi("Facet");
export type Facet = Read<typeof facet>;
export const facets = z
  .object({ total, state: facet, owner: facet, unit: facet, kind: facet, severity: facet, handoff: facet, workflow: facet })
  .openapi("ExceptionFacets");
export type ExceptionFacets = Read<typeof facets>;

export const exceptionStory = z
  .object({
    exception,
    events: z.array(exceptionEvent).describe("Oldest first."),
    comments: z.array(exceptionComment).describe("Oldest first."),
    finding: known(finding, "As the latest review tells it; left out when that no longer has it."),
  })
  .openapi("ExceptionStory");
export type ExceptionStory = Read<typeof exceptionStory>;

const reason = typed(2000, "Why.");
const doings = [
  z.strictObject({ do: z.literal("acknowledge") }),
  z.strictObject({ do: z.literal("start") }),
  z.strictObject({ do: z.literal("resolve"), reason }),
  z.strictObject({ do: z.literal("accept"), reason, until: day("The last day, today or later.") }),
  z.strictObject({ do: z.literal("reopen"), reason }),
  z.strictObject({ do: z.literal("assign"), owner: typed(200, "Who.").nullable().describe("null: nobody.") }),
  z.strictObject({ do: z.literal("due"), due: day("The day.").nullable().describe("null: none.") }),
] as const;
/** What a person does with an exception. */
export const doing = z.discriminatedUnion("do", doings).openapi("Doing");
export type Doing = Read<typeof doing>;

const items = z
  .array(z.strictObject({ id: fingerprint, version: z.int().min(1).describe("The version that was seen.") }))
  .min(1)
  .max(500);
const [acknowledge, start, resolve, accept, reopen, assign, due] = doings;
/** The same with many. */
export const bulk = z
  .discriminatedUnion("do", [
    acknowledge.extend({ items }),
    start.extend({ items }),
    resolve.extend({ items }),
    accept.extend({ items }),
    reopen.extend({ items }),
    assign.extend({ items }),
    due.extend({ items }),
  ])
  .openapi("BulkDoing");
export type BulkDoing = Read<typeof bulk>;

export const bulkResult = z
  .object({
    items: z
      .array(
        z.object({
          id: fingerprint,
          outcome: z.enum(["done", "stale", "refused", "unknown"]),
          exception: known(exception, "As it is now; left out for unknown ones."),
          since: known(z.array(exceptionEvent), "Of stale ones: what happened since the named version."),
          reason: known(z.string(), "Of refused ones: why."),
        }),
      )
      .describe("In the order of the request; each is done as a whole or not at all."),
  })
  .openapi("BulkResult");
export type BulkResult = Read<typeof bulkResult>;

/** What became of an action on one. */
export const acted = z.object({ exception, event: exceptionEvent }).openapi("Acted");
export type Acted = Read<typeof acted>;

export const newComment = z.strictObject({ text: typed(10_000, "The comment.") }).openapi("NewComment");

/** The problem of a stale write: 412. */
export interface StaleProblem {
  readonly type: string;
  readonly title: string;
  readonly status: 412;
  readonly detail: string;
  readonly exception: Exception;
  readonly since: readonly ExceptionEvent[];
}

const viewFilter = z.object({
  states: z.array(z.enum(EXCEPTION_STATES)).max(5).optional(),
  owners: z.array(word.nullable()).max(50).optional(),
  units: z.array(word.nullable()).max(50).optional(),
  workflows: z.array(word).max(50).optional(),
  handoffs: z.array(word).max(50).optional(),
  lifecycles: z.array(word).max(50).optional(),
  kinds: z.array(debtKind).max(50).optional(),
  severities: z.array(severity).max(3).optional(),
  finding: word.optional(),
  overdue: z.boolean().optional(),
  text: word.optional(),
  symptoms: z.boolean().optional(),
});
export const newView = z
  .strictObject({
    name: typed(100, "What it is called."),
    filter: viewFilter,
    order: z.enum(EXCEPTION_ORDERS).default("due"),
    shared: z.boolean().default(false).describe("true: everybody sees it; analysts and admins alone may."),
  })
  .openapi("NewView");
export type NewViewBody = z.input<typeof newView>;
export const savedView = z
  .object({
    id: z.string(),
    name: z.string(),
    user: known(z.string(), "Whose it is; left out: everybody's."),
    filter: viewFilter,
    order: z.enum(EXCEPTION_ORDERS),
  })
  .openapi("SavedView");
export type SavedView = Read<typeof savedView>;
export const views = z.object({ items: z.array(savedView) }).openapi("SavedViews");
