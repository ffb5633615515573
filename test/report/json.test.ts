import { Ajv2020 } from "ajv/dist/2020.js";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { reviewJsonSchema, reviewToJson } from "../../src/report/index.ts";
import { schemaIsTheModel } from "../../src/report/review-schema.ts";
import type { Review } from "../../src/model/index.ts";
import { review } from "./sample-review.ts";
import { summit } from "./summit.ts";

type Node = Readonly<Record<string, unknown>>;

/** Every property of the schema, at any depth, by its path. */
function properties(node: unknown, path: string): [string, Node][] {
  if (Array.isArray(node)) return node.flatMap((item, index) => properties(item, `${path}/${index}`));
  if (typeof node !== "object" || node === null) return [];
  const own = Object.entries((node as { properties?: Node }).properties ?? {}).map(([name, value]): [string, Node] => [
    `${path}/${name}`,
    value as Node,
  ]);
  return [...own, ...Object.entries(node).flatMap(([name, value]) => properties(value, `${path}/${name}`))];
}

/** Keys in another order, at any depth. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(reviewJsonSchema());

describe("review.json", () => {
  it("is a Review again when parsed", () => {
    expect(schemaIsTheModel).toBe(true);
    const text = reviewToJson(summit());
    expect(text.endsWith("}\n")).toBe(true);
    expect(reviewToJson(JSON.parse(text) as Review)).toBe(text);
  });

  it("has one order of keys, whatever the order in memory", () => {
    expect(reviewToJson(reversed(summit()) as Review)).toBe(reviewToJson(summit()));
    expect(Object.keys(JSON.parse(reviewToJson(summit())) as object)).toEqual(Object.keys(review()));
  });

  it("meets the schema, and the schema refuses what is no review", () => {
    for (const good of [summit(), review()]) {
      validate(JSON.parse(reviewToJson(good)));
      expect(validate.errors).toBeNull();
    }
    const floats = JSON.parse(reviewToJson(summit())) as { verdict: { amount: unknown } };
    floats.verdict.amount = 46857.55;
    expect(validate(floats)).toBe(false);
    expect(validate({ ...JSON.parse(reviewToJson(summit())), extra: 1 })).toBe(false);
    expect(() => reviewToJson({ ...summit(), asOf: 7 } as unknown as Review)).toThrow();
  });

  it("describes every property", () => {
    const all = properties(reviewJsonSchema(), "");
    expect(all.length).toBeGreaterThan(90);
    expect(all.filter(([, node]) => typeof node["description"] !== "string").map(([path]) => path)).toEqual([]);
  });

  it("is committed as it is generated", async () => {
    const committed = await readFile(new URL("../../schemas/review.schema.json", import.meta.url), "utf8");
    expect(committed.replaceAll("\r\n", "\n")).toBe(`${JSON.stringify(reviewJsonSchema(), null, 2)}\n`);
  });
});
