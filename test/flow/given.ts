import type { Engine } from "../../src/engines/engine.ts";
import { id, join, sql } from "../../src/sql/index.ts";

/** What a tie-out keeps. */
export interface GivenKept {
  readonly pairs: readonly (readonly [from: number, to: number])[];
  readonly outcomes: readonly (readonly [side: "from" | "to", row: number, outcome: string, reason?: string])[];
}

/** Makes the tables that a tie-out would have kept. */
export async function givenKept(engine: Engine, name: string, given: GivenKept): Promise<{ pairs: string; outcomes: string }> {
  const kept = { pairs: `${name} pairs`, outcomes: `${name} outcomes` };
  await engine.runInline(sql`CREATE TABLE ${id(kept.pairs)} (from_row BIGINT, to_row BIGINT)`);
  await engine.runInline(sql`CREATE TABLE ${id(kept.outcomes)} (side VARCHAR, row BIGINT, outcome VARCHAR, reason VARCHAR)`);
  if (given.pairs.length > 0) {
    await engine.runInline(sql`INSERT INTO ${id(kept.pairs)} VALUES ${join(given.pairs.map(([from, to]) => sql`(${from}, ${to})`))}`);
  }
  if (given.outcomes.length > 0) {
    const rows = given.outcomes.map(([side, row, outcome, reason]) => sql`(${side}, ${row}, ${outcome}, ${reason ?? "none"})`);
    await engine.runInline(sql`INSERT INTO ${id(kept.outcomes)} VALUES ${join(rows)}`);
  }
  return kept;
}
