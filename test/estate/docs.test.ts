import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { estateJsonSchema } from "../../src/estate/index.ts";
import { PACKS } from "../../src/estate/packs/index.ts";
import { TEMPLATES } from "../../src/estate/templates/index.ts";
import { estateOf, problemsOf } from "./marked.ts";
import { REGISTER } from "./register-base.ts";

const guide = await readFile(join(import.meta.dirname, "../../docs/estate.md"), "utf8");

test("the guide's example is right", () => {
  const example = /```yaml\n([^]*?)```/.exec(guide)?.[1] ?? "";
  expect(example).toContain("handoffs:");
  expect(problemsOf(example)).toEqual([]);
});

test.each(["facts", "people", "automations", "maintenance"])("the guide's example of %s is right", (part) => {
  const fragment = new RegExp(`\`\`\`yaml\n(${part}:[^]*?)\`\`\``).exec(guide)?.[1] ?? "";
  const lines = new RegExp(`^${part}:.*\n(?: .*\n)*`, "m");
  expect(REGISTER).toMatch(lines);
  const text = REGISTER.replace(lines, () => fragment);
  expect(problemsOf(text)).toEqual([]);
  expect(Object.entries(estateOf(text)).find(([key]) => key === part)?.[1]).toHaveLength(2);
});

test("the guide's words on facts hold", () => {
  const example = /```yaml\n([^]*?)```/.exec(guide)?.[1] ?? "";
  const [email, branch] = estateOf(example).facts;
  expect([email?.held, email?.via]).toEqual([[], undefined]);
  expect([branch?.readers, branch?.via]).toEqual([["books"], { kind: "handoff", id: "job-to-invoice" }]);
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

describe("the guide to lifecycles", async () => {
  const lifecycles = await readFile(join(import.meta.dirname, "../../docs/lifecycles.md"), "utf8");

  test("its example is right, and says what the guide says of it", () => {
    const example = /```yaml\n([^]*?)```/.exec(lifecycles)?.[1] ?? "";
    expect(problemsOf(example)).toEqual([]);
    const estate = estateOf(example);
    const [lifecycle] = estate.lifecycles;
    expect(estate.workflows).toMatchObject([{ id: "job-to-cash", decision: "billing", handoffs: ["job-to-invoice"] }]);
    expect(lifecycle?.rules.map(({ id, owner, within }) => [id, owner, within.count])).toEqual([
      ["completed-is-invoiced", "billing", 5],
      ["invoiced-is-completed", "operations", 0],
      ["cancelled-is-not-invoiced", "operations", 1],
      ["deposit-is-scheduled", "operations", 1],
    ]);
    expect(lifecycle?.states.find(({ id }) => id === "scheduled")?.limit).toEqual({ count: 90, unit: "days" });
    expect(lifecycle?.tracks[0]?.words).toMatchObject({ "awaiting parts": "hold", inprogress: "working" });
    expect(lifecycle?.tracks[1]?.states).toEqual(["posted", "paid", "voided"]);
  });

  test.each(Object.entries(TEMPLATES))("it shows the template %s", (name, { roles, states, agree }) => {
    const section = new RegExp(`^### \`${name}\`\\n([^]*?)(?=^##)`, "m").exec(lifecycles)?.[1] ?? "";
    expect(Object.entries(roles).filter(([role, what]) => !section.includes(`| \`${role}\` | ${what} |`))).toEqual([]);
    expect(section).toContain(
      `States: ${Object.keys(states)
        .map((state) => `\`${state}\``)
        .join(", ")}.`,
    );
    const rules = Object.entries(agree).map(([rule, { title, within }]) => `| \`${rule}\` | ${title} | ${within} |`);
    expect(rules.filter((row) => !section.includes(row))).toEqual([]);
  });

  test.each([...PACKS])("it shows the pack %s", (name, { words, source }) => {
    const said = Object.entries(words).map(([state, list]) => `\`${state}\`: ${list.join(", ")}`);
    expect(lifecycles).toContain(`| \`${name}\` | ${said.join("; ")} | [page](${source}) |`);
  });
});
