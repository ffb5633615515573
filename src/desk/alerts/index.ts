/**
 * takes: what the desk holds, who is to be told. gives: alerts in an outbox, each sent
 * once, and how it stands with them. never does: change an exception; keep a secret.
 */
export { listDeliveries } from "./outbox.ts";
export { createSender } from "./send.ts";
export { startAlerts } from "./start.ts";
