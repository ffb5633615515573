import { Problem, type ProblemBody } from "./problem.ts";

const BASE = "/api/v1";

/** The answer to a read, and by what it is named when it is asked for again or changed. */
interface Kept {
  readonly etag: string;
  readonly value: unknown;
}

/** Answers that carry an ETag, by address: asked again, an unchanged one is not sent again. */
const kept = new Map<string, Kept>();
const MOST_KEPT = 200;

let csrf: string | undefined;
/** The session's token against forged requests; sent with everything that changes something. */
export function setCsrf(token: string | undefined): void {
  csrf = token;
  if (token === undefined) kept.clear();
}

export interface Sent {
  readonly method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly body?: unknown;
  /** Version of what is changed; a stale one is answered with 412 and what changed. */
  readonly version?: number;
  readonly signal?: AbortSignal;
}

/**
 * @param path below `/api/v1`
 * @throws Problem
 */
export async function ask<T>(path: string, sent: Sent = {}): Promise<T> {
  const method = sent.method ?? "GET";
  const known = method === "GET" ? kept.get(path) : undefined;
  const headers: Record<string, string> = { accept: "application/json" };
  if (sent.body !== undefined && !(sent.body instanceof Blob)) headers["content-type"] = "application/json";
  if (known !== undefined) headers["if-none-match"] = known.etag;
  if (sent.version !== undefined) headers["if-match"] = `"${sent.version}"`;
  if (method !== "GET" && csrf !== undefined) headers["x-csrf-token"] = csrf;
  const response = await reach(path, {
    method,
    headers,
    credentials: "same-origin",
    // The page keeps ETags itself; the browser's own cache would hide what changed.
    cache: "no-store",
    ...(sent.body === undefined ? {} : { body: sent.body instanceof Blob ? sent.body : JSON.stringify(sent.body) }),
    ...(sent.signal === undefined ? {} : { signal: sent.signal }),
  });
  if (response.status === 304 && known !== undefined) return known.value as T;
  if (!response.ok) throw new Problem(response.status, await problemOf(response));
  if (response.status === 204) return undefined as T;
  const value = (await response.json()) as T;
  const etag = response.headers.get("etag");
  if (method === "GET" && etag !== null) {
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(path, { etag, value });
  }
  return value;
}

async function reach(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${BASE}${path}`, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, { title: "The server does not answer." });
  }
}

async function problemOf(response: Response): Promise<ProblemBody> {
  try {
    return (await response.json()) as ProblemBody;
  } catch {
    return { title: response.statusText };
  }
}

/** `?a=1&a=2`: lists repeat, what is undefined, empty or false is left out. */
export function queryOf(values: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === "" || value === false) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
