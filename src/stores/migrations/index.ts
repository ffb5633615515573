import { createHash } from "node:crypto";
import { DESK_TABLES } from "./0001-desk.ts";
import { SIGN_IN_TABLES } from "./0002-sign-in.ts";
import { ROW_DIGESTS } from "./0003-row-digests.ts";
import { BULK_FUNCTIONS } from "./0004-bulk.ts";

export interface Migration {
  readonly number: number;
  readonly name: string;
  /** Several statements, without parameters. */
  readonly script: string;
  /** Hex; a store that keeps another one was made by another text. */
  readonly sha256: string;
}

/** In order, numbered from 1 without a gap. */
export const MIGRATIONS: readonly Migration[] = [
  migration(1, "desk", DESK_TABLES),
  migration(2, "sign-in", SIGN_IN_TABLES),
  migration(3, "row-digests", ROW_DIGESTS),
  migration(4, "bulk", BULK_FUNCTIONS),
];

/** @internal exported for tests that try other lists */
export function migration(number: number, name: string, script: string): Migration {
  return { number, name, script, sha256: createHash("sha256").update(script).digest("hex") };
}
