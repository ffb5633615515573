import {
  formatMoney,
  money,
  type DebtKind,
  type EventValue,
  type Exception,
  type ExceptionEvent,
  type ExceptionEventType,
  type ExceptionState,
  type FindingOutcome,
  type Severity,
} from "../model/index.ts";
import { sql, type Sql } from "../sql/index.ts";

/** An exception as it lies in the store, with what its finding says of it. */
export interface ExceptionRow extends Readonly<Record<string, unknown>> {
  readonly fingerprint: string;
  readonly level: "break" | "finding";
  readonly finding: string;
  readonly kind: DebtKind;
  readonly outcome: FindingOutcome;
  readonly severity: Severity;
  readonly title: string;
  readonly handoff: string | null;
  readonly lifecycle: string | null;
  readonly subject: string | null;
  readonly workflows: readonly string[];
  readonly entity: string | null;
  readonly dataset: string | null;
  readonly key: string | null;
  readonly reference: string | null;
  readonly unit: string | null;
  readonly date: string | null;
  readonly amount: string | null;
  readonly symptom: boolean;
  readonly owner: string | null;
  readonly owner_from: "declared" | "person" | null;
  readonly state: ExceptionState;
  readonly opened_at: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly last_checked: string;
  readonly reopened: number;
  readonly due: string | null;
  readonly resolved_by: "gone" | "person" | null;
  readonly resolved_at: string | null;
  readonly resolved_reason: string | null;
  readonly resolved_as_of: string | null;
  readonly accepted_reason: string | null;
  readonly accepted_until: string | null;
  readonly accepted_amount: string | null;
  readonly changed_at: string;
  readonly version: number;
}

/** What `ExceptionRow` has, of `exceptions AS e` and `current_findings AS f`. An open exception was last seen when it was last looked for. */
export const EXCEPTION_COLUMNS: Sql = sql`e.fingerprint, e.level, e.finding, e.kind, e.outcome, e.severity, f.title, e.handoff, e.lifecycle, f.subject,
  f.workflows, e.entity, e.dataset, e.key, e.reference, e.unit, e.date, e.amount, e.symptom, e.owner, e.owner_from, e.state, e.opened_at, e.first_seen,
  CASE WHEN e.state = 'resolved' THEN e.last_seen ELSE greatest(e.last_seen, f.last_checked) END AS last_seen, f.last_checked, e.reopened, e.due,
  e.resolved_by, e.resolved_at, e.resolved_reason, e.resolved_as_of, e.accepted_reason, e.accepted_until, e.accepted_amount, e.changed_at, e.version`;

export function toException(row: ExceptionRow): Exception {
  return {
    fingerprint: row.fingerprint,
    level: row.level,
    finding: row.finding,
    kind: row.kind,
    outcome: row.outcome,
    severity: row.severity,
    title: row.title,
    handoff: row.handoff ?? undefined,
    lifecycle: row.lifecycle ?? undefined,
    subject: row.subject ?? undefined,
    workflows: row.workflows,
    entity: row.entity ?? undefined,
    dataset: row.dataset ?? undefined,
    key: row.key ?? undefined,
    reference: row.reference ?? undefined,
    unit: row.unit ?? undefined,
    date: row.date ?? undefined,
    amount: amountOf(row.amount),
    symptom: row.symptom,
    owner: row.owner ?? undefined,
    ownerFrom: row.owner_from ?? undefined,
    state: row.state,
    openedAt: row.opened_at,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    lastChecked: row.last_checked,
    reopened: row.reopened,
    due: row.due ?? undefined,
    resolution:
      row.resolved_by === null || row.resolved_at === null
        ? undefined
        : { by: row.resolved_by, at: row.resolved_at, reason: row.resolved_reason ?? undefined },
    acceptance:
      row.accepted_until === null
        ? undefined
        : { reason: row.accepted_reason ?? "", until: row.accepted_until, amount: amountOf(row.accepted_amount) },
    changedAt: row.changed_at,
    version: row.version,
  };
}

export interface EventRow extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly fingerprint: string;
  readonly type: ExceptionEventType;
  readonly at: string;
  readonly actor: string;
  readonly run: string | null;
  readonly version: number;
  readonly detail: Readonly<Record<string, EventValue>>;
}

export const EVENT_COLUMNS: Sql = sql`id, fingerprint, type, at, actor, run, version, detail`;

export function toEvent({ id, fingerprint, type, at, actor, run, version, detail }: EventRow): ExceptionEvent {
  const { amount } = detail;
  const shown = amount === undefined ? detail : { ...detail, amount: amountIn(amount) };
  return { id, fingerprint, type, at, actor, run: run ?? undefined, version, detail: shown };
}

function amountIn(value: EventValue): EventValue {
  if (typeof value === "string") return formatMoney(money(value));
  if (typeof value !== "object" || value === null) return value;
  return { from: amountOf(value.from) ?? null, to: amountOf(value.to) ?? null };
}

/** The store keeps four decimals; people read two where they suffice. */
function amountOf(text: string | null): string | undefined {
  return text === null ? undefined : formatMoney(money(text));
}
