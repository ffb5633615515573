import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import path from "node:path";
import { AGREED_TIME, createDesk, type Desk } from "./desk/index.ts";
import { RunError, type Estate } from "./model/index.ts";
import type { AuditAnchor, Store } from "./stores/store.ts";
import type { Workspace } from "./workspace.ts";

/** How the runtime opens stores. */
export interface StoreAdapters {
  openPglite(options: { readonly directory: string; readonly anchor: AuditAnchor; readonly now: () => string }): Promise<Store>;
  openPostgres(options: { readonly url: string; readonly anchor: AuditAnchor; readonly now: () => string }): Promise<Store>;
  anchorFile(file: string): AuditAnchor;
}

export interface DeskOptions {
  /** Address of a PostgreSQL database; undefined: the embedded store in the workspace. */
  readonly databaseUrl: string | undefined;
  /** Refuse where there is no embedded store yet, instead of making one. */
  readonly existing?: boolean;
  /** UTC ISO 8601; the machine's clock when not given. */
  readonly now?: () => string;
}

/** A desk and what closes it. */
export interface OpenDesk {
  readonly desk: Desk;
  readonly store: Store;
  close(): Promise<void>;
}

/**
 * Opens an estate's desk. Its embedded store lies in the workspace, which the
 * caller holds; hashes of the audit log are kept beside it in any case.
 *
 * @throws RunError `no-store`, `store-unusable`, `store-unreachable`, `store-newer`, `store-changed`
 */
export async function openDesk(
  estate: Pick<Estate, "timeZone" | "businessDays" | "holidays" | "due" | "units">,
  workspace: Workspace,
  adapters: StoreAdapters,
  options: DeskOptions,
): Promise<OpenDesk> {
  const now = options.now ?? ((): string => new Date().toISOString());
  const anchor = adapters.anchorFile(
    path.join(workspace.directory, options.databaseUrl === undefined ? "audit-heads" : "audit-heads-shared"),
  );
  const directory = path.join(workspace.directory, "store");
  if (options.existing === true && options.databaseUrl === undefined && !(await isThere(directory))) {
    throw new RunError("no-store", `There is no desk yet: ${directory} does not exist.`, {
      hint: "It is made when the first review is recorded; or set DATABASE_URL to that of a shared store.",
    });
  }
  const store =
    options.databaseUrl === undefined
      ? await adapters.openPglite({ directory, anchor, now })
      : await adapters.openPostgres({ url: options.databaseUrl, anchor, now });
  const { timeZone, businessDays, holidays, units } = estate;
  const { high = AGREED_TIME.high, medium = AGREED_TIME.medium, low = AGREED_TIME.low } = estate.due ?? {};
  const unitOwners = Object.fromEntries(units.flatMap(({ id, owner }) => (owner === undefined ? [] : [[id, owner]])));
  const calendar = { timeZone, businessDays, holidays, due: { high, medium, low } };
  const desk = createDesk({ store, now, newId: randomUUID, calendar, unitOwners });
  return { desk, store, close: () => store.close() };
}

function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
