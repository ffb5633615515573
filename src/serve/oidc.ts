import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from "openid-client";
import type { OidcSettings } from "./ports.ts";

/** What the browser keeps between leaving for the company's sign-in and coming back. */
export interface OidcTrip {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Oidc {
  /** Where the browser goes; `back` is where it comes back. */
  begin(back: string): Promise<{ readonly url: string; readonly trip: OidcTrip }>;
  /** The address that the company vouches for; undefined: it vouches for none. @throws when the answer is not for this trip, or not the company's */
  finish(answer: URL, trip: OidcTrip): Promise<string | undefined>;
}

/** Authorization code with PKCE, state and nonce. The issuer is asked for its settings when first needed, and again after a failure. */
export function createOidc({ issuer, clientId, clientSecret, insecure = false }: OidcSettings): Oidc {
  let found: Promise<Configuration> | undefined;
  const settings = (): Promise<Configuration> => {
    found ??= discovery(new URL(issuer), clientId, clientSecret, undefined, insecure ? { execute: [allowInsecureRequests] } : {}).catch(
      (error: unknown) => {
        found = undefined;
        throw error;
      },
    );
    return found;
  };
  return {
    begin: async (back) => {
      const trip = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const url = buildAuthorizationUrl(await settings(), {
        redirect_uri: back,
        scope: "openid email profile",
        state: trip.state,
        nonce: trip.nonce,
        code_challenge: await calculatePKCECodeChallenge(trip.verifier),
        code_challenge_method: "S256",
      });
      return { url: url.href, trip };
    },
    finish: async (answer, { state, nonce, verifier }) => {
      const tokens = await authorizationCodeGrant(await settings(), answer, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      const email = claims?.["email"];
      // An address that anybody can claim proves nothing.
      return claims?.["email_verified"] === true && typeof email === "string" ? email : undefined;
    },
  };
}

export function writeTrip(trip: OidcTrip): string {
  return Buffer.from(JSON.stringify(trip)).toString("base64url");
}

export function readTrip(text: string | undefined): OidcTrip | undefined {
  try {
    const { state, nonce, verifier } = JSON.parse(Buffer.from(text ?? "", "base64url").toString("utf8")) as Partial<OidcTrip>;
    return typeof state === "string" && typeof nonce === "string" && typeof verifier === "string" ? { state, nonce, verifier } : undefined;
  } catch {
    return undefined;
  }
}
