import { beforeAll, describe, expect, test } from "vitest";
import type { Review } from "../../../src/model/index.ts";
import { answer, bridgeOf, givenEstate, review, skipped, tieout } from "./given.ts";

if (skipped !== undefined) console.warn(skipped);

describe.skipIf(skipped !== undefined)("the recorded QuickBooks ledger on the command line", () => {
  let directory: string;

  beforeAll(async () => {
    directory = await givenEstate();
  });

  test("tieout review --json says what the library says, and nothing of this machine", async () => {
    const { status, stdout } = tieout("review", directory, "--json");
    expect(status).toBe(0);
    const said = JSON.parse(stdout) as Review;
    expect(said.verdict).toMatchObject({ breaks: 7, amount: "2412.77", handoffsClean: 6, handoffs: 9 });
    expect(bridgeOf(said, "receivable-account").at(-2)).toEqual(["downstream", "4681.52"]);
    expect(said).toEqual(JSON.parse(JSON.stringify(await review(directory))));
    expect(stdout).not.toContain(directory);
  });

  test("tieout review tells a person, and ends with 1 where findings are to fail it", () => {
    const { status, stdout } = tieout("review", directory, "--fail-on", "low");
    expect(status).toBe(1);
    expect(stdout).toContain("QuickBooks sandbox company does not tie out: 7 records worth $2,412.77 break in 3 of 9 handoffs.");
  });

  test("tieout trace invoice 1029 shows the invoice, its payment and its deposit, each with its place in the files", async () => {
    const { status, stdout } = tieout("trace", "invoice", "1029", "--estate", directory);
    expect(status).toBe(0);
    const place = async (file: string, entity: string, id: string): Promise<string> =>
      `${file}:record ${(await answer(file, entity)).findIndex(({ Id }) => Id === id) + 1}`;
    const story = stdout.split("\n").map((line) => line.trim());
    const after = (start: string): string | undefined => story[story.findIndex((line) => line.includes(start)) + 1];
    expect(after("QuickBooks Online invoice 93: issued · $460.40")).toBe(await place("invoices.json", "Invoice", "93"));
    expect(after("QuickBooks Online payment 94: paid · $460.40")).toBe(await place("list-payments.json", "Payment", "94"));
    expect(after("QuickBooks Online payment-line 94 · Invoice · 93: paid · $460.40")).toMatch(/^list-payments\.json:record \d+$/);
    expect(after("QuickBooks Online deposit-line 121 · Payment · 94: deposited · $460.40")).toMatch(/^deposits\.json:record \d+$/);
  });
});
