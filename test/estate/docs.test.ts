import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { estateJsonSchema } from "../../src/estate/index.ts";
import { problemsOf } from "./marked.ts";

const guide = await readFile(join(import.meta.dirname, "../../docs/estate.md"), "utf8");

test("the guide's example is right", () => {
  const example = /```yaml\n([^]*?)```/.exec(guide)?.[1] ?? "";
  expect(example).toContain("handoffs:");
  expect(problemsOf(example)).toEqual([]);
});

test("the guide explains every key", () => {
  const keys = new Set<string>();
  const gather = (schema: unknown): void => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === "properties") for (const name of Object.keys(value as object)) keys.add(name);
      gather(value);
    }
  };
  gather(estateJsonSchema());
  expect(keys.size).toBeGreaterThan(70);
  const code = [...guide.replaceAll(/```[^]*?```/g, "").matchAll(/`[^`]+`/g)].join(" ");
  expect([...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(code))).toEqual([]);
});
