import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { BaselineItem, Review } from "../../src/model/index.ts";
import { reviewedDemo } from "./shared.ts";

/** What the example's own estate file declares, read by nothing of Tieout. */
interface Declared {
  readonly systems: Readonly<Record<string, { readonly title: string }>>;
  readonly facts: Readonly<Record<string, { readonly owner: string }>>;
  readonly handoffs: Readonly<Record<string, { readonly title: string; readonly owner: string; readonly alert?: string }>>;
  readonly reports: Readonly<Record<string, { readonly title: string }>>;
}

async function declaredIn(directory: string): Promise<Declared> {
  return parse(await readFile(path.join(directory, "tieout.yaml"), "utf8")) as Declared;
}

function of({ baseline }: Review, topic: BaselineItem["topic"]): ReadonlyMap<string, BaselineItem> {
  const items = baseline.items.filter((item) => item.topic === topic);
  const found = new Map(items.map((item) => [item.subject, item]));
  expect(found.size, topic).toBe(items.length);
  return found;
}

const faulty = await reviewedDemo(1);
const clean = await reviewedDemo(1, true);
const declared = await declaredIn(faulty.directory);

describe.each([
  { name: "faulty", made: faulty },
  { name: "clean", made: clean },
])("the baseline of the $name example", ({ made: { review } }) => {
  test("names the declared owner of every fact", () => {
    const lines = of(review, "source-of-truth");
    const subjects = { customer: "Customers", job: "Jobs", invoice: "Invoices", payment: "Payments" } as const;
    for (const [id, { owner }] of Object.entries(declared.facts)) {
      const [entity = "", attribute = ""] = id.split(".");
      const asked = Object.entries(subjects).find(([name]) => name === entity)?.[1];
      const subject = attribute === "status" ? "Status changes: Jobs" : asked;
      if (subject === undefined) continue;
      expect(lines.get(subject)?.declared, id).toMatch(new RegExp(`${declared.systems[owner]?.title} owns .*${attribute}`));
    }
    expect(lines.get("Locations")).toMatchObject({ state: "unknown", declared: undefined });
    expect(lines.get("Service lines")).toMatchObject({ state: "unknown", evidence: "No dataset holds it; no fact of it is declared." });
  });

  test("holds every handoff and every report once, and every line says what it rests on", () => {
    expect([...of(review, "handoffs").keys()]).toEqual(Object.values(declared.handoffs).map(({ title }) => title));
    expect([...of(review, "reports").keys()]).toEqual(Object.values(declared.reports).map(({ title }) => title));
    for (const { subject, evidence } of review.baseline.items) expect(evidence, subject).toMatch(/^\S.*\.$/);
    const known = new Set(review.findings.map(({ fingerprint }) => fingerprint));
    for (const { subject, findings } of review.baseline.items)
      expect(
        findings.filter((one) => !known.has(one)),
        subject,
      ).toEqual([]);
  });
});

describe("what the example's faults make of it", () => {
  test("a handoff without an alert fails silently by as many breaks as were planted; without faults nobody knows", () => {
    const [broken, tied] = [of(faulty.review, "handoffs"), of(clean.review, "handoffs")];
    for (const [id, { title, owner, alert }] of Object.entries(declared.handoffs)) {
      const breaks = faulty.review.handoffs.find((one) => one.id === id)?.breaks ?? 0;
      const planted = faulty.truth.handoffs[id]?.breaks ?? [];
      expect(planted.length, id).toBeGreaterThan(0);
      const line = broken.get(title);
      expect(line?.declared?.toLowerCase(), id).toContain(`${owner} works its exceptions`);
      if (alert === undefined) {
        expect(line?.state, id).toBe("inferred");
        expect(line?.inferred, id).toContain(`it fails silently: ${breaks} breaks and nobody is told`);
        expect(tied.get(title)?.inferred ?? "", id).not.toContain("silently");
      } else {
        expect(line, id).toMatchObject({ state: "declared" });
        expect(line?.declared, id).toContain(`failures are told to ${alert}`);
        expect(line?.inferred ?? "", id).not.toContain("silently");
      }
      const unsure = planted.filter(({ outcome }) => outcome === "ambiguous").length;
      expect(/(\d+) records? can only be told apart by a person/.exec(line?.inferred ?? "")?.[1] ?? "0", id).toBe(String(unsure));
    }
  });

  test("people hold completed jobs and invoices against each other in the weekly workbook, with faults and without", () => {
    for (const { review } of [faulty, clean]) {
      expect(of(review, "handoffs").get("Completed jobs become invoices")?.inferred).toContain(
        "people hold both sides against each other in Weekly revenue",
      );
    }
  });

  test("reports: as many numbers are corrected, or defined otherwise, as were planted; without faults none", () => {
    const [told, untouched] = [of(faulty.review, "reports"), of(clean.review, "reports")];
    for (const [id, { title }] of Object.entries(declared.reports)) {
      const numbers = faulty.truth.reports[id]?.numbers ?? [];
      const count = (outcome: string): number => numbers.filter((number) => number.outcome === outcome).length;
      const line = told.get(title);
      expect(line?.evidence, id).toContain(`${count("ties")} of ${numbers.length} reported numbers`);
      if (count("corrected") > 0) {
        expect(line, id).toMatchObject({ state: "declared" });
        expect(line?.declared, id).toContain("through the workbook Weekly revenue");
        expect(line?.inferred, id).toContain(`corrections explain ${count("corrected")} numbers to the cent`);
        const corrections = numbers.reduce((sum, number) => sum + number.corrections.length, 0);
        expect(line?.evidence, id).toContain(`${corrections} corrections stand between`);
      }
      if (count("defined-otherwise") > 0) {
        expect(line, id).toMatchObject({ state: "conflicting" });
        expect(line?.inferred, id).toContain(`in ${count("defined-otherwise")} numbers`);
      }
      expect(untouched.get(title), id).toMatchObject({ state: "declared" });
      expect(untouched.get(title)?.inferred, id).toMatch(/every number ties|no number was changed/);
    }
  });

  test("who corrects: the people that the workbook's files name", () => {
    const files = faulty.truth.workbooks["weekly-revenue"]?.files ?? [];
    const people = new Set([
      ...files.flatMap(({ savedBy, createdBy }) => [savedBy, createdBy]),
      ...Object.values(faulty.truth.reports).flatMap(({ numbers }) =>
        numbers.flatMap(({ corrections }) => corrections.map(({ by }) => by)),
      ),
    ]);
    const line = of(faulty.review, "corrections").get("Weekly revenue");
    for (const person of people) if (person != null) expect(line?.inferred).toContain(person);
    expect(people.size).toBeGreaterThan(1);
    expect(of(clean.review, "corrections").get("Weekly revenue")?.inferred ?? "").not.toContain("typed over");
  });

  test("states of jobs do not fit what is declared; without faults they do", () => {
    const at = (review: Review) => of(review, "source-of-truth").get("Status changes: Jobs");
    expect(at(faulty.review)).toMatchObject({ state: "conflicting" });
    expect(at(clean.review)).toMatchObject({ state: "declared", inferred: undefined });
  });

  test("nothing of the clean example is contradicted", () => {
    expect(clean.review.baseline.items.filter(({ state }) => state === "conflicting")).toEqual([]);
    expect(faulty.review.baseline.items.filter(({ state }) => state === "conflicting").map(({ subject }) => subject)).toEqual([
      "Status changes: Jobs",
      "Invoiced work on the dashboard",
    ]);
  });
});
