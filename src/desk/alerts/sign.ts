import { createHmac, timingSafeEqual } from "node:crypto";

/** Headers of a signed webhook. The key is the same each time an alert is tried, so that a receiver can leave out what it has. */
export const SIGNATURE_HEADERS = {
  timestamp: "tieout-timestamp",
  signature: "tieout-signature",
  key: "idempotency-key",
} as const;

/** How long a signature is good for, in seconds. */
export const REPLAY_WINDOW = 300;

/** HMAC-SHA256 over `timestamp.body`, as hex after the version of the scheme. @param timestamp Unix seconds */
export function signatureOf(secret: string, timestamp: number, body: string): string {
  return `v1=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;
}

/** Is it a body that the holder of the secret signed, within the replay window? `now`: Unix seconds. For receivers. */
export function isSigned(
  {
    secret,
    timestamp,
    signature,
    body,
  }: { readonly secret: string; readonly timestamp: string; readonly signature: string; readonly body: string },
  now: number,
): boolean {
  const signedAt = Number(timestamp);
  if (!Number.isSafeInteger(signedAt) || Math.abs(now - signedAt) > REPLAY_WINDOW) return false;
  const given = Buffer.from(signature);
  const own = Buffer.from(signatureOf(secret, signedAt, body));
  return given.length === own.length && timingSafeEqual(given, own);
}
