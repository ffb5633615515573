/** Why a target was not reached, in words without any part of its address or secret: it is kept, logged and shown. */
export class SendFailure extends Error {
  /** Seconds after which the target asked to be tried again. */
  readonly retryAfter: number | undefined;

  constructor(reason: string, retryAfter?: number) {
    super(reason);
    this.name = "SendFailure";
    this.retryAfter = retryAfter;
  }
}

/** What may be shown of an error: its code, never its message, which may hold an address. */
export function failureOf(error: unknown): SendFailure {
  if (error instanceof SendFailure) return error;
  const code = typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "";
  if (/^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return new SendFailure(`The connection failed (${code}).`);
  return new SendFailure("It failed for a reason that cannot be shown.");
}
