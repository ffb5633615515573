import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBench, readColumn, type Bench } from "./fixture.ts";

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

describe("text and key", () => {
  it("trims blanks of every kind, composes letters, empties what is blank, keeps zeros", async () => {
    const texts = [" a b ", "\u00a0x\u2009", "e\u0301t", "", " \u00a0", null, "00123", "12345.0", "\ufeffq", "tab\t"];
    const values = ["a b", "x", "ét", null, null, null, "00123", "12345.0", "q", "tab"];
    expect((await readColumn(bench, texts, { type: "key" })).values).toEqual(values);
    expect((await readColumn(bench, texts, {})).values).toEqual(values);
  });
});

describe("money", () => {
  it.each<[string, string, string | null]>([
    ["plain", "1234.5", "1234.5000"],
    ["dollars", "$1,234.50", "1234.5000"],
    ["accounting", "(12.00)", "-12.0000"],
    ["accounting dollars", "$(1,200.00)", "-1200.0000"],
    ["dollars in brackets", "($12.30)", "-12.3000"],
    ["minus before the sign", "-$5", "-5.0000"],
    ["minus after the sign", "$-5.25", "-5.2500"],
    ["minus behind", "5-", "-5.0000"],
    ["code before", "USD 12", "12.0000"],
    ["code behind", "12.10 usd", "12.1000"],
    ["euro behind", "12 €", "12.0000"],
    ["US dollars", "US$1,000,000.01", "1000000.0100"],
    ["no-break space", "1\u00a0234.50", "1234.5000"],
    ["thin space", "1\u2009234.50", "1234.5000"],
    ["apostrophe", "1'234.50", "1234.5000"],
    ["unicode minus", "\u221212.50", "-12.5000"],
    ["exponent", "1.5e3", "1500.0000"],
    ["many decimals", "0.12345", "0.1235"],
    ["lakhs", "12,34,567.50", "1234567.5000"],
    ["a dash", "-", "0.0000"],
    ["a long dash with currency", "$ \u2013", "0.0000"],
    ["plus", "+7.10", "7.1000"],
    ["blank", "  ", null],
    ["leading point", ".50", "0.5000"],
    ["trailing point", "5.", "5.0000"],
    ["largest", "99999999999999.9999", "99999999999999.9999"],
  ])("%s: %s", async (_, text, value) => {
    // 7.25 tells the decimal mark for those that do not.
    const read = await readColumn(bench, [text, "7.25"], { type: "money" });
    expect(read.values[0]).toBe(value);
    expect(read.unreadable).toBe(0);
  });

  it.each(["twelve", "12 km", "1,23.4.5", "12,3456.0", "1,2", "#REF!", "=1+1", "1 2", "$", "(", "12%", "999999999999999", "--5", "NaN"])(
    "does not guess %s",
    async (text) => {
      const read = await readColumn(bench, ["7.25", "8.25", text], { type: "money" });
      expect(read.values).toEqual(["7.2500", "8.2500", null]);
      expect(read.unreadable).toBe(1);
      expect(read.unreadableSamples).toMatchObject([{ code: "unreadable-value", at: { file: "data.csv", line: 4 }, found: text }]);
    },
  );

  it("reads the decimal comma when the column tells it, or when it is declared", async () => {
    const texts = ["1.234,50", "1 234,5", "1.234", "-12", "1'000,25 €", "kr. 500"];
    const values = ["1234.5000", "1234.5000", "1234.0000", "-12.0000", "1000.2500", "500.0000"];
    expect((await readColumn(bench, texts, { type: "money" })).values).toEqual(values);
    expect((await readColumn(bench, ["1.234", "5"], { type: "money", decimal: "," })).values).toEqual(["1234.0000", "5.0000"]);
    expect((await readColumn(bench, ["12.50", "3"], { type: "money", decimal: "," })).values).toEqual([null, "3.0000"]);
  });

  it("takes the mark of most values and lists the others", async () => {
    const read = await readColumn(bench, ["1.50", "2,50", "3.50"], { type: "money" });
    expect(read.values).toEqual(["1.5000", null, "3.5000"]);
    expect(read.unreadableSamples).toMatchObject([{ at: { line: 3 }, found: "2,50" }]);
    expect(read.notes.join()).toMatch(/2 values use a decimal point and 1 a decimal comma/);
  });

  it("says that a column does not tell its mark", async () => {
    const read = await readColumn(bench, ["1.234", "5"], { type: "money" });
    expect(read.values).toEqual(["1.2340", "5.0000"]);
    expect(read.notes.join()).toMatch(/do not tell the decimal mark/);
    expect((await readColumn(bench, ["1.234", "5"], { type: "money", decimal: "." })).notes).toEqual([]);
    expect((await readColumn(bench, ["1.234", "5.1"], { type: "money" })).notes).toEqual([]);
    expect((await readColumn(bench, ["1,234", "5"], { type: "money" })).values).toEqual(["1234.0000", "5.0000"]);
  });
});

describe("date", () => {
  it.each<[string, string | null]>([
    ["2025-12-31", "2025-12-31"],
    ["2025-1-5", "2025-01-05"],
    ["2025/12/31", "2025-12-31"],
    ["12/31/2025", "2025-12-31"],
    ["31.12.2025", "2025-12-31"],
    ["31/12/2025", "2025-12-31"],
    ["12-31-2025", "2025-12-31"],
    ["12/31/25", "2025-12-31"],
    ["12/31/99", "1999-12-31"],
    ["Sep 30, 2026", "2026-09-30"],
    ["September 3 2026", "2026-09-03"],
    ["30-Sep-2026", "2026-09-30"],
    ["3 October 2026", "2026-10-03"],
    ["Wed, 30 Sep 2026 23:00:00 +0000", "2026-09-30"],
    ["20260930", "2026-09-30"],
    ["46023", "2026-01-01"],
    ["46023.999", "2026-01-01"],
    ["2026-03-01T03:00:00Z", "2026-02-28"],
    ["2026-03-01T03:00:00", "2026-03-01"],
    ["3/15/2026 11:59 PM", "2026-03-15"],
    ["/Date(1777034754042)/", "2026-04-24"],
  ])("%s", async (text, day) => {
    const read = await readColumn(bench, [text], { type: "date" });
    expect(read.values).toEqual([day]);
    expect(read.unreadable).toBe(0);
  });

  it.each([
    "2025-02-30",
    "13/13/2025",
    "soon",
    "2025",
    "12/31",
    "0",
    "00/00/0000",
    "2025-12-31 25:00",
    "infinity",
    "epoch",
    "1/1/2025x",
    "13:05",
  ])("does not guess %s", async (text) => {
    const read = await readColumn(bench, [text, "2025-12-31"], { type: "date" });
    expect(read.values).toEqual([null, "2025-12-31"]);
    expect(read.unreadable).toBe(1);
  });

  it("tells the order of day and month by the whole column", async () => {
    const dates = ["03/04/2025", "25/04/2025"];
    expect((await readColumn(bench, dates, { type: "date" })).values).toEqual(["2025-04-03", "2025-04-25"]);
    expect((await readColumn(bench, ["03/04/2025", "04/25/2025"], { type: "date" })).values).toEqual(["2025-03-04", "2025-04-25"]);
    const mixed = await readColumn(bench, ["25/04/2025", "03/04/2025", "04/25/2025", "26/4/2025"], { type: "date" });
    expect(mixed.values).toEqual(["2025-04-25", "2025-04-03", null, "2025-04-26"]);
    expect(mixed.notes.join()).toMatch(/1 dates stand month first and 2 day first/);
  });

  it("asks the field, then the estate, and says so when nothing tells", async () => {
    const month = await readColumn(bench, ["03/04/2025"], { type: "date" });
    expect([month.values[0], month.notes.length]).toEqual(["2025-03-04", 1]);
    const day = await readColumn(bench, ["03/04/2025"], { type: "date" }, { dateOrder: "dmy" });
    expect([day.values[0], day.notes.length]).toEqual(["2025-04-03", 1]);
    const declared = await readColumn(bench, ["03/04/2025"], { type: "date", dateOrder: "dmy" });
    expect([declared.values[0], declared.notes.length]).toEqual(["2025-04-03", 0]);
    expect((await readColumn(bench, ["25-03-04"], { type: "date", dateOrder: "ymd" })).values).toEqual(["2025-03-04"]);
    expect((await readColumn(bench, ["04/04/2025"], { type: "date" })).notes).toEqual([]);
  });
});

describe("timestamp", () => {
  it.each<[string, string]>([
    ["2026-01-15T10:00:00Z", "2026-01-15 10:00:00"],
    ["2026-01-15T10:00:00-07:00", "2026-01-15 17:00:00"],
    ["2026-01-15T10:00:00+0530", "2026-01-15 04:30:00"],
    ["2026-01-15 10:00:00+00", "2026-01-15 10:00:00"],
    ["2026-01-15T10:00:00", "2026-01-15 15:00:00"],
    ["2026-07-15 10:00:00", "2026-07-15 14:00:00"],
    ["2026-07-15T10:00", "2026-07-15 14:00:00"],
    ["2026-07-15", "2026-07-15 04:00:00"],
    ["2026-01-15T10:00:00.1234567Z", "2026-01-15 10:00:00.123456"],
    ["2026-01-15T10:00:00.250-05:00", "2026-01-15 15:00:00.25"],
    ["1/15/2026 1:05 PM", "2026-01-15 18:05:00"],
    ["1/15/2026 12:05 AM", "2026-01-15 05:05:00"],
    ["1/15/2026 12:05 p.m.", "2026-01-15 17:05:00"],
    ["15.01.2026 13:05:22", "2026-01-15 18:05:22"],
    ["Jan 15, 2026, 1:05 PM", "2026-01-15 18:05:00"],
    ["Thu, 15 Jan 2026 10:00:00 GMT", "2026-01-15 10:00:00"],
    ["46037.5", "2026-01-15 17:00:00"],
    ["1768471200", "2026-01-15 10:00:00"],
    ["1768471200123", "2026-01-15 10:00:00.123"],
    ["/Date(1777034754042)/", "2026-04-24 12:45:54.042"],
    ["/Date(1777034754042+0000)/", "2026-04-24 12:45:54.042"],
    ["\\/Date(1777034754042)\\/", "2026-04-24 12:45:54.042"],
    // The hour that is skipped is read by the offset before it; of the repeated hour the second is meant.
    ["2026-03-08 01:59:59", "2026-03-08 06:59:59"],
    ["2026-03-08 02:30:00", "2026-03-08 07:30:00"],
    ["2026-03-08 03:00:00", "2026-03-08 07:00:00"],
    ["2026-11-01 00:59:59", "2026-11-01 04:59:59"],
    ["2026-11-01 01:30:00", "2026-11-01 06:30:00"],
    ["2026-11-01 02:00:00", "2026-11-01 07:00:00"],
  ])("%s", async (text, utc) => {
    expect((await readColumn(bench, [text], { type: "timestamp" })).values).toEqual([utc]);
    // The same within a column of other forms, where another way is taken.
    const mixed = await readColumn(bench, ["Jan 2, 2026", text, "2026-05-05T05:05:05Z"], { type: "timestamp" });
    expect(mixed.values).toEqual(["2026-01-02 05:00:00", utc, "2026-05-05 05:05:05"]);
    expect(mixed.unreadable).toBe(0);
  });

  it.each(["1/15/2026 13:05 PM", "2026-01-15 24:01:00", "2026-01-15 10:00:61", "yesterday", "2026-01-15 10:00 EST"])(
    "does not guess %s",
    async (text) => {
      const read = await readColumn(bench, [text, "2026-01-15T10:00:00Z"], { type: "timestamp" });
      expect(read.values).toEqual([null, "2026-01-15 10:00:00"]);
    },
  );
});

describe("boolean", () => {
  it("reads words", async () => {
    const read = await readColumn(
      bench,
      ["true", "YES", "y", "1", "t", "x", "On", "wahr", "False", "no", "N", "0", "f", "off", "", "maybe"],
      {
        type: "boolean",
      },
    );
    expect(read.values).toEqual([true, true, true, true, true, true, true, true, false, false, false, false, false, false, null, null]);
    expect(read.unreadableSamples).toMatchObject([{ found: "maybe", at: { line: 17 } }]);
  });
});
