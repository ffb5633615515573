import { readFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import type { DemoTruth } from "../../src/demo/index.ts";
import { fingerprints, run, scratchDirectory, SMALL, write } from "./given.ts";

const scratch = await scratchDirectory();
const estate = path.join(scratch, "summit");
let truth: DemoTruth;

beforeAll(async () => {
  const { code, stdout } = await run(["demo", estate]);
  expect(code).toBe(0);
  expect(stdout).toContain("400 jobs, 158 known breaks and 105 mismatches of states (truth.json)");
  truth = JSON.parse(await readFile(path.join(estate, "truth.json"), "utf8")) as DemoTruth;
});

describe("demo", () => {
  test("refuses a directory that is not empty, and a file, and leaves both alone", async () => {
    const full = path.join(scratch, "full");
    await write(full, { "mine.txt": "mine" });
    const into = await run(["demo", full]);
    expect(into).toMatchObject({ code: 2, stdout: "" });
    expect(into.stderr).toContain(`${full}: The demo is written into a new or an empty directory only. [not-empty]`);
    const onto = await run(["demo", path.join(full, "mine.txt")]);
    expect(onto).toMatchObject({ code: 2, stdout: "" });
    expect(onto.stderr).toContain("[not-a-directory]");
    expect([...(await fingerprints(full)).keys()]).toEqual(["mine.txt"]);
  });

  test.each([
    ["--jobs", "0"],
    ["--jobs", "many"],
    ["--seed", "-1"],
  ])("refuses %s %s", async (option, value) => {
    const { code, stderr } = await run(["demo", path.join(scratch, "none"), option, value]);
    expect(code).toBe(2);
    expect(stderr).toContain(option);
  });
});

/** A statement as `trace --json` gives it. */
interface Statement {
  readonly at?: string;
  readonly system: string;
  readonly dataset: string;
  readonly key: string;
  readonly amount?: string;
  readonly file: string;
  readonly place: { readonly kind: "line" | "record"; readonly number: number };
}

const LISTS: Readonly<Record<string, string>> = {
  "books.invoices": "Invoice",
  "books.payments": "Payment",
  "books.customers": "Customer",
  "books.deposits": "Deposit",
};

/** What really stands at the place that a statement names. */
async function atPlace({ dataset, file, place }: Statement): Promise<string> {
  const bytes = await readFile(path.join(estate, file));
  if (place.kind === "line") {
    const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
    return text.split("\n")[place.number - 1] ?? "";
  }
  const page = JSON.parse(bytes.toString("utf8")) as {
    QueryResponse: Record<string, { Id: string; Line?: { Amount: number; LinkedTxn: unknown[] }[] }[]>;
  };
  const list = LISTS[dataset];
  if (list !== undefined) return JSON.stringify(page.QueryResponse[list]?.[place.number - 1]);
  // An application is a linked transaction within a line within a payment.
  const applications = (page.QueryResponse["Payment"] ?? []).flatMap(({ Id, Line = [] }) =>
    Line.flatMap(({ LinkedTxn, Amount }) => LinkedTxn.map((linked) => ({ Id, Amount, linked }))),
  );
  return JSON.stringify(applications[place.number - 1]);
}

describe("trace", () => {
  test("tells a sold job from the deal to the money, in time order, each statement where it stands", async () => {
    // Sold in the CRM, done, invoiced and paid in two parts: the first such job of seed 1.
    const number = "00100015";
    const asJson = await run(["trace", "job", number, "--estate", estate, "--json"]);
    const { statements } = JSON.parse(asJson.stdout) as { statements: readonly Statement[] };
    const datasets = new Set(statements.map(({ dataset }) => dataset));
    expect([...datasets].sort()).toEqual([
      "books.applications",
      "books.invoices",
      "crm.dealStages",
      "crm.deals",
      "dispatch.jobHistory",
      "dispatch.jobs",
      "field.visits",
    ]);
    for (const statement of statements) {
      const text = await atPlace(statement);
      for (const part of statement.key.split(" · ")) expect(text, `${statement.file}:${statement.place.number}`).toContain(part);
    }
    const { stdout } = await run(["trace", "job", number, "--estate", estate]);
    expect(stdout).toMatch(new RegExp(`^job ${number}: \\d+ records in \\d systems speak of it\\.\\n\\n`));
    const times = [...stdout.matchAll(/^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))? /gm)].map(
      ([, day, time]) => `${day} ${time ?? "00:00:00"}`,
    );
    expect(times).toHaveLength(statements.length);
    expect(times).toEqual(times.toSorted());
    for (const { file, place } of statements)
      expect(stdout).toContain(`${file}:${place.kind === "line" ? "" : "record "}${place.number}\n`);
  });

  test("counts days in the estate's zone: an evening comes before the next day, which in UTC it is already", async () => {
    const directory = path.join(scratch, "evening");
    const yaml = SMALL["tieout.yaml"]
      .replace("note: Note\n", "at: { column: Note, type: timestamp }\n        times: { created: at }\n")
      .replace("job: Job\n", "job: Job\n          day: { column: Day, type: date }\n")
      .replace("amount: total\nhandoffs", "amount: total\n        times: { issued: day }\nhandoffs");
    await write(directory, {
      "tieout.yaml": yaml,
      "jobs.csv": "Number,Total,Note\n1,1.00,2026-09-02 21:00\n",
      "invoices.csv": "Id,Job,Total,Day\n7,1,1.00,2026-09-03\n",
    });
    const { stdout, stderr } = await run(["trace", "job", "1", "--estate", directory]);
    expect(stdout.match(/^2026.*$/gm), stderr).toEqual([
      "2026-09-02 21:00:00  Dispatch job 1: created · $1.00",
      "2026-09-03           Books invoice 7: issued · $1.00",
    ]);
  });

  test("says of a broken job what is there, and leaves out what is not", async () => {
    const missing =
      truth.handoffs["job-to-invoice"]?.breaks.find(({ outcome, reason }) => outcome === "missing" && reason === "none")?.key ?? "";
    const { code, stdout } = await run(["trace", "job", missing, "--estate", estate]);
    expect(code).toBe(0);
    expect(stdout).toContain(`ServiceTitan job ${missing}: completed · state completed`);
    expect(stdout).not.toContain("invoice");
  });

  test("names records like it when there is none, and entities that there are", async () => {
    const record = await run(["trace", "job", "nothing", "--estate", estate]);
    expect(record).toMatchObject({ code: 2, stdout: "" });
    expect(record.stderr).toMatch(
      /No job is called "nothing" \[unknown-record\]\n +found: +nothing\n +expected: a native key or number such as \d{8}, \d{8}/,
    );
    const entity = await run(["trace", "jobs", "1", "--estate", estate]);
    expect(entity).toMatchObject({ code: 2, stdout: "" });
    expect(entity.stderr).toContain("customer, quote, contract, job, invoice, payment, deposit, period, technician activity");
  });
});
