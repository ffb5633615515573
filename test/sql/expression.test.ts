import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { compileExpression, conjuncts, expressionWords, fieldsOf, id, sql, type Expression } from "../../src/sql/index.ts";

let engine: Engine;
let spill: string;
beforeAll(async () => {
  spill = await mkdtemp(path.join(tmpdir(), "tieout-expression-"));
  engine = await openDuckdb({ spill, threads: 1, memory: undefined });
  await engine.runInline(sql`CREATE TABLE r AS SELECT * FROM (VALUES
    (1, 'Paid', CAST(107 AS DECIMAL(18, 4)), CAST(7 AS DECIMAL(18, 4)), DATE '2026-03-08', true),
    (2, 'Void', 0.5, 0, DATE '2026-04-01', false),
    (3, NULL, -3.25, NULL, NULL, NULL)) AS v(n, status, total, tax, day, flag)`);
});
afterAll(async () => {
  await engine.close();
  await rm(spill, { recursive: true, force: true });
});

async function parsed(text: string): Promise<Expression> {
  const tree = await engine.parse(text);
  if ("fault" in tree) throw new Error(`${text}: ${tree.fault}`);
  return tree;
}

const values = async (text: string): Promise<unknown[]> => {
  const compiled = compileExpression(await parsed(text), (field) => id("r", field));
  return (await engine.rows(sql`SELECT CAST(${compiled} AS VARCHAR) AS v FROM r ORDER BY n`)).map(({ v }) => v);
};

/** What the engine makes of the text itself. */
const asWritten = async (text: string): Promise<unknown[]> =>
  (await engine.rows({ parts: [{ kind: "text", text: `SELECT CAST((${text}) AS VARCHAR) AS v FROM r ORDER BY n` }] })).map(({ v }) => v);

describe("an expression means what it means to the engine", () => {
  it.each([
    "total - tax",
    "-total * 2",
    "total + 0.25",
    "status <> 'Void' and total > 0",
    "status = 'Void' or tax is null",
    "not (flag)",
    "status in ('Paid', 'Sent')",
    "status not in ('Paid')",
    "total between 0 and 100",
    "case when status = 'Void' then 0 else total end",
    "case status when 'Paid' then 1 when 'Void' then 2 end",
    "coalesce(tax, 0)",
    "nullif(status, 'Void')",
    "status like 'P%'",
    "status not like '%d'",
    "lower(trim(status)) || '!'",
    "substr(status, 1, 2)",
    "day >= date '2026-03-15'",
    "cast(total as decimal(18, 4))",
    "round(total, 1)",
    "greatest(total, coalesce(tax, 0))",
    "true",
    "null",
    "abs(total) % 2",
    '"status" is not null',
    "total > 1 -- a remark",
  ])("%s", async (text) => {
    const bare = text.replace(/--.*/, "");
    expect((await values(text)).map(plain)).toEqual((await asWritten(bare)).map(plain));
  });
});

/** Digits alone: how many decimals stand behind is the engine's affair. */
function plain(value: unknown): unknown {
  return typeof value === "string" && /^-?\d+\.\d+$/.test(value) ? String(Number(value)) : value;
}

describe("what is more than a value of one record is refused", () => {
  it.each([
    ["(select 1)", "a query", 0],
    ["status in (select status from r)", "a query"],
    ["read_csv('/etc/passwd')", "the function read_csv", 0],
    ["total + getenv('HOME')", "the function getenv", 8],
    ["sum(total)", "the function sum", 0],
    ["count(*) over ()", "a window over other records", 0],
    ["1) from r --", "syntax error"],
    ["1, 2", "the function row"],
    ["total; drop table r", 'syntax error at or near ";"', 5],
    ["total and", "syntax error"],
    ["*", "star"],
    ["try_cast(status as date)", "a conversion to date"],
    ["status ~ '(a+)+$'", "the function"],
    ["123456789012345678901", "a number"],
    ["", "syntax error"],
  ])("%s", async (text, fault, at?: number) => {
    const found = await engine.parse(text);
    expect("fault" in found ? found.fault : "none").toContain(fault);
    if (at !== undefined) expect(found).toMatchObject({ at });
    expect(await engine.rows(sql`SELECT count(*) AS n FROM r`)).toEqual([{ n: "3" }]);
  });

  it("is never SQL of the text's: whatever is accepted runs as bound values and quoted names", async () => {
    const words = [
      "total",
      "status",
      "'",
      '"',
      ";",
      "--",
      "(",
      ")",
      " or ",
      "1",
      "=",
      "/*",
      "*/",
      "drop table r",
      "select",
      ",",
      "\0",
      "é",
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...words), { maxLength: 8 }), async (pieces) => {
        const tree = await engine.parse(pieces.join(""));
        if ("fault" in tree) return;
        const fields = fieldsOf(tree).map(({ name }) => name);
        const compiled = compileExpression(tree, (field) => (["total", "status"].includes(field) ? id("r", field) : sql`NULL`));
        await engine.rows(sql`SELECT ${compiled} AS v FROM r`).catch((error: unknown) => {
          // Types that do not go together are the engine's to refuse.
          expect(String(error)).toMatch(/Conversion|Binder|Invalid Input/);
        });
        expect(fields.every((name) => typeof name === "string")).toBe(true);
        expect(await engine.rows(sql`SELECT count(*) AS n FROM r`)).toEqual([{ n: "3" }]);
      }),
      { numRuns: 150 },
    );
  });
});

it("tells its fields and their places, its conditions, and itself in words", async () => {
  const tree = await parsed("state = 'posted' and (total > 10 or tax is null) and not flag");
  expect(fieldsOf(tree)).toEqual([
    { name: "state", at: 0 },
    { name: "total", at: 22 },
    { name: "tax", at: 36 },
    { name: "flag", at: 57 },
  ]);
  expect(conjuncts(tree).map(expressionWords)).toEqual(["state = 'posted'", "total > 10 or tax is empty", "not flag"]);
  expect(expressionWords(await parsed("(total - tax) * 2"))).toBe("(total - tax) * 2");
  expect(expressionWords(await parsed("case when total > 0.50 then coalesce(tax, 0) else -total end"))).toBe(
    "case when total > 0.50 then coalesce(tax, 0) else -total end",
  );
});
