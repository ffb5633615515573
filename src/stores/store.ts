import type { Sql } from "../sql/index.ts";

/** A row as JavaScript sees it: NUMERIC and DATE are strings, TIMESTAMPTZ is ISO 8601 in UTC, JSON is parsed, BIGINT is a number. */
export type StoreRow = Readonly<Record<string, unknown>>;

/** Statements that belong together, or one alone. */
export interface StoreSession {
  rows<T extends StoreRow = StoreRow>(query: Sql): Promise<T[]>;
  /** Runs a statement for its effect; gives how many rows it touched. */
  run(statement: Sql): Promise<number>;
}

/**
 * The port to what is kept between reviews: PostgreSQL's SQL, on an embedded
 * database or a shared one. Its schema is there and current when it is open.
 */
export interface Store extends StoreSession {
  readonly kind: "pglite" | "postgres";
  /** All or nothing, isolated as PostgreSQL's READ COMMITTED; what `work` throws undoes it. */
  transaction<T>(work: (session: StoreSession) => Promise<T>): Promise<T>;
  /** A place outside the store for the newest hash of the audit chain, so that a cut tail shows; undefined: there is none. */
  readonly anchor: AuditAnchor | undefined;
  close(): Promise<void>;
}

/** Hashes of the audit chain that are kept elsewhere. */
export interface AuditAnchor {
  /** Called after what it names is committed. */
  keep(head: ChainHead): Promise<void>;
  /** All that were kept, oldest first. */
  kept(): Promise<readonly ChainHead[]>;
}

export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}
