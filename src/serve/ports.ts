import type { Logger } from "pino";
import type { Desk } from "../desk/index.ts";
import type { Story } from "../trace/index.ts";
import type { Estate, Review, RunComparison } from "../model/index.ts";
import type { Store } from "../stores/store.ts";
import type { Session, Uploaded } from "./contract/index.ts";
import type { Reviewer } from "./reviewer.ts";

/** How people come in. */
export interface Mode {
  readonly kind: Session["mode"];
  /** The addresses under which the server is reached: `http://127.0.0.1:4180`. Others are refused; no trailing slash. */
  readonly origins: readonly string[];
  /** How long a session lasts, in seconds. */
  readonly sessionSeconds: number;
  /** The user as whom a link signs in; it is made an admin. */
  readonly linkUser: string;
  readonly oidc: OidcSettings | undefined;
  /** May the address of a client be read from X-Forwarded-For? Only behind a proxy that sets it. */
  readonly behindProxy: boolean;
}

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What its button says. */
  readonly title: string;
  /** For tests: an issuer on loopback without TLS. */
  readonly insecure?: boolean;
}

/** What the server needs of the world. */
export interface ServePorts {
  readonly store: Store;
  readonly desk: Desk;
  /** The estate as it was when the server started. */
  readonly estate: Pick<Estate, "name" | "title" | "currency" | "timeZone" | "units" | "automations" | "datasets" | "directory" | "alerts">;
  readonly reviewer: Reviewer;
  /** One record's story, from the captures as they are; one at a time, time limited. @throws InputError Refusal */
  readonly story: (entity: string, key: string) => Promise<Story>;
  /** Two recorded runs, by the directories of their files. */
  readonly compare: (
    before: { readonly review: Review; readonly directory: string | undefined },
    after: { readonly review: Review; readonly directory: string | undefined },
  ) => Promise<RunComparison>;
  /** Takes a file in, after the readers have read it. @throws InputError Refusal */
  readonly takeFile: (dataset: string, name: string, body: ReadableStream<Uint8Array>) => Promise<Uploaded>;
  /** The present instant, UTC ISO 8601. */
  readonly now: () => string;
  readonly newId: () => string;
  readonly log: Logger;
  readonly mode: Mode;
  /** The answer to whatever is not the API's. */
  readonly page: ((request: Request) => Response) | undefined;
}
