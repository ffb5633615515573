import { sql } from "../sql/index.ts";
import type { Store } from "../stores/store.ts";
import type { ServerEvent } from "./contract/index.ts";
import { headOf } from "./head.ts";

/** An event with the number by which a reader that comes back says what it has. */
export interface NumberedEvent {
  readonly id: string;
  readonly event: ServerEvent;
  /** Of changed exceptions: the unit of each id. */
  readonly units: ReadonlyMap<string, string | null> | undefined;
}

export interface Hub {
  /** Tells everybody who listens. */
  tell(event: ServerEvent): void;
  /** Looks now for what changed, and not at the next tick. */
  look(): void;
  /** `after`: the last event that the listener has; those since, or undefined when they are no longer known. */
  listen(listener: (event: NumberedEvent) => void): () => void;
  since(after: string): readonly NumberedEvent[] | undefined;
  readonly listeners: number;
  close(): void;
}

const KEPT = 1_000;
/** More changes than this at once are told as "many". */
const FEW = 200;

/**
 * Tells listeners what happens: what this server says, and what anybody changed in the
 * store, which it reads from the log. It looks every two seconds, and only while
 * somebody listens.
 */
export function createHub(
  store: Store,
  { everyMs = 2_000, onError }: { readonly everyMs?: number; readonly onError: (error: unknown) => void },
): Hub {
  // Numbers of another life of the server mean nothing: the listener is told to ask anew.
  const life = Date.now().toString(36);
  let count = 0;
  let seen: number | undefined;
  let looking: Promise<void> | undefined;
  let again = false;
  const kept: NumberedEvent[] = [];
  const listeners = new Set<(event: NumberedEvent) => void>();
  const emit = (event: ServerEvent, units?: ReadonlyMap<string, string | null>): void => {
    count += 1;
    const numbered = { id: `${life}-${count}`, event, units };
    kept.push(numbered);
    if (kept.length > KEPT) kept.shift();
    for (const listener of listeners) listener(numbered);
  };
  const lookOnce = async (): Promise<void> => {
    const head = await headOf(store);
    if (seen === undefined || head <= seen) {
      seen = head;
      return;
    }
    const rows = await store.rows<{ fingerprint: string; unit: string | null }>(sql`SELECT DISTINCT e.fingerprint, x.unit
FROM exception_events AS e JOIN exceptions AS x ON x.fingerprint = e.fingerprint WHERE e.audit > ${seen} AND e.audit <= ${head} LIMIT ${FEW + 1}`);
    seen = head;
    if (rows.length === 0) return;
    if (rows.length > FEW) emit({ type: "exceptions", ids: [] });
    else
      emit(
        { type: "exceptions", ids: rows.map(({ fingerprint }) => fingerprint) },
        new Map(rows.map((row) => [row.fingerprint, row.unit])),
      );
  };
  const look = (): void => {
    if (listeners.size === 0) return;
    if (looking !== undefined) {
      again = true;
      return;
    }
    looking = lookOnce()
      .catch(onError)
      .finally(() => {
        looking = undefined;
        if (again) {
          again = false;
          look();
        }
      });
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    tell: (event) => emit(event),
    look,
    listen: (listener) => {
      // Nobody listened: what happened meanwhile is not told, and need not be.
      if (listeners.size === 0) seen = undefined;
      listeners.add(listener);
      look();
      return () => void listeners.delete(listener);
    },
    since: (after) => {
      const [other, number] = after.split("-");
      const from = Number(number);
      if (other !== life || !Number.isInteger(from) || from > count) return undefined;
      if (from < count - kept.length) return undefined;
      return kept.slice(kept.length - (count - from));
    },
    get listeners() {
      return listeners.size;
    },
    close: () => clearInterval(timer),
  };
}

/** An event as somebody who sees these units alone may have it; undefined: nothing of it. */
export function withinUnits({ event, units }: NumberedEvent, scope: readonly string[] | undefined): ServerEvent | undefined {
  if (event.type !== "exceptions" || scope === undefined || event.ids.length === 0) return event;
  const ids = event.ids.filter((id) => {
    const unit = units?.get(id);
    return unit !== undefined && unit !== null && scope.includes(unit);
  });
  return ids.length === 0 ? undefined : { type: "exceptions", ids };
}
