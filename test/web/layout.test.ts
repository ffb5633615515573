import { array, assert, integer, nat, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { layOut } from "../../web/src/views/chain/layout.ts";

const placesOf = (
  boxes: Parameters<typeof layOut>[0],
  arrows: Parameters<typeof layOut>[1],
): ReadonlyMap<string, { x: number; y: number }> => new Map(layOut(boxes, arrows).map(({ id, x, y }) => [id, { x, y }]));

describe("the map of systems", () => {
  test("goes from left to right; of a circle, the arrow named last goes back", () => {
    const boxes = ["bank", "books", "crm", "dispatch"].map((id) => ({ id, height: 100 }));
    const places = placesOf(boxes, [
      { from: "crm", to: "dispatch" },
      { from: "dispatch", to: "books" },
      { from: "crm", to: "books" },
      { from: "books", to: "bank" },
      { from: "bank", to: "books" },
      { from: "books", to: "books" },
    ]);
    const columns = ["crm", "dispatch", "books", "bank"].map((id) => places.get(id)?.x ?? Number.NaN);
    expect(columns).toEqual(columns.toSorted((a, b) => a - b));
    expect(new Set(columns).size).toBe(4);
  });

  test("lets no box hide another, whatever leads where, and places each once", () => {
    const estate = integer({ min: 1, max: 9 }).chain((count) =>
      record({
        heights: array(integer({ min: 60, max: 400 }), { minLength: count, maxLength: count }),
        arrows: array(record({ from: nat(count - 1), to: nat(count - 1) }), { maxLength: 20 }),
      }),
    );
    assert(
      property(estate, ({ heights, arrows }) => {
        const boxes = heights.map((height, index) => ({ id: `s${index}`, height }));
        const placed = layOut(
          boxes,
          arrows.map(({ from, to }) => ({ from: `s${from}`, to: `s${to}` })),
        );
        expect(placed.map(({ id }) => id).sort()).toEqual(boxes.map(({ id }) => id).sort());
        for (const a of placed) {
          for (const b of placed) {
            if (a.id === b.id || a.x !== b.x) continue;
            const [upper, lower] = a.y < b.y ? [a, b] : [b, a];
            expect(lower.y - upper.y).toBeGreaterThanOrEqual(boxes.find(({ id }) => id === upper.id)?.height ?? 0);
          }
        }
      }),
    );
  });
});
