import type { Duration } from "./estate.ts";
import type { Severity } from "./finding.ts";

/** What alerts tell of: exceptions, a review that did not happen, and other alerts that could not be delivered. */
export const ALERT_KINDS = ["new", "worse", "overdue", "missed", "failed"] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Where alerts go. Addresses and secrets are names of environment variables, never their values. */
export type AlertTarget = AlertTargetBase & (WebhookTarget | ChatTarget | EmailTarget);

interface AlertTargetBase {
  readonly name: string;
  readonly on: readonly AlertKind[];
  /** The least severity of exceptions that are told. */
  readonly from: Severity;
  /** May its address be one of a private network? Loopback, by plain HTTP too, is included. */
  readonly privateNetwork: boolean;
}

interface WebhookTarget {
  readonly type: "webhook";
  readonly urlVariable: string;
  readonly secretVariable: string;
}

interface ChatTarget {
  readonly type: "slack" | "teams";
  readonly urlVariable: string;
}

interface EmailTarget {
  readonly type: "email";
  /** Holds `smtps://user:password@host:465` or `smtp://…:587`. */
  readonly serverVariable: string;
  readonly sender: string;
  readonly to: readonly string[];
}

/** Who is told of what, and when a review is expected. */
export interface AlertSettings {
  readonly targets: readonly AlertTarget[];
  /** Longest time between two reviews; undefined: none is expected. */
  readonly expected: Duration | undefined;
  /** Of each owner's open exceptions, on business days; undefined: none. */
  readonly digest: DigestSettings | undefined;
}

export interface DigestSettings {
  /** Name of the e-mail target by whose server it goes. */
  readonly by: string;
  /** Hour of the day in the estate's zone from which it is sent. */
  readonly hour: number;
  /** E-mail addresses by owner; an owner who is a user has that user's. */
  readonly owners: Readonly<Record<string, string>>;
}
