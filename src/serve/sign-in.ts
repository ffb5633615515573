import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Desk } from "../desk/index.ts";
import type { DeskUser } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import type { Store } from "../stores/store.ts";
import { Refusal } from "./problem.ts";

const LINK_MS = 10 * 60 * 1000;
/** Failed tries that count, and how many of them are too many. */
const WINDOW_MS = 15 * 60 * 1000;
const MOST = { address: 30, account: 10 } as const;

/** Links that sign in once. They live in this process: whoever starts it is told. */
export interface Links {
  /** A new secret of 256 bits; it counts for ten minutes, once. */
  make(): string;
  /** Was it one of ours, and unused? */
  use(secret: string): boolean;
}

export function createLinks(now: () => string): Links {
  const links: { readonly hash: Buffer; readonly until: number }[] = [];
  return {
    make: () => {
      const secret = randomBytes(32).toString("base64url");
      links.push({ hash: sha256(secret), until: Date.parse(now()) + LINK_MS });
      return secret;
    },
    use: (secret) => {
      const hash = sha256(secret);
      const index = links.findIndex((link) => timingSafeEqual(link.hash, hash));
      const [link] = index < 0 ? [] : links.splice(index, 1);
      return link !== undefined && link.until > Date.parse(now());
    },
  };
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Counts tries to sign in that failed, in the store: another server or a restart forgets nothing. */
export interface Tries {
  /**
   * Counts a try before it is looked at, so that many at once are no way around it; whoever
   * is let in calls what it gives, and the try is forgotten.
   *
   * @throws Refusal 429 when there were too many from this address, or at this account
   */
  begin(address: string, account: string | undefined): Promise<() => Promise<void>>;
}

export function createTries(store: Store, now: () => string): Tries {
  return {
    begin: async (address, account) => {
      const at = now();
      const since = new Date(Date.parse(at) - WINDOW_MS).toISOString();
      await store.run(sql`DELETE FROM sign_in_failures WHERE at <= CAST(${since} AS timestamptz)`);
      const counted: number[] = [];
      const forget = async (): Promise<void> => {
        for (const id of counted) await store.run(sql`DELETE FROM sign_in_failures WHERE id = ${id}`);
      };
      for (const [kind, value] of Object.entries({ address, account: account?.trim().toLowerCase() })) {
        if (value === undefined) continue;
        const key = keyOf(kind, value);
        const [own] = await store.rows<{ id: number }>(
          sql`INSERT INTO sign_in_failures (key, at) VALUES (${key}, CAST(${at} AS timestamptz)) RETURNING id`,
        );
        counted.push(own?.id ?? 0);
        const [row] = await store.rows<{ tries: number }>(
          sql`SELECT count(*) AS tries FROM sign_in_failures WHERE key = ${key} AND id <= ${own?.id ?? 0}`,
        );
        if ((row?.tries ?? 0) <= MOST[kind as keyof typeof MOST]) continue;
        await forget();
        throw new Refusal(429, "too-many-tries", "Too many tries to sign in.", {
          detail: `Wait ${WINDOW_MS / 60_000} minutes.`,
          headers: { "retry-after": String(WINDOW_MS / 1000) },
        });
      }
      return forget;
    },
  };
}

function keyOf(kind: string, value: string): string {
  return `${kind}:${createHash("sha256").update(value).digest("hex")}`;
}

/** The user whom an address or a name means; undefined: none, or more than one. */
export async function userCalled(desk: Desk, called: string): Promise<DeskUser | undefined> {
  const wanted = called.trim().toLowerCase();
  const found = (await desk.users()).filter(
    ({ name, email, disabledAt }) => disabledAt === undefined && (name.toLowerCase() === wanted || email?.toLowerCase() === wanted),
  );
  return found.length === 1 ? found[0] : undefined;
}
