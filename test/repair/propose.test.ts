import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { propose } from "./given.ts";

/** Jobs and invoices that agree, and tell how either system writes. */
const JOBS = ['0001,N,09/01/2026,"$1,200.00",Done', "0002,S,09/02/2026,$80.50,Done"];
const INVOICES = ["7,0001,01 - North,2026-09-01,1200,Jobs,Posted", "8,0002,02 - South,2026-09-02,80.5,Jobs,Posted"];
const INVOICE_FILE = ["Id", "Job", "Department", "Date", "Amount", "Class"];

test("what agrees needs no repair", async () => {
  const { review, bytes } = await propose({ jobs: JOBS, invoices: INVOICES });
  expect(review.repairs.files).toEqual([]);
  expect(bytes).toEqual({});
});

test("a missing record is entered in the form of its system", async () => {
  const { of, file } = await propose({ jobs: [...JOBS, '0003,S,09/03/2026,"$3,040.10",Done'], invoices: INVOICES });
  expect(of("missing from")).toMatchObject({ exact: 1, decide: 0, open: 0, files: ["repairs/books.invoices.create.csv"] });
  expect(file("books.invoices.create.csv")).toEqual([INVOICE_FILE, ["", "0003", "02 - South", "2026-09-03", "3040.1", "Jobs"]]);
});

test("a missing record that may be one with a wrong reference is not entered a second time", async () => {
  const given = {
    jobs: [...JOBS, "0003,S,09/03/2026,$40.10,Done"],
    invoices: [...INVOICES, "9,9999,02 - South,2026-09-03,40.1,Jobs,Posted"],
  };
  const { of, file } = await propose(given);
  expect(of("missing from")).toMatchObject({ exact: 0, decide: 1, open: 0 });
  expect(of("extra to")).toMatchObject({ exact: 0, decide: 1, open: 0 });
  expect(file("books.invoices.create.csv")).toBeUndefined();
  const asked = file("decide.csv")?.map((row) => [row[1], row[2], row[5]].join());
  expect(asked?.toSorted()).toEqual(["books.invoices,9,void; 0003", "dataset,key,candidates", "dispatch.jobs,0003,9"]);
});

test("a vanished reference comes back where one lost record alone is alike", async () => {
  const given = { jobs: [...JOBS, "0003,S,09/03/2026,$40.10,Done"], invoices: [...INVOICES, "9,,02 - South,2026-09-03,40.1,Jobs,Posted"] };
  const { of, file } = await propose(given);
  expect(of("missing from")).toMatchObject({ exact: 1, decide: 0 });
  expect(of("extra to")).toMatchObject({ exact: 1, decide: 0 });
  expect(file("books.invoices.update.csv")).toEqual([
    ["Id", "Job"],
    ["9", "0003"],
  ]);
  expect(file("ledger.csv")).toHaveLength(2);
});

test("of two lost records that are alike none gets the nameless one", async () => {
  const lost = ["0003,S,09/03/2026,$40.10,Done", "0004,S,09/03/2026,$40.10,Done"];
  const { of, file } = await propose({ jobs: [...JOBS, ...lost], invoices: [...INVOICES, "9,,02 - South,2026-09-03,40.1,Jobs,Posted"] });
  expect(of("missing from")).toMatchObject({ exact: 0, decide: 2 });
  expect(of("extra to")).toMatchObject({ exact: 0, decide: 1 });
  expect(file("books.invoices.update.csv")).toBeUndefined();
});

test("a value that differs becomes the upstream's, and the declared owner's where there is one", async () => {
  const given = {
    jobs: [...JOBS, '0003,S,09/03/2026,"$1,040.10",Done'],
    invoices: [...INVOICES, "9,0003,02 - South,2026-09-03,1112.91,Jobs,Posted"],
  };
  const plain = await propose(given);
  expect(plain.of("different from")).toMatchObject({ exact: 1, decide: 0, open: 0 });
  expect(plain.file("books.invoices.update.csv")).toEqual([
    ["Id", "Amount"],
    ["9", "1040.1"],
  ]);
  const more = `facts:
  job.total: { owner: books, held: { dispatch.jobs: total, books.invoices: total } }
`;
  const owned = await propose({ ...given, more });
  expect(owned.of("different from")).toMatchObject({ exact: 1, decide: 0, open: 0 });
  expect(owned.file("dispatch.jobs.update.csv")).toEqual([
    ["Job", "Total"],
    ["0003", "$1,112.91"],
  ]);
  expect(owned.file("books.invoices.update.csv")).toBeUndefined();
});

test("the later copy of one content is voided, a copy that says something else is not", async () => {
  const same = await propose({ jobs: JOBS, invoices: [...INVOICES, "9,0002,02 - South,2026-09-02,80.5,Jobs,Posted"] });
  expect(same.of("duplicate to")).toMatchObject({ exact: 1, decide: 0, open: 0 });
  expect(same.file("books.invoices.void.csv")).toEqual([["Id"], ["9"]]);
  const other = await propose({ jobs: JOBS, invoices: [...INVOICES, "9,0002,02 - South,2026-09-02,75,Jobs,Posted"] });
  expect(other.of("duplicate to")).toMatchObject({ exact: 0, decide: 1, open: 0 });
  expect(other.file("books.invoices.void.csv")).toBeUndefined();
});

test("what refers to a record outside the handoff must be decided", async () => {
  const { of } = await propose({
    jobs: [...JOBS, "0003,S,09/03/2026,$40.10,Canceled"],
    invoices: [...INVOICES, "9,0003,02 - South,2026-09-03,40.1,Jobs,Posted"],
  });
  expect(of("extra to")).toMatchObject({ exact: 0, decide: 1, open: 0 });
});

test("a reader's status becomes its own word for the state that the first system says", async () => {
  const more = `lifecycles:
  job:
    title: Jobs
    states:
      completed: { next: [posted], initial: true, final: true }
      cancelled: { initial: true, final: true }
      posted: { initial: true, final: true }
      voided: { initial: true, final: true }
    tracks:
      dispatch: { dataset: dispatch.jobs, since: day }
      books: { dataset: books.invoices, since: day }
    links: [{ from: dispatch, to: books, match: { number: job } }]
    agree:
      cancelled-is-void:
        title: What is cancelled is void
        when: { dispatch: cancelled }
        then: { books: voided }
        within: 1 days
`;
  const jobs = [...JOBS, "0003,S,09/03/2026,$40.10,Canceled", "0004,S,09/03/2026,$41.10,Canceled"];
  const invoices = [...INVOICES, "9,0003,02 - South,2026-09-03,40.1,Other,Posted", "10,0004,02 - South,2026-09-03,41.1,Other,VOID"];
  const { review, file } = await propose({ jobs, invoices, more });
  const finding = review.findings.find(({ outcome }) => outcome === "disagrees");
  expect(review.repairs.findings.find((repair) => repair.finding === finding?.fingerprint)).toMatchObject({ exact: 1, decide: 0, open: 0 });
  expect(file("books.invoices.update.csv")).toEqual([
    ["Id", "Status"],
    ["9", "VOID"],
  ]);
});

test("a value that a spreadsheet would take for a formula is not written", async () => {
  const { of, bytes } = await propose({ jobs: [...JOBS, "=1+1,S,09/03/2026,$40.10,Done"], invoices: INVOICES });
  expect(of("missing from")).toMatchObject({ exact: 0, decide: 0, open: 1, reason: "A spreadsheet would take the value for a formula." });
  expect(bytes).toEqual({});
});

test("a unit that the system calls by several words is left out", async () => {
  const jobs = [...JOBS, "0003,N,09/03/2026,$40.10,Done", "0004,N,09/04/2026,$41.00,Done"];
  const { file } = await propose({ jobs, invoices: [...INVOICES, "9,0003,North,2026-09-03,40.1,Jobs,Posted"] });
  expect(file("books.invoices.create.csv")).toEqual([
    ["Id", "Job", "Date", "Amount", "Class"],
    ["", "0004", "2026-09-04", "41", "Jobs"],
  ]);
});

test("a review replaces its own repairs, and no foreign file among them", async () => {
  const given = { jobs: [...JOBS, "0003,S,09/03/2026,$40.10,Done"], invoices: INVOICES };
  const lay = (name: string) => async (published: string) => {
    await mkdir(path.join(published, "repairs"), { recursive: true });
    await writeFile(path.join(published, "repairs", name), "old");
  };
  const own = await propose({ ...given, before: lay("books.invoices.create.csv") });
  expect(own.file("books.invoices.create.csv")).toHaveLength(2);
  await expect(propose({ ...given, before: lay("notes.txt") })).rejects.toMatchObject({
    code: "not-a-review",
    message: expect.stringContaining("repairs/notes.txt"),
  });
});

test("counts are a finding's records, cells stand once, and neither rows' order nor threads matter", { timeout: 120_000 }, async () => {
  const pick = fc.constantFrom("0001", "0002", "0003", "0004", "");
  const amount = fc.constantFrom("10", "20.5", "1200");
  const job = fc.tuple(fc.constantFrom("N", "S"), amount, fc.constantFrom("Done", "Canceled"));
  const invoice = fc.tuple(pick, fc.constantFrom("01 - North", "02 - South"), amount, fc.constantFrom("Jobs", "Other"));
  const given = fc.record({ jobs: fc.array(job, { maxLength: 4 }), invoices: fc.array(invoice, { maxLength: 7 }) });
  await fc.assert(
    fc.asyncProperty(given, async (drawn) => {
      const jobs = drawn.jobs.map(([unit, total, status], index) => `000${index + 1},${unit},09/0${index + 1}/2026,$${total},${status}`);
      const invoices = drawn.invoices.map(
        ([ref, unit, total, kind], index) => `${index + 1},${ref},${unit},2026-09-0${index + 1},${total},${kind},Posted`,
      );
      const { review, bytes, file } = await propose({ jobs, invoices });
      const records = new Map(review.findings.map((finding) => [finding.fingerprint, finding.records]));
      for (const { finding, exact, decide, open } of review.repairs.findings) {
        expect(exact + decide + open).toBe(records.get(finding));
        expect(Math.min(exact, decide, open)).toBeGreaterThanOrEqual(0);
      }
      const cells = (file("ledger.csv") ?? []).slice(1).filter((row) => row[10] === "true" && row[5] !== "");
      expect(new Set(cells.map((row) => row.slice(3, 7).join("|"))).size).toBe(cells.length);
      const turned = await propose({ jobs: jobs.toReversed(), invoices: invoices.toReversed(), threads: 1 });
      expect(turned.bytes).toEqual(bytes);
    }),
    { numRuns: 4 },
  );
});
