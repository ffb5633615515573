/**
 * takes: reviews with their breaks; what people do with exceptions. gives:
 * exceptions with state, owner, due date and history; an audit log that shows
 * tampering. never does: decide who may do what; choose a database.
 */
export { createSender, listDeliveries, startAlerts } from "./alerts/index.ts";
export { auditInWords } from "./audit.ts";
export { createDesk } from "./create.ts";
export { AGREED_TIME } from "./desk.ts";
export type { ActItem, AuditEntry, Desk, DeskCalendar, DeskPorts, NewUser, RunToRecord, SeenBreak, SignedIn } from "./desk.ts";
