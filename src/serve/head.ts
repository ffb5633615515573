import { createHash } from "node:crypto";
import { sql } from "../sql/index.ts";
import type { Store } from "../stores/store.ts";

/** Number of the audit log's newest row: it rises with every change, whichever server made it. */
export async function headOf(store: Store): Promise<number> {
  const [row] = await store.rows<{ seq: number }>(sql`SELECT seq FROM audit_head`);
  return row?.seq ?? 0;
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
