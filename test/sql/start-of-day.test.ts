import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { sql, startOfDay } from "../../src/sql/index.ts";
import { startEngine } from "../detect/given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => ({ engine, close } = await startEngine()));
afterAll(async () => await close());

// Usual days, a midnight that is skipped (Beirut, Azores, São Paulo), one that is shown twice (Azores, Havana) and one only reached again (Beirut).
it.each([
  ["America/New_York", "2026-03-08", "2026-03-08 05:00:00"],
  ["America/New_York", "2026-03-09", "2026-03-09 04:00:00"],
  ["America/New_York", "2026-11-01", "2026-11-01 04:00:00"],
  ["America/New_York", "2026-11-02", "2026-11-02 05:00:00"],
  ["Atlantic/Azores", "2024-03-31", "2024-03-31 01:00:00"],
  ["Atlantic/Azores", "2024-10-27", "2024-10-27 00:00:00"],
  ["America/Havana", "2024-11-03", "2024-11-03 04:00:00"],
  ["America/Sao_Paulo", "2018-11-04", "2018-11-04 03:00:00"],
  ["America/Sao_Paulo", "2018-02-18", "2018-02-18 03:00:00"],
  ["Asia/Beirut", "2024-03-31", "2024-03-30 22:00:00"],
  ["Asia/Beirut", "2024-10-27", "2024-10-26 22:00:00"],
  ["UTC", "2026-01-31", "2026-01-31 00:00:00"],
])("the day begins, in %s, on %s", async (zone, day, at) => {
  const [row] = await engine.rows(sql`SELECT
    CAST(${startOfDay(sql`day`, zone, { least: day, greatest: day }, engine.dialect)} AS VARCHAR) AS fast,
    CAST(${startOfDay(sql`day`, zone, undefined, engine.dialect)} AS VARCHAR) AS plain FROM (SELECT CAST(${day} AS DATE) AS day) AS d`);
  expect(row).toEqual({ fast: at, plain: at });
});
