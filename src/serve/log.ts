import { pino, type DestinationStream, type Logger } from "pino";

const SECRETS = ["authorization", "cookie", "set-cookie", "password", "secret", "token", "csrf", "clientSecret", "x-csrf-token"];

/** One JSON line an event. Headers and bodies are not logged at all; what looks like a secret is left out should it ever come here. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: {},
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]), censor: "[secret]" },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
