import { createHash } from "node:crypto";
import { sql } from "../sql/index.ts";
import type { Store } from "../stores/store.ts";

/** Of each store, the question that is on its way, and the one that follows it. */
const asking = new WeakMap<Store, { readonly running: Promise<number>; next?: Promise<number> }>();

/**
 * Number of the audit log's newest row: it rises with every change, whichever server made
 * it. Whoever asks while a question is on its way shares the next one, which begins after
 * all of them came: nobody gets a number from before his own time.
 */
export function headOf(store: Store): Promise<number> {
  const now = asking.get(store);
  if (now === undefined) return askHead(store);
  now.next ??= now.running.then(
    () => askHead(store),
    () => askHead(store),
  );
  return now.next;
}

function askHead(store: Store): Promise<number> {
  const running = store.rows<{ seq: number }>(sql`SELECT seq FROM audit_head`).then(([row]) => row?.seq ?? 0);
  const own = { running };
  asking.set(store, own);
  const done = (): void => {
    if (asking.get(store) === own && !("next" in own)) asking.delete(store);
  };
  running.then(done, done);
  return running;
}

/** Bytes of answers that are kept at most. */
const MOST = 64 * 1024 * 1024;

/** An answer as it was sent. */
export interface KeptAnswer {
  readonly etag: string;
  readonly body: string;
}

/**
 * Keeps answers for as long as nothing was changed. A key says all on which the
 * answer depends beside the store: who may see what, the day, what was asked.
 */
export class AnswerCache {
  #head = -1;
  #bytes = 0;
  #kept = new Map<string, Promise<KeptAnswer>>();

  async answer(head: number, key: string, make: () => Promise<unknown>): Promise<KeptAnswer> {
    if (head !== this.#head || this.#bytes > MOST) {
      this.#head = head;
      this.#bytes = 0;
      this.#kept = new Map();
    }
    const kept = this.#kept;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make().then((value) => ({ etag: etagOf(head, key), body: JSON.stringify(value) }));
    kept.set(key, made);
    try {
      const answer = await made;
      if (kept === this.#kept) this.#bytes += answer.body.length * 2 + key.length * 2 + 200;
      return answer;
    } catch (error) {
      kept.delete(key);
      throw error;
    }
  }
}

export function etagOf(head: number, key: string): string {
  return `"${head}-${createHash("sha256").update(key).digest("base64url").slice(0, 12)}"`;
}

/** Does If-None-Match name it? */
export function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag);
}
