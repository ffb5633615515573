import { describe, expect, test } from "vitest";
import { chanceOfSplit } from "../../src/detect/migration/chance.ts";
import { formatsOf, type Shape } from "../../src/detect/migration/patterns.ts";
import { bestSplit } from "../../src/detect/migration/split.ts";

const shape = (literal: string, records = 100, spelled: "literal" | "classes" | "mixed" = "literal"): Shape => {
  const classes = literal.replaceAll(/[A-Z]/g, "A").replaceAll(/[a-z]/g, "a");
  return {
    literal: spelled === "literal" ? literal : null,
    classes: spelled === "mixed" ? null : classes,
    mixed: literal.replaceAll(/[A-Za-z9]/g, "x"),
    records,
  };
};
const patterns = (...shapes: Shape[]): string[] => formatsOf(shapes).map(({ pattern }) => pattern);

describe("id formats", () => {
  test("keep letters that are constant, and a few prefixes apart", () => {
    expect(patterns(shape("GB-9999"))).toEqual(["GB-9999"]);
    expect(patterns(shape("GB-9999", 300), shape("WO-9999", 200))).toEqual(["GB-9999", "WO-9999"]);
  });

  test("generalise letters that vary, and letters mixed with digits", () => {
    expect(patterns(..."ABCDEF".split("").map((letter) => shape(`${letter}99-999999`)))).toEqual(["A99-999999"]);
    expect(patterns(shape("QX-99", 50, "classes"), shape("QY-99", 100))).toEqual(["AA-99"]);
    expect(patterns(shape("a9b9-99cd", 100, "mixed"))).toEqual(["xxxx-xxxx"]);
  });

  test("take neighbouring lengths for one counter, and lengths with a gap for two formats", () => {
    expect(patterns(shape("J-99", 90), shape("J-999", 900), shape("J-9999", 3000))).toEqual(["J-9+"]);
    expect(patterns(shape("9999", 90), shape("9999999", 900))).toEqual(["9999999", "9999"]);
  });

  test("take prefixes for letters that vary, where those of another length do", () => {
    expect(patterns(shape("BU-9999", 300), shape("RO-9999", 300), shape("BU-999", 20, "classes"))).toEqual(["AA-9+"]);
    expect(patterns(shape("BU-9999", 300), shape("RO-999999", 300))).toEqual(["BU-9999", "RO-999999"]);
  });

  test("match what they were made of and nothing else", () => {
    const [format] = formatsOf([shape("J.99", 90), shape("J.999", 900)]);
    const regex = new RegExp(format?.regex ?? "");
    expect(["J.12", "J.123", "Jx12", "J.1", "J.1234", "J.12x", "xJ.12"].map((id) => regex.test(id))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

test("the exact test gives the figures of the hypergeometric distribution", () => {
  // Fisher's tea: all four cups right is 1 in 70; three or more 17 in 70.
  const cups = (right: number): number =>
    chanceOfSplit({ firstBefore: right, firstAfter: 4 - right, secondBefore: 4 - right, secondAfter: right }, 1);
  expect(cups(4)).toBeCloseTo(1 / 70, 12);
  expect(cups(3)).toBeCloseTo(17 / 70, 12);
  expect(cups(0)).toBeCloseTo(1, 12);
  expect(chanceOfSplit({ firstBefore: 20, firstAfter: 0, secondBefore: 0, secondAfter: 20 }, 1000)).toBeCloseTo(1000 / 137_846_528_820, 18);
});

test("the day of the cutover belongs to both", () => {
  const days = [
    { day: "2026-01-01", old: 10, fresh: 0 },
    { day: "2026-01-02", old: 10, fresh: 0 },
    { day: "2026-01-03", old: 2, fresh: 5 },
    { day: "2026-01-04", old: 0, fresh: 10 },
  ];
  expect(bestSplit(days)).toMatchObject({ day: "2026-01-03", accuracy: 1, oldBefore: 20, oldAfter: 2, freshAfter: 15 });
  expect(bestSplit(days.slice(0, 1))).toBeUndefined();
  expect(bestSplit([])).toBeUndefined();
});
