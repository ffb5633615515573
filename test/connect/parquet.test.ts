import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../src/sql/index.ts";
import { Room } from "./room.ts";

let room: Room;
beforeAll(async () => {
  room = await Room.open();
  await room.engine.runInline(
    sql`COPY (SELECT i AS id, CAST(i * 1.25 AS DECIMAL(18, 4)) AS total, DATE '2026-01-01' + CAST(i AS INTEGER) AS day, {'a': i, 'b': [i, NULL]} AS nested, 'x' AS _pos FROM range(3) r(i))
      TO ${join(room.directory, "t.parquet")} (FORMAT parquet)`,
  );
});
afterAll(() => room.close());

describe("Parquet", () => {
  it("keeps types, turns nested values into JSON, counts records from 1", async () => {
    const result = await room.read("t.parquet");
    expect(result.reading.columns).toEqual([
      { name: "id", type: "BIGINT" },
      { name: "total", type: "DECIMAL(18,4)" },
      { name: "day", type: "DATE" },
      { name: "nested", type: "VARCHAR" },
      { name: "_pos_2", type: "VARCHAR" },
    ]);
    expect(result.rows[1]).toEqual(["1", "1.2500", "2026-01-02", '{"a":1,"b":[1,null]}', "x"]);
    expect(result.positions).toEqual([1, 2, 3]);
  });

  it("reads it gzipped", async () => {
    await writeFile(join(room.directory, "t.parquet.gz"), gzipSync(await readFile(join(room.directory, "t.parquet"))));
    expect((await room.read("t.parquet.gz")).rows).toHaveLength(3);
  });

  it("refuses a damaged file, before anything is copied", async () => {
    const bytes = await readFile(join(room.directory, "t.parquet"));
    await room.write("cut.parquet", bytes.subarray(0, bytes.length - 20));
    expect(await room.refused("cut.parquet")).toMatchObject({ code: "damaged-parquet", at: { file: "cut.parquet" } });
    const page = Buffer.from(bytes);
    page.fill(0xff, 4, 60);
    await room.write("page.parquet", page);
    expect(await room.refused("page.parquet")).toMatchObject({ code: "damaged-parquet" });
    await room.write("none.parquet", "not parquet at all");
    expect(await room.refused("none.parquet")).toMatchObject({ code: "damaged-parquet" });
  });
});
