import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ageDrawings, agePicture } from "../../../src/report/pictures/age.ts";
import { debtDrawings, debtPicture } from "../../../src/report/pictures/debt.ts";
import { placeLabels } from "../../../src/report/pictures/labels.ts";
import { shortAmount } from "../../../src/report/pictures/rounded.ts";
import { trendDrawings, trendPicture } from "../../../src/report/pictures/trend.ts";
import { review } from "../sample-review.ts";
import { drawnReview, monthsOf } from "./given.ts";

interface Rect {
  readonly look: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The bars of a picture; x and width in percent. */
function rects(markup: string): Rect[] {
  return [...markup.matchAll(/<rect([^>]*)>/g)].map(([, attributes = ""]) => {
    const of = (name: string): string => new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
    return { look: of("class"), x: parseFloat(of("x")), y: Number(of("y")), width: parseFloat(of("width")), height: Number(of("height")) };
  });
}
/** Bars of data: not those of the key, which have a place in pixels. */
const bars = (markup: string): Rect[] => rects(markup.replace(/<rect[^>]*width="18"[^>]*>/g, ""));
const heightOf = (markup: string): number => Number(/<svg[^>]*\sheight="(\d+)"/.exec(markup)?.[1]);

const cents = fc.bigInt({ min: 0n, max: 10n ** 13n }).map((value) => `${value / 100n}.${String(value % 100n).padStart(2, "0")}`);
const name = fc.string({ unit: "grapheme", maxLength: 60 });
const range = fc
  .tuple(cents, cents, cents)
  .map((all) => all.toSorted((a, b) => Number(a) - Number(b)) as [string, string, string])
  .map(([low, likely, high]) => ({ low, likely, high }));

test("nothing is drawn outside, and bars are as long as what they stand for", () => {
  fc.assert(
    fc.property(fc.array(cents, { minLength: 1, maxLength: 18 }), (amounts) => {
      const { money } = ageDrawings(drawnReview({ amounts }), "age", 300);
      const drawn = bars(money.markup);
      for (const { x, y, width, height } of drawn) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(100.011);
        expect(y + height).toBeLessThanOrEqual(heightOf(money.markup));
      }
      // Row by row in the order of bands, the pieces end where the band's money does.
      const bands = [...Array(5).keys()].map((band) => amounts.slice(band * 3, band * 3 + 3).reduce((sum, each) => sum + Number(each), 0));
      const undated = amounts.slice(15).reduce((sum, each) => sum + Number(each), 0);
      const most = Math.max(...bands, undated);
      const ends = new Map<number, number>();
      for (const { x, y, width } of drawn) ends.set(y, Math.max(ends.get(y) ?? 0, x + width));
      const rows = [...ends.keys()].toSorted((a, b) => a - b);
      const shares = [...bands, undated].filter((value) => value > 0).map((value) => (value / most) * 100);
      expect(rows.length).toBe(shares.length);
      // Three pieces of which each is seen may add 0.4 of a hundred each.
      rows.forEach((row, index) => expect(Math.abs((ends.get(row) ?? 0) - (shares[index] ?? 0))).toBeLessThanOrEqual(1.25));
    }),
    { numRuns: 150 },
  );
});

test("a bar of a thousandth is seen, and is not longer than it must be", () => {
  const interest = { low: "1.00", likely: "1.00", high: "1.00" };
  const review = drawnReview({
    debts: [
      { name: "large", interest, money: "1000.00" },
      { name: "small", interest, money: "1.00" },
      { name: "none", interest, money: "0.00" },
    ],
  });
  const widths = bars(debtDrawings(review, "decision", "d", 300)?.money.markup ?? "").map(({ width }) => width);
  expect(widths).toEqual([100, 0.4]);
});

test("the same review gives the same bytes", () => {
  const given = {
    amounts: ["5.00", "3.00"],
    months: monthsOf([3, 0, 8]),
    debts: [{ name: "billing", interest: { low: "1", likely: "2", high: "3" }, money: "9" }],
  };
  for (const draw of [agePicture, trendPicture, debtPicture]) expect(draw(drawnReview(given)).markup).toBe(draw(drawnReview(given)).markup);
});

test("where there is nothing, nothing is drawn", () => {
  for (const draw of [agePicture, trendPicture, debtPicture]) expect(draw(review()).markup).toBe("");
});

test("one month, one band, one decision are drawn", () => {
  const whole = drawnReview({
    amounts: ["5.00"],
    months: monthsOf([3]),
    debts: [{ name: "billing", interest: { low: "0", likely: "0", high: "0" }, money: "0" }],
  });
  expect(bars(ageDrawings(whole, "a", 300).money.markup)).toHaveLength(1);
  const [rate, money] = trendDrawings(whole, "t", 300);
  expect(bars(rate?.markup ?? "")).toHaveLength(1);
  // It is not over yet: told by its line, not by its colour alone.
  expect(bars(money?.markup ?? "").map(({ look }) => look)).toEqual(["bar-open"]);
  expect(bars(debtDrawings(whole, "workflow", "d", 300)?.interest.markup ?? "")).toEqual([]);
});

test("names are escaped and cut, and stand in full where one points", () => {
  const hostile = `<script>alert("x")</script>${"&".repeat(10)}\u202e${"long ".repeat(40)}`;
  fc.assert(
    fc.property(fc.oneof(fc.constant(hostile), name), range, (each, interest) => {
      const { markup } = debtPicture(drawnReview({ debts: [{ name: each, interest, money: "1.00" }] }));
      expect(markup).not.toMatch(/<script|\u202e/);
      expect(markup.replace(/&(?:amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
      expect(markup.split("<").length).toBe(markup.split(">").length);
    }),
    { numRuns: 60 },
  );
  const shown = debtDrawings(
    drawnReview({ debts: [{ name: hostile, interest: { low: "1", likely: "1", high: "1" }, money: "1" }] }),
    "decision",
    "d",
    300,
  );
  const texts = [...(shown?.money.markup ?? "").matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = ""]) => text);
  expect(texts[1]).toMatch(/…$/);
  expect(shown?.money.markup).toContain("long long long long long long long");
});

test("a rate is of the records in scope; where none is counted, records are drawn", () => {
  const [rate] = trendDrawings(drawnReview({ months: monthsOf([5, 10, 20], 400) }), "t", 300);
  expect(bars(rate?.markup ?? "").map(({ height }) => height)).toEqual([21, 42, 84]);
  expect(rate?.markup).toContain("12.5 per 1,000: 5 of 400");
  const [plain] = trendDrawings(drawnReview({ months: monthsOf([5, 10]).map((month) => ({ ...month, inScope: undefined })) }), "t", 300);
  expect(plain?.markup).toContain("Silent sync failure: records</title>");
});

test("a trend keeps the place of months without records, and draws three years at most", () => {
  const months = monthsOf(Array.from({ length: 60 }, (_, index) => index + 1));
  const [rate] = trendDrawings(drawnReview({ months }), "t", 300);
  expect(bars(rate?.markup ?? "")).toHaveLength(36);
  const apart = [...monthsOf([4]), { ...(monthsOf([1, 1, 1, 1])[0] as (typeof months)[number]), records: 4 }];
  const [gap] = trendDrawings(drawnReview({ months: apart }), "t", 300);
  const xs = bars(gap?.markup ?? "").map(({ x, width }) => x + width / 2);
  expect(xs.map(Math.round)).toEqual([13, 88]);
  expect(trendPicture(drawnReview({ months })).markup).toContain("24 other months stand in the page’s table alone.");
});

test("labels never meet at the width they were placed for, nor at a greater one", () => {
  const label = fc
    .record({ at: fc.double({ min: 0, max: 1, noNaN: true }), width: fc.integer({ min: 5, max: 120 }) })
    .map(({ at, width }) => ({ at, width, from: Math.max(0, at - 0.01), to: Math.min(1, at + 0.01) }));
  fc.assert(
    fc.property(fc.array(label, { maxLength: 40 }), fc.integer({ min: 120, max: 700 }), (labels, room) => {
      const placed = placeLabels(
        labels,
        labels.map((_, index) => index),
        room,
      );
      for (const wide of [room, room * 1.5, 2000]) {
        const spans = placed
          .flatMap((place, index) => {
            const width = labels[index]?.width ?? 0;
            if (place === undefined) return [];
            const from = place.x * wide - (place.anchor === "start" ? 0 : place.anchor === "end" ? width : width / 2);
            return [{ from, to: from + width }];
          })
          .toSorted((a, b) => a.from - b.from);
        spans.forEach(({ from, to }, index) => {
          expect(from).toBeGreaterThanOrEqual(-0.02);
          expect(to).toBeLessThanOrEqual(wide + 0.02);
          if (index > 0) expect(from).toBeGreaterThan(spans[index - 1]?.to ?? 0);
        });
      }
      if (labels.length > 0 && (labels[0]?.width ?? 0) < room / 2) expect(placed[0]).toBeDefined();
    }),
  );
});

test.each([
  ["0.00", "0"],
  ["999.49", "999"],
  ["1500.00", "1.5k"],
  ["-48200.00", "−48k"],
  ["2345678.90", "2.3M"],
  ["7000000000000.00", "7T"],
])("%s stands above its column as %s", (amount, short) => {
  expect(shortAmount(amount)).toBe(short);
});
