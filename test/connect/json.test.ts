import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Room } from "./room.ts";

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room.close());

const payments = {
  QueryResponse: {
    Payment: [
      {
        Id: "1",
        Line: [
          { Amount: 10.5, LinkedTxn: [{ TxnId: "7" }, { TxnId: "8" }] },
          { Amount: 2, LinkedTxn: [] },
        ],
      },
      { Id: "2", Line: null },
      { Id: "3" },
      { Id: "4", Line: [{ Amount: 3, LinkedTxn: [{ TxnId: "9" }] }] },
    ],
    startPosition: 1,
    maxResults: 4,
  },
  time: "2026-04-24T10:00:00-07:00",
};

describe("a JSON document", () => {
  it("keeps every digit", async () => {
    const result = await room.readText(
      "digits.json",
      '[{"a":12345678901234567890.12,"b":1234.50, "c" : 0.10, "d":123456789012345678901234567890}, {"a":-1e-7}\n]',
    );
    expect(result.columns).toEqual(["_json"]);
    expect(result.rows).toEqual([
      ['{"a":"12345678901234567890.12","b":1234.50,"c":0.10,"d":123456789012345678901234567890}'],
      ['{"a":-1e-7}'],
    ]);
    expect(result.positions).toEqual([1, 2]);
  });

  it("reads an envelope: records, time, declared count", async () => {
    const result = await room.readText("envelope.json", JSON.stringify(payments, null, 2), {
      records: "QueryResponse.Payment[]",
      capturedAt: "$.time",
    });
    expect(result.rows.map((row) => JSON.parse(String(row[0])) as unknown)).toEqual(payments.QueryResponse.Payment);
    expect(result.reading.envelope).toEqual({ time: "2026-04-24T10:00:00-07:00", declaredCount: 4 });
  });

  it("explodes twice, with the parents beside", async () => {
    const result = await room.readText("twice.json", JSON.stringify(payments), { records: "QueryResponse.Payment[].Line[].LinkedTxn[]" });
    expect(result.columns).toEqual(["_json", "_parent1", "_parent2"]);
    const parsed = result.rows.map((row) => row.map((cell) => JSON.parse(String(cell)) as Record<string, unknown>));
    expect(parsed.map(([txn, line, payment]) => [txn?.["TxnId"], line?.["Amount"], payment?.["Id"]])).toEqual([
      ["7", 10.5, "1"],
      ["8", 10.5, "1"],
      ["9", 3, "4"],
    ]);
    expect(result.positions).toEqual([1, 2, 3]);
    expect(result.reading.envelope.declaredCount).toBeUndefined();
  });

  it("explodes top-level lists", async () => {
    const result = await room.readText("top.json", '[{"Id":1,"Line":[{"n":1},{"n":2}]},{"Id":2,"Line":[{"n":3}]}]', {
      records: "[].Line[]",
    });
    expect(result.rows).toEqual([
      ['{"n":1}', '{"Id":1,"Line":[{"n":1},{"n":2}]}'],
      ['{"n":2}', '{"Id":1,"Line":[{"n":1},{"n":2}]}'],
      ['{"n":3}', '{"Id":2,"Line":[{"n":3}]}'],
    ]);
  });

  it("takes a list of one that was written as the one", async () => {
    expect((await room.readText("one.json", '{"r":{"x":{"a":1}}}', { records: "r.x[]" })).rows).toEqual([['{"a":1}']]);
    expect((await room.readText("single.json", '{"r":{"x":{"a":1}}}', { records: "r.x" })).rows).toEqual([['{"a":1}']]);
  });

  it.each([
    ["an empty response", '{"QueryResponse":{},"time":"2026-01-01T00:00:00Z"}', "QueryResponse.Invoice[]"],
    ["counts alone", '{"QueryResponse":{"startPosition":1,"totalCount":0}}', "QueryResponse.Invoice[]"],
    ["an empty list", '{"QueryResponse":{"Invoice":[]}}', "QueryResponse.Invoice[]"],
    ["null", '{"data":null,"total":3}', "data[]"],
    ["a total of zero", '{"total":0}', "results[]"],
    ["an empty array", "[]", undefined],
  ])("%s gives no records", async (_name, text, records) => {
    expect((await room.readText("none.json", text, { records })).rows).toEqual([]);
  });

  it("refuses a wrong way, naming what is there and the nearest", async () => {
    await room.write("wrong.json", '{"QueryResponse":{"Invoices":[{"Id":1}],"maxResults":1}}');
    expect(await room.refused("wrong.json", { records: "QueryResponse.Invoice[]" })).toMatchObject({
      code: "wrong-records-path",
      found: "QueryResponse.Invoices[]",
      expected: "QueryResponse.Invoice",
      hint: "records: QueryResponse.Invoices[]",
    });
    expect(await room.refused("wrong.json")).toMatchObject({ code: "wrong-records-path", hint: "records: QueryResponse.Invoices[]" });
    expect(await room.refused("wrong.json", { records: "QueryResponse.Invoices" })).toMatchObject({
      hint: "records: QueryResponse.Invoices[]",
    });
    expect(await room.refused("wrong.json", { records: "QueryResponse.maxResults[]" })).toMatchObject({ code: "wrong-records-path" });
    await room.write("fault.json", '{"error":"unauthorized"}');
    expect(await room.refused("fault.json", { records: "results[]" })).toMatchObject({ code: "wrong-records-path", found: "error" });
    await room.write("nested.json", JSON.stringify(payments));
    expect(await room.refused("nested.json", { records: "QueryResponse.Payment[].Lines[]" })).toMatchObject({
      code: "wrong-records-path",
      hint: "Line[]",
    });
    expect(await room.refused("nested.json", { records: "QueryResponse..Payment[]" })).toMatchObject({
      code: "records-path",
      at: { file: "tieout.yaml", line: 12 },
    });
  });

  it.each([
    ['[{"a":1},\n {"a" 2}]', 2, 7],
    ['[{"a":1},\n {"a":01}]', 2, 7],
    ['[{"a":1}\n', 2, 1],
    ['[{"a":tru}]', 1, 7],
    ['[{"a":"x\ny"}]', 1, 9],
    ['[{"a":"\\x"}]', 1, 9],
    ['[{"a":1,}]', 1, 9],
    ["[1] x", 1, 5],
    ['{"a":[1}', 1, 8],
  ])("says where it is malformed: %j", async (text, line, column) => {
    await room.write("bad.json", text);
    expect(await room.refused("bad.json")).toMatchObject({ code: "malformed-json", at: { file: "bad.json", line, column } });
  });

  it("reads other encodings and a mark", async () => {
    const expected = [['{"a":"Köln"}']];
    expect((await room.readText("bom.json", '\uFEFF[{"a":"Köln"}]')).rows).toEqual(expected);
    expect((await room.readText("wide.json", Buffer.from('\uFEFF[{"a":"Köln"}]', "utf16le"))).rows).toEqual(expected);
    expect((await room.readText("latin.json", Buffer.from('[{"a":"Köln"}]', "latin1"))).rows).toEqual(expected);
    expect((await room.readText("packed.json.gz", gzipSync('[{"a":"Köln"}]'))).rows).toEqual(expected);
  });

  it("mends half a surrogate pair, which the engine would refuse", async () => {
    const result = await room.readText("half.json", '[{"a":"x\\ud83dy\\ud83d\\ude00\\u00e9\\udc00"},{"a":"\\ud83d"}]');
    expect(result.rows).toEqual([['{"a":"x\\ufffdy\\ud83d\\ude00\\u00e9\\ufffd"}'], ['{"a":"\\ufffd"}']]);
  });

  it("refuses a record beyond the limit", async () => {
    await room.write("big.json", JSON.stringify([{ a: "x".repeat(5000) }]));
    expect(await room.refused("big.json", {}, { maxRecordBytes: 1000 })).toMatchObject({ code: "record-too-large" });
  });

  it("reads a record of several mebibytes, over many pieces", async () => {
    const long = "ü".repeat(3_000_000);
    const result = await room.readText("long.json", JSON.stringify([{ a: long }, { b: [1, 2.5, true] }]));
    expect(result.rows).toHaveLength(2);
    expect((JSON.parse(String(result.rows[0]?.[0])) as { a: string }).a).toBe(long);
  });
});

describe("JSON Lines", () => {
  it("goes to the engine as it lies", async () => {
    const result = await room.readText("plain.jsonl", '{"a":1.50}\r\n{"a":"\\"é"}\r\n');
    expect(result.probed.format).toBe("jsonl");
    expect(result.reading.position).toEqual({ kind: "ordinal", first: 1 });
    expect(result.rows).toEqual([['{"a":1.50}'], ['{"a":"\\"é"}']]);
  });

  it("is told from a document by its second line", async () => {
    expect((await room.readText("lines.json", '{"a":1}\n{"a":2}\n')).probed.format).toBe("jsonl");
    expect((await room.readText("lines.txt", '{"a":1}\n{"a":2}\n')).probed.format).toBe("jsonl");
  });

  it("keeps every digit", async () => {
    const result = await room.readText("digits.jsonl", '{"a":12345678901234567890.12}\n{"a":1.5}\n');
    expect(result.rows).toEqual([['{"a":"12345678901234567890.12"}'], ['{"a":1.5}']]);
  });

  it("lists lines that are no JSON and goes on", async () => {
    const result = await room.readText("some.jsonl", '{"a":1}\n\n{"a" 2}\n{"a":3}\n{"a":4}');
    expect(result.rows).toEqual([['{"a":1}'], ['{"a":3}'], ['{"a":4}']]);
    expect(result.positions).toEqual([1, 4, 5]);
    expect(result.reading.unreadableRows).toBe(1);
    expect(result.reading.unreadable).toMatchObject([{ code: "malformed-json", at: { file: "some.jsonl", line: 3, column: 6 } }]);
  });

  it("refuses a file of which most lines are no JSON", async () => {
    await room.write("most.jsonl", '{"a":1}\nx\ny\n');
    expect(await room.refused("most.jsonl")).toMatchObject({ code: "malformed-json", at: { line: 2, column: 1 } });
  });

  it("explodes within each line", async () => {
    const result = await room.readText("nested.jsonl", '{"Id":1,"Line":[{"n":1},{"n":2}]}\n{"Id":2}\n{"Id":3,"Line":[{"n":3}]}\n', {
      records: "Line[]",
    });
    expect(result.columns).toEqual(["_json", "_parent1"]);
    expect(result.rows.map((row) => row[0])).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
    expect(result.positions).toEqual([1, 1, 3]);
  });

  it("reads gzip", async () => {
    const result = await room.readText("packed.jsonl.gz", gzipSync('{"a":1}\n{"a":2}\n'));
    expect(result.probed).toMatchObject({ format: "jsonl", compression: "gzip" });
    expect(result.rows).toEqual([['{"a":1}'], ['{"a":2}']]);
  });
});
