import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { DETECTORS } from "../../src/detect/index.ts";

const HEADINGS = ["Signal", "Risk", "Diagnostic move", "Method", "Parameters", "Severity", "What it cannot see", "Example"];

/** The body of a heading of level 2, up to the next. */
function section(page: string, heading: string): string | undefined {
  return new RegExp(`^## ${heading}\\n([^]*?)(?=^## |(?![^]))`, "m").exec(page)?.[1]?.trim();
}

test("there are detectors", () => expect(DETECTORS.length).toBeGreaterThan(0));

describe.each(DETECTORS.map((detector) => [detector.kind, detector] as const))("docs/detectors/%s.md", (kind, detector) => {
  const read = async (): Promise<string> => readFile(join(import.meta.dirname, `../../docs/detectors/${kind}.md`), "utf8");

  test("is titled and names its kind", async () => {
    const page = await read();
    expect(page).toMatch(new RegExp(`^# ${detector.title}\n`));
    expect(page).toContain(`\`${kind}\``);
  });

  test.each(HEADINGS)("tells: %s", async (heading) => {
    expect(section(await read(), heading) ?? "").toMatch(/\w/);
  });

  test("names every parameter with its default", async () => {
    const parameters = section(await read(), "Parameters") ?? "";
    const schema = z.toJSONSchema(detector.params, { io: "input" }) as { properties?: Record<string, { default?: unknown }> };
    const rows = Object.entries(schema.properties ?? {}).map(([name, { default: value }]) => `| \`${name}\` | ${String(value)} |`);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !parameters.includes(row))).toEqual([]);
  });
});
