import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { between, openSignatures, random, times, type Given } from "./signatures-given.ts";

let room: Awaited<ReturnType<typeof openSignatures>>;
beforeAll(async () => {
  room = await openSignatures();
});
afterAll(async () => {
  await room.close();
});

const WORDS = "Harbor Compressor Replace Duct Insulation Roof Unit Annual Service Panel Upgrade Water Heater Bay Street Condo Tower".split(
  " ",
);

/** Descriptions of some words. */
function phrases(seed: number, count: number, least: number): readonly string[] {
  const next = random(seed);
  return times(count, (place) => {
    let text = `${WORDS[place % WORDS.length]}`;
    while (text.length < least) text += ` ${WORDS[between(next, 0, WORDS.length - 1)]}`;
    return `${text} ${between(next, 100, 999)}`;
  });
}

function mapped(texts: readonly string[], to: (text: string, place: number) => string): Given {
  return texts.map((text, place) => [text, to(text, place)] as const);
}

async function only(given: Given, type: "text" | "key" = "text"): Promise<readonly unknown[]> {
  const { signatures } = await room.find(type, given);
  return signatures.map(({ code, parameters, records }) => [code, parameters, records]);
}

describe("truncation", () => {
  it.each([41, 20, 8])("finds the cut at %s characters", async (n) => {
    expect(await only(mapped(phrases(1, 30, 50), (text) => text.slice(0, n)))).toEqual([["truncated", { n: String(n) }, 30]]);
  });

  it("finds it where the space at the cut was trimmed", async () => {
    expect(await only(mapped(phrases(2, 60, 50), (text) => text.slice(0, 41).trimEnd()))).toEqual([["truncated", { n: "41" }, 60]]);
  });

  it("near miss: cut at different lengths", async () => {
    const next = random(3);
    expect(await only(mapped(phrases(3, 60, 50), (text) => text.slice(0, between(next, 10, 45))))).toEqual([]);
  });

  it("near miss: two records", async () => {
    expect(await only(mapped(phrases(4, 2, 50), (text) => text.slice(0, 41)))).toEqual([]);
  });
});

describe("case and spaces", () => {
  it.each([
    ["upper case", (text: string) => text.toUpperCase()],
    ["lower case", (text: string) => text.toLowerCase()],
    ["another case", (text: string) => text.charAt(0) + text.slice(1).toLowerCase()],
  ])("finds %s", async (to, change) => {
    expect(await only(mapped(phrases(5, 20, 20), change))).toEqual([["case-changed", { to }, 20]]);
  });

  it("finds case in one record, with low confidence", async () => {
    const { signatures } = await room.find("text", [["Bay Street Condo", "BAY STREET CONDO"]]);
    expect(signatures).toMatchObject([{ code: "case-changed", records: 1 }]);
    expect(signatures[0]?.confidence).toBeLessThanOrEqual(0.5);
  });

  it("near miss: case and a letter", async () => {
    expect(await only(mapped(phrases(6, 20, 20), (text) => text.toUpperCase().replace(/[AEO]/, "X")))).toEqual([]);
  });

  it("finds spaces trimmed, collapsed and put in", async () => {
    const texts = phrases(7, 20, 20);
    expect(await only(texts.map((text) => [` ${text}  `, text] as const))).toMatchObject([["spaces-changed", { change: "trimmed" }, 20]]);
    expect(await only(texts.map((text) => [text.replaceAll(" ", "  "), text] as const))).toMatchObject([
      ["spaces-changed", { change: "collapsed" }, 20],
    ]);
    expect(await only(texts.map((text) => [text.replaceAll(" ", ""), text] as const))).toMatchObject([
      ["spaces-changed", { change: "any" }, 20],
    ]);
  });

  it("near miss: words in another order", async () => {
    expect(await only(mapped(phrases(8, 20, 20), (text) => text.split(" ").toReversed().join(" ")))).toEqual([]);
  });
});

describe("encoding damage", () => {
  const names =
    "José Núñez;Müller & Söhne;Café Olé;Ægir Ltd;Straße 9;Peña Roofing;François Élan;Łódź HVAC;Garçon – “Best”;Zoë’s Diner".split(";");
  // Not by TextDecoder, which in some releases of Node reads windows-1252 as latin-1.
  const shown: Readonly<Record<string, string>> = {
    "\u0080": "€",
    "\u0093": "“",
    "\u0094": "”",
    "\u0099": "™",
    "\u009c": "œ",
    "\u009f": "Ÿ",
    "\u0086": "†",
    "\u0089": "‰",
    "\u0081": "\u0081",
    "\u0083": "ƒ",
    "\u0096": "–",
    "\u0098": "˜",
  };
  const misread = (text: string, encoding: "latin1" | "windows-1252"): string => {
    const latin = Buffer.from(text, "utf8").toString("latin1");
    return encoding === "latin1" ? latin : latin.replace(/[\u0080-\u009f]/g, (one) => shown[one] ?? one);
  };

  it("finds UTF-8 read as windows-1252 and as latin-1, on either side", async () => {
    expect(await only(mapped(names, (text) => misread(text, "windows-1252")))).toEqual([
      ["encoding-damage", { damage: "UTF-8 read as windows-1252", side: "second" }, 10],
    ]);
    expect(await only(mapped(names, (text) => misread(text, "latin1")))).toEqual([
      ["encoding-damage", { damage: "UTF-8 read as latin-1", side: "second" }, 10],
    ]);
    expect(await only(names.map((text) => [misread(text, "windows-1252"), text] as const))).toEqual([
      ["encoding-damage", { damage: "UTF-8 read as windows-1252", side: "first" }, 10],
    ]);
  });

  it.each([
    ["question marks", (text: string) => text.replace(/[^\0-\x7F]/gu, "?")],
    ["question marks per byte", (text: string) => text.replace(/[^\0-\x7F]/gu, (one) => "?".repeat(Buffer.byteLength(one)))],
    ["replacement characters", (text: string) => text.replace(/[^\0-\x7F]/gu, "\uFFFD")],
    ["characters lost", (text: string) => text.replace(/[^\0-\x7F]/gu, "")],
  ])("finds %s", async (damage, change) => {
    expect(await only(mapped(names, change))).toEqual([["encoding-damage", { damage, side: "second" }, 10]]);
  });

  it("finds accents lost", async () => {
    const latin = ["José", "Núñez", "Müller", "Café Olé", "Peña", "François", "Zoë"];
    const plain = ["Jose", "Nunez", "Muller", "Cafe Ole", "Pena", "Francois", "Zoe"];
    expect(await only(mapped(latin, (_, place) => plain[place] ?? ""))).toEqual([
      ["encoding-damage", { damage: "accents lost", side: "second" }, 7],
    ]);
  });

  it("near miss: damaged, and another name", async () => {
    expect(await only(mapped(names, (text) => `${misread(text, "windows-1252")} II`))).toEqual([]);
  });
});

describe("digits", () => {
  it("finds leading zeros lost and added, in keys", async () => {
    const keys = times(20, (place) => `000${4_711 + place * 13}`);
    expect(
      await only(
        mapped(keys, (key) => key.slice(3)),
        "key",
      ),
    ).toEqual([["leading-zeros-lost", {}, 20]]);
    expect(
      await only(
        keys.map((key) => [key.slice(3), key] as const),
        "key",
      ),
    ).toEqual([["leading-zeros-added", {}, 20]]);
  });

  it("near miss: a zero within", async () => {
    expect(
      await only(
        mapped(
          times(20, (place) => `40${711 + place}`),
          (key) => key.replace("0", ""),
        ),
        "key",
      ),
    ).toEqual([]);
  });

  it("finds .0 and exponents", async () => {
    const keys = times(20, (place) => `${4_711 + place * 13}`);
    expect(
      await only(
        mapped(keys, (key) => `${key}.0`),
        "key",
      ),
    ).toEqual([["decimal-added", { side: "second" }, 20]]);
    const long = times(20, (place) => `${123_456_789_012 + place * 7_000_000_000}`);
    const written = mapped(long, (key) => Number(key).toExponential(5).replace("e", "E"));
    expect(await only(written, "key")).toEqual([["scientific-notation", { side: "second" }, 20]]);
    expect(await only([["100000", "1E+05"]], "key")).toEqual([["scientific-notation", { side: "second" }, 1]]);
  });

  it("near miss: an exponent of another number", async () => {
    const long = times(20, (place) => `${123_456_789_012 + place * 7_000_000_000}`);
    expect(
      await only(
        mapped(long, (key) => (Number(key) * 1.01).toExponential(5).replace("e", "E")),
        "key",
      ),
    ).toEqual([]);
  });

  it("finds separators exchanged and dropped", async () => {
    const cents = times(20, (place) => 123_450 + place * 9_137);
    const english = cents.map(
      (amount) =>
        `${Math.floor(amount / 100_000)},${String(Math.floor(amount / 100) % 1000).padStart(3, "0")}.${String(amount % 100).padStart(2, "0")}`,
    );
    const german = english.map((text) => text.replace(",", "_").replace(".", ",").replace("_", "."));
    expect(await only(english.map((text, place) => [text, german[place] ?? ""] as const))).toEqual([
      ["decimal-comma", { side: "both" }, 20],
    ]);
    expect(await only(mapped(english, (text) => text.replace(",", "")))).toEqual([["thousand-separators", {}, 20]]);
  });
});

describe("mixes", () => {
  it("separates a cut from a change of case, and leaves noise", async () => {
    const noise = phrases(20, 30, 20);
    const { signatures, codes } = await room.find("text", [
      ...mapped(phrases(21, 30, 50), (text) => text.slice(0, 41)),
      ...mapped(phrases(22, 15, 20), (text) => text.toUpperCase()),
      ...mapped(noise, (_, place) => noise[(place + 7) % 30] ?? ""),
    ]);
    expect(signatures.map(({ code, records }) => [code, records])).toEqual([
      ["truncated", 30],
      ["case-changed", 15],
    ]);
    expect(codes.slice(45).every((code) => code === undefined)).toBe(true);
  });
});

describe("swapped fields", () => {
  it("finds them, and which records", async () => {
    const cities = times(8, (place) => [`City ${place}`, `County ${place * 3}`] as const);
    const swapped = cities.map(([city, county]) => [city, county, county, city] as const);
    const { found, ids } = await room.swaps([...swapped, ["Tampa", "Clearwater", "Pasco", "Polk"]]);
    expect(found).toMatchObject({ code: "swapped-fields", parameters: { first: "City", second: "County" }, records: 8 });
    expect(ids).toEqual(times(8, (place) => `r${place}`));
  });

  it("near miss: one field only, or values of two kinds that meet by chance", async () => {
    const one = times(8, (place) => [`City ${place}`, `County ${place}`, `County ${place}`, `Town ${place}`] as const);
    expect((await room.swaps(one)).found).toBeUndefined();
    const next = random(30);
    const flags = times(40, () => times(4, () => (next() < 0.5 ? "Y" : "N")))
      .filter(([a, b, c, d]) => a !== b && c !== d)
      .map(([a = "", b = "", c = "", d = ""]) => [a, b, c, d] as const);
    expect((await room.swaps(flags)).found).toBeUndefined();
  });
});
