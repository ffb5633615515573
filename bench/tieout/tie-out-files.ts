import { createBreaks, tieOut, type TieOutResult } from "../../src/detect/tie-out/index.ts";
import { createCalendar } from "../../src/sql/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { id, sql } from "../../src/sql/index.ts";
import { digestOf, type KnownAnswer } from "./data.ts";
import { estate, handoff, recordSet } from "./handoff.ts";

const breaks = "breaks";

/** Ties two Parquet files out as a review does, with the breaks in a relation and as a Parquet file of their own. */
export async function tieOutFiles(
  engine: Engine,
  files: { readonly from: string; readonly to: string },
  keysRepeat: boolean,
  breaksFile: string,
): Promise<TieOutResult> {
  await engine.runInline(createCalendar("calendar", estate, engine.dialect));
  await engine.runInline(createBreaks(breaks));
  const sets = {
    from: await recordSet(engine, "from", files.from, keysRepeat),
    to: await recordSet(engine, "to", files.to, keysRepeat),
    adjustments: new Map(),
  };
  const result = await tieOut(engine, estate, handoff, sets, { prefix: "h", calendar: "calendar", breaks });
  await engine.runInline(sql`COPY ${id(breaks)} TO ${breaksFile}`);
  return result;
}

/** The tie-out's answer in the form of the known one. */
export async function answerOf(
  engine: Engine,
  result: TieOutResult,
): Promise<Pick<KnownAnswer, "outcomes" | "bridge" | "breaks" | "tolerant">> {
  const rows = await engine.rows<{ side: string; outcome: string; reason: string; reference: string; fields: string }>(
    sql`SELECT side, outcome, reason, reference, fields FROM ${id(breaks)}`,
  );
  const tolerant: string[] = [];
  const alone: string[] = [];
  for (const { side, outcome, reason, reference, fields } of rows) {
    if (outcome === "different") {
      for (const { from } of JSON.parse(fields) as { from: { field: string } }[]) tolerant.push(`${reference}\t${from.field}`);
    } else alone.push([side, outcome, reason, reference].join("\t"));
  }
  for (const { slice, residual } of result.bridges) {
    if (residual !== "0.00") throw new Error(`the bridge of ${JSON.stringify(slice)} leaves ${residual}`);
  }
  const total = result.bridges.find(({ slice }) => slice.by === "total")?.bars ?? [];
  const place = ({ side, outcome, reason }: { side: string; outcome: string; reason: string }): string => `${side} ${outcome} ${reason}`;
  return {
    outcomes: result.outcomes
      .map(({ side, outcome, reason, records, amount }) => ({ side, outcome, reason, records, amount: amount ?? "" }))
      .sort((a, b) => (place(a) < place(b) ? -1 : 1)),
    bridge: Object.fromEntries(total.flatMap(({ id, amount }) => (amount === "0.00" ? [] : [[id, amount]]))),
    breaks: digestOf(alone),
    tolerant: digestOf(tolerant),
  };
}
