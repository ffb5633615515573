import { request as plainRequest, type IncomingMessage } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP } from "node:net";
import { isPrivate, publicLookup } from "./addresses.ts";
import { failureOf, SendFailure } from "./failure.ts";

export interface Posted {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** May the address be one of a private network, and on loopback without TLS? */
  readonly privateNetwork: boolean;
  /** For the whole of it: connection, request and answer. */
  readonly timeoutMs: number;
  /** Certificates trusted beside the usual ones; for a receiver with its own authority. */
  readonly ca?: string;
}

const MOST_WAIT = 3_600;

/** Posts JSON; redirects are not followed. @throws SendFailure unless the answer is 2xx */
export async function post(posted: Posted): Promise<void> {
  const url = checkedUrl(posted.url, posted.privateNetwork);
  const deadline = AbortSignal.timeout(posted.timeoutMs);
  try {
    const { status, retryAfter } = await exchange(url, posted, deadline);
    if (status >= 200 && status < 300) return;
    const redirect = status >= 300 && status < 400;
    throw new SendFailure(
      redirect ? `It answered ${status}: redirects are not followed.` : `It answered ${status}.`,
      secondsOf(retryAfter),
    );
  } catch (error) {
    if (error instanceof SendFailure) throw error;
    throw deadline.aborted ? new SendFailure(`It did not answer within ${posted.timeoutMs / 1_000} s.`) : failureOf(error);
  }
}

function exchange(url: URL, posted: Posted, signal: AbortSignal): Promise<{ status: number; retryAfter: string | undefined }> {
  const body = Buffer.from(posted.body);
  const options = {
    method: "POST",
    headers: { "content-type": "application/json", "user-agent": "tieout", "content-length": body.length, ...posted.headers },
    signal,
    agent: false,
    ...(posted.privateNetwork ? {} : { lookup: publicLookup }),
    ...(posted.ca === undefined ? {} : { ca: posted.ca }),
  } as const;
  return new Promise((resolve, reject) => {
    const answered = (answer: IncomingMessage): void => {
      // What it says beyond the status is not kept: it may repeat what it was sent.
      resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers["retry-after"] });
      answer.destroy();
    };
    const asked = url.protocol === "http:" ? plainRequest(url, options, answered) : secureRequest(url, options, answered);
    asked.on("error", reject);
    asked.end(body);
  });
}

function checkedUrl(text: string, privateNetwork: boolean): URL {
  if (!URL.canParse(text)) throw new SendFailure("Its address is no URL.");
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const loopback = host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback && privateNetwork)) {
    throw new SendFailure("Its address must begin with https://.");
  }
  if (url.username !== "" || url.password !== "") throw new SendFailure("Its address must hold no user or password.");
  if (!privateNetwork && (isIP(host) === 0 ? host === "localhost" : isPrivate(host))) {
    throw new SendFailure("Its address is one of a private network, and privateNetwork is not declared.");
  }
  return url;
}

/** Seconds, or the day and time of HTTP; at most an hour. */
function secondsOf(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1_000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), MOST_WAIT) : undefined;
}
