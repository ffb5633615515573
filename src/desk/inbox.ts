import {
  EXCEPTION_ORDERS,
  OPEN_STATES,
  type ExceptionFilter,
  type ExceptionOrder,
  type ExceptionPage,
  type ExceptionStory,
} from "../model/index.ts";
import { and, join, or, sql, type Sql, type SqlValue } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";
import { EVENT_COLUMNS, EXCEPTION_COLUMNS, toEvent, toException, type EventRow, type ExceptionRow } from "./rows.ts";

const MOST = 500;

/** The conditions of a filter on `exceptions AS e`. */
export function conditionOf(filter: ExceptionFilter, today: string): Sql {
  const conditions: Sql[] = [];
  if (filter.symptoms !== true) conditions.push(sql`NOT e.symptom`);
  if (filter.states !== undefined) {
    const open: readonly string[] = OPEN_STATES;
    if (filter.states.every((state) => open.includes(state))) conditions.push(sql`e.open`);
    if (OPEN_STATES.some((state) => !filter.states?.includes(state)) || filter.states.length !== open.length) {
      conditions.push(among(sql`e.state`, filter.states));
    }
  }
  if (filter.owners !== undefined) conditions.push(among(sql`e.owner`, filter.owners));
  if (filter.units !== undefined) conditions.push(among(sql`e.unit`, filter.units));
  if (filter.scope !== undefined) conditions.push(among(sql`e.unit`, filter.scope));
  if (filter.handoffs !== undefined) conditions.push(among(sql`e.handoff`, filter.handoffs));
  if (filter.lifecycles !== undefined) conditions.push(among(sql`e.lifecycle`, filter.lifecycles));
  if (filter.kinds !== undefined) conditions.push(among(sql`e.kind`, filter.kinds));
  if (filter.severities !== undefined) conditions.push(among(sql`e.severity`, filter.severities));
  if (filter.finding !== undefined) conditions.push(sql`e.finding = ${filter.finding.replaceAll("\0", "")}`);
  if (filter.workflows !== undefined) {
    const named = or(filter.workflows.map((workflow) => sql`w.workflows @> CAST(${JSON.stringify([workflow])} AS jsonb)`));
    // An array is looked up once: the list is then read in its order, and not sorted as a whole.
    conditions.push(sql`e.finding = ANY (ARRAY(SELECT w.fingerprint FROM current_findings AS w WHERE ${named}))`);
  }
  if (filter.overdue === true) conditions.push(sql`e.open AND e.due_key < CAST(${today} AS date)`);
  const words = searchWords(filter.text ?? "");
  if (words !== undefined) conditions.push(sql`e.words @@ CAST(lower(${words}) AS tsquery)`);
  return and(conditions);
}

/** Every word must begin one: cut as the store cuts (`words` of the schema), so nothing is left that a query could read as its own sign. */
function searchWords(text: string): string | undefined {
  const words = text
    .replaceAll("\0", "")
    .split(/[\s!-/:-@[-`{-~]+/)
    .filter((word) => word !== "");
  return words.length === 0 ? undefined : words.map((word) => `'${word}':*`).join(" & ");
}

function among(column: Sql, values: readonly SqlValue[]): Sql {
  const named = values.filter((value) => value !== null).map((value) => (typeof value === "string" ? value.replaceAll("\0", "") : value));
  return or([
    ...(named.length === 0 ? [] : [sql`${column} IN (${join(named.map((value) => sql`${value}`))})`]),
    ...(values.includes(null) ? [sql`${column} IS NULL`] : []),
  ]);
}

/** By what an order sorts, its direction, and the type of its key. */
const ORDERS: Readonly<Record<ExceptionOrder, { readonly key: Sql; readonly down: boolean; readonly type: Sql }>> = {
  due: { key: sql`e.due_key`, down: false, type: sql`date` },
  amount: { key: sql`e.amount_key`, down: true, type: sql`numeric` },
  opened: { key: sql`e.opened_at`, down: true, type: sql`timestamptz` },
};

export async function listExceptions(
  session: StoreSession,
  filter: ExceptionFilter,
  today: string,
  { order = "due", cursor, limit = 50 }: { readonly order?: ExceptionOrder; readonly cursor?: string; readonly limit?: number },
): Promise<ExceptionPage> {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw new RangeError(`a page has 1 to ${MOST} exceptions, not ${limit}`);
  const { key, down, type } = ORDERS[order];
  const after = cursor === undefined ? undefined : readCursor(cursor, order);
  const direction = down ? sql`DESC` : sql`ASC`;
  const beyond =
    after === undefined
      ? sql`TRUE`
      : sql`(${key}, e.fingerprint) ${down ? sql`<` : sql`>`} (CAST(${after.key} AS ${type}), ${after.fingerprint})`;
  const rows = await session.rows<
    ExceptionRow & { readonly order_key: string }
  >(sql`SELECT ${EXCEPTION_COLUMNS}, CAST(${key} AS text) AS order_key
FROM exceptions AS e JOIN current_findings AS f ON f.fingerprint = e.finding
WHERE ${conditionOf(filter, today)} AND ${beyond} ORDER BY ${key} ${direction}, e.fingerprint ${direction} LIMIT ${limit + 1}`);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    exceptions: page.map(toException),
    next: rows.length > limit && last !== undefined ? writeCursor(order, last.order_key, last.fingerprint) : undefined,
  };
}

function writeCursor(order: ExceptionOrder, key: string, fingerprint: string): string {
  return Buffer.from(JSON.stringify([order, key, fingerprint])).toString("base64url");
}

const KEYS: Readonly<Record<ExceptionOrder, RegExp>> = {
  due: /^(infinity|\d{4,6}-\d{2}-\d{2})$/,
  amount: /^-?\d+(\.\d+)?$/,
  opened: /^\d{4,6}-\d{2}-\d{2} [\d:.]+\+00$/,
};

function readCursor(cursor: string, order: ExceptionOrder): { readonly key: string; readonly fingerprint: string } {
  try {
    const [kind, key, fingerprint] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    if (
      kind === order &&
      typeof key === "string" &&
      KEYS[order].test(key) &&
      typeof fingerprint === "string" &&
      /^[0-9a-zA-Z-]{1,64}$/.test(fingerprint)
    ) {
      return { key, fingerprint };
    }
  } catch {
    // It is told below, as any other text that is no cursor.
  }
  throw new RangeError(`this is no cursor of a list by ${order}; the orders are ${EXCEPTION_ORDERS.join(", ")}`);
}

export async function exceptionStory(
  session: StoreSession,
  fingerprint: string,
  scope: readonly string[] | undefined,
): Promise<ExceptionStory | undefined> {
  const asked = fingerprint.replaceAll("\0", "");
  const [row] = await session.rows<ExceptionRow>(
    sql`SELECT ${EXCEPTION_COLUMNS} FROM exceptions AS e JOIN current_findings AS f ON f.fingerprint = e.finding WHERE e.fingerprint = ${asked}`,
  );
  if (row === undefined || (scope !== undefined && (row.unit === null || !scope.includes(row.unit)))) return undefined;
  const events = await session.rows<EventRow>(sql`SELECT ${EVENT_COLUMNS} FROM exception_events WHERE fingerprint = ${asked} ORDER BY id`);
  const comments = await session.rows<{ id: number; at: string; author: string; text: string }>(
    sql`SELECT id, at, author, text FROM comments WHERE fingerprint = ${asked} ORDER BY id`,
  );
  return { exception: toException(row), events: events.map(toEvent), comments };
}
