import type { ServePorts } from "./ports.ts";
import { cookieName } from "./who.ts";

/** The Set-Cookie header of a session; no script can read it, and no other site's request carries it. */
export function sessionCookie(ports: ServePorts, secret: string): string {
  return cookie(ports, cookieName(ports), secret, ports.mode.sessionSeconds, "Strict");
}

export function noSessionCookie(ports: ServePorts): string {
  return cookie(ports, cookieName(ports), "", 0, "Strict");
}

export function cookie(ports: ServePorts, name: string, value: string, seconds: number, sameSite: "Strict" | "Lax"): string {
  const secure = (ports.mode.origins[0] ?? "").startsWith("https:");
  return `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}${secure ? "; Secure" : ""}`;
}
