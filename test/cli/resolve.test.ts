import { spawn, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { parse } from "csv-parse/sync";
import { beforeEach, describe, expect, test } from "vitest";
import { readAnswers } from "../../src/cli/answers.ts";
import { pairScreen, percent, waterfall } from "../../src/cli/resolve-screen.ts";
import type { WaitingPair } from "../../src/identities.ts";
import { displayWidth, painter } from "../../src/report/index.ts";
import { MAIN, run, scratchDirectory, SMALL, start, write, type Ended } from "./given.ts";

const scratch = await scratchDirectory();
const STEERING = "\u001b[2J\u001b]0;taken\u0007\u009b31m\u202e";

/** A CRM and books that share no key: sixty people, and two pairs of twins in the CRM, of whom the books know one each. */
async function twins(directory: string): Promise<void> {
  const first = ["Ada", "Ben", "Cleo", "Dirk", "Edda", "Finn", "Gwen", "Hugo", "Iris", "Jan"];
  const last = ["Abbott", "Brandt", "Castillo", "Dufour", "Eriksen", "Fontaine"];
  const people = Array.from({ length: 60 }, (_, index) => ({
    name: `${first[index % 10]} ${last[Math.floor(index / 10)]}`,
    phone: `813-${String(201 + ((index * 37) % 700))}-${String(1000 + ((index * 7919) % 8999))}`,
    email: `${String(first[index % 10]).toLowerCase()}.${index}@mail${index % 7}.example`,
  }));
  const twin = [
    { name: `=Zoë ${STEERING}Quist`, phone: "727-444-8391", email: "zoe.quist@lake.example" },
    { name: "Wanda <b>Yates</b>", phone: "727-555-4470", email: "wanda.yates@lake.example" },
  ];
  const rows = (list: readonly (typeof people)[number][], prefix: string): string =>
    list.map(({ name, phone, email }, index) => `${prefix}${index + 1},"${name}",${phone},${email}\n`).join("");
  await write(directory, {
    "crm.csv": `Id,Name,Phone,Email\n${rows([...people, ...twin, ...twin], "c")}`,
    "books.csv": `Id,Name,Phone,Email\n${rows([...people.toReversed(), ...twin], "b")}`,
    "invoices.csv": "Id,Customer,Total\n1,b61,100.00\n2,b61,-20.50\n3,b1,7.00\n",
    "tieout.yaml": `tieout: 1
estate: twins
timeZone: America/New_York
currency: USD
systems:
  crm: { title: CRM, datasets: { people: { entity: customer, source: { path: crm.csv, capturedAt: 2026-10-01T05:30:00-04:00 }, key: id, fields: { id: Id, name: Name, phone: Phone, email: Email } } } }
  books:
    title: Books
    datasets:
      customers: { entity: customer, source: { path: books.csv, capturedAt: 2026-10-01T05:30:00-04:00 }, key: id, fields: { id: Id, name: Name, phone: Phone, email: Email } }
      invoices: { entity: invoice, source: { path: invoices.csv, capturedAt: 2026-10-01T05:30:00-04:00 }, key: id, amount: total, fields: { id: Id, customer: Customer, total: Total } }
identities:
  customer:
    entity: customer
    members:
      crm.people: { duplicates: false, fields: { name: name, phone: phone, email: email } }
      books.customers: { duplicates: false, fields: { name: name, phone: phone, email: email }, references: [books.invoices.customer] }
    links: [{ from: crm.people, to: books.customers, cardinality: one-to-one }]
`,
  });
}

const HEADER = "from_dataset,from_key,to_dataset,to_key,verdict,by,at,note";
let runs = 0;
let estate: string;
beforeEach(async () => {
  estate = path.join(scratch, `estate-${++runs}`);
  await twins(estate);
});
const decisions = async (): Promise<string[]> =>
  await readFile(path.join(estate, "decisions", "customer.csv"), "utf8").then(
    (text) => text.trimEnd().split("\n"),
    () => [],
  );

async function answer(lines: string, ...args: readonly string[]): Promise<Ended> {
  const started = start(["resolve", estate, "--by", "ann", ...args]);
  started.process.stdin?.end(lines);
  return await started.ended;
}

describe("answers from a pipe", () => {
  test("are written down at once, with who, when and why; what is decided does not come back", async () => {
    const { code, stdout, stderr } = await answer("maybe\nACCEPT met her on site\nr\ns\nq\n");
    expect(code, stderr).toBe(0);
    const flat = stdout.replaceAll(/\s+/g, " ");
    expect(flat).toMatch(
      /^Customer: 126 records in 2 datasets stand for 66 entities\. 126 records share no key with another; of them 120 \(95\.2%\) were linked by evidence\. 4 pairs wait for review\./,
    );
    expect(stdout).toContain("Please answer a, r, s or q.");
    expect(flat).toContain("Customer · 4 of 4 · 1 pair accepted, 1 rejected, 1 skipped");
    expect(flat).toContain("Decided 2 pairs: 1 accepted, 1 rejected; 1 skipped. 2 pairs wait for review. Kept in decisions/customer.csv");
    // Most money first: b61 has two invoices. Of its two twins the one with the lesser key.
    const [header, one, two, ...more] = await decisions();
    expect([header, more]).toEqual([HEADER, []]);
    expect(one).toMatch(/^crm\.people,c61,books\.customers,b61,same,ann,\d{4}-\d\d-\d\dT[\d:.]+Z,met her on site$/);
    expect(two).toMatch(/^crm\.people,c63,books\.customers,b61,different,ann,/);
    // Values that mean harm are shown as text, in 80 columns and without colour.
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout).toContain("\\x1b[2J");
    for (const line of stdout.split("\n")) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
    const again = JSON.parse((await run(["resolve", estate, "--json"])).stdout) as {
      identities: {
        links: object;
        waiting: number;
        decided: number;
        queue: { from: { key: string; values: object }; weight: number; reasons: { weight: number }[] }[];
      }[];
    };
    const [identity] = again.identities;
    expect(identity).toMatchObject({ links: { decision: 1 }, waiting: 2, decided: 2 });
    expect(identity?.queue.map(({ from }) => from.key).toSorted()).toEqual(["c62", "c64"]);
    expect(identity?.queue[0]?.from.values).toEqual({
      name: "Wanda <b>Yates</b>",
      phone: "727-555-4470",
      email: "wanda.yates@lake.example",
    });
    expect(identity?.queue[0]?.reasons.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(identity?.queue[0]?.weight ?? 0, 6);
  });

  test("the end of the input ends the session; the exit code tells what is left only when asked", async () => {
    const { code, stdout } = await answer("s", "--fail-on-queue");
    expect([code, stdout.includes("Decided 0 pairs: 0 accepted, 0 rejected; 1 skipped. 4 pairs wait")]).toEqual([1, true]);
    expect(await decisions()).toEqual([]);
    expect((await answer("a\nr\na\nr\n", "--fail-on-queue")).code).toBe(0);
  });

  test("a decision that contradicts others is said at once", async () => {
    await write(estate, { "decisions/customer.csv": `${HEADER}\ncrm.people,c61,crm.people,c63,different,bo,2026-11-01T00:00:00Z,\n` });
    const { stdout } = await answer("a\na\nq\n");
    expect(stdout).toContain(
      "decisions/customer.csv:2: crm.people c61 and crm.people c63 are told to be different, and by other decisions the same.",
    );
  });
});

describe("without asking", () => {
  test("--list prints the queue, and decides nothing", async () => {
    const list = await run(["resolve", estate, "--list"]);
    const rows = list.stdout.split("\n").filter((line) => line.startsWith("crm.people"));
    expect(rows.map((row) => row.split(/\s{2,}/)).map(([from, to, , dollars, named]) => [from, to, dollars, named])).toEqual([
      ["crm.people c61", "books.customers b61", "$120.50", "2"],
      ["crm.people c63", "books.customers b61", "$120.50", "2"],
      ["crm.people c62", "books.customers b62", "$0.00", "0"],
      ["crm.people c64", "books.customers b62", "$0.00", "0"],
    ]);
    expect(await decisions()).toEqual([]);
  });

  test("--export writes who is who; ids survive the next run", async () => {
    const file = path.join(estate, "crosswalk.csv");
    const { code, stdout } = await run(["resolve", estate, "--export", file]);
    expect([code, stdout.includes(`Crosswalk: ${file}`)]).toEqual([0, true]);
    const first = await readFile(file, "utf8");
    const rows = parse(first, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(126);
    expect(rows.find(({ key }) => key === "c1")).toMatchObject({ system: "CRM", name: "Ada Abbott", method: "evidence" });
    for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
    // The same records in another order, and one person gone.
    const lines = (await readFile(path.join(estate, "crm.csv"), "utf8")).trimEnd().split("\n");
    await writeFile(path.join(estate, "crm.csv"), `${[lines[0], ...lines.slice(2).toReversed()].join("\n")}\n`);
    await run(["resolve", estate, "--export", file]);
    const after = new Map(
      (parse(await readFile(file, "utf8"), { columns: true }) as Record<string, string>[]).map((row) => [
        `${row["dataset"]} ${row["key"]}`,
        row["entity"],
      ]),
    );
    expect(after.size).toBe(125);
    const changed = rows.filter((row) => row["key"] !== "c1" && after.get(`${row["dataset"]} ${row["key"]}`) !== row["entity"]);
    expect(changed).toEqual([]);
  });
});

describe("could not run: 2", () => {
  test.each([
    ["an identity that is not declared", ["--identity", "custmer"], "Did you mean customer?"],
    ["an export over another file", ["--export", "crm.csv"], "[not-a-crosswalk]"],
    ["nobody who decides", ["--by", " "], "[nobody]"],
  ])("%s", async (_name, args, words) => {
    const { code, stdout, stderr } = await run(["resolve", ".", ...args], { cwd: estate });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(words);
  });

  test("decisions that cannot be read, each at its place", async () => {
    await write(estate, { "decisions/customer.csv": `${HEADER}\ncrm.people,c61,books.customers,b61,sam,ann,2026-11-01T00:00:00Z,\n` });
    const { code, stderr } = await run(["resolve", estate, "--list"]);
    expect(code).toBe(2);
    expect(stderr).toContain("decisions/customer.csv:2:36: This is no verdict. [unknown-verdict]");
  });

  test("an estate without identities", async () => {
    const small = path.join(scratch, "small");
    await write(small, SMALL);
    expect((await run(["resolve", small])).stderr).toContain("[no-identity]");
  });
});

const hasScript = spawnSync("script", ["--version"]).status === 0;

describe.skipIf(!hasScript)("in a terminal", () => {
  interface Seen {
    readonly text: string;
    readonly code: number | null;
  }

  /** Strikes a key whenever the prompt stands, in a pseudo-terminal of 80 columns. */
  async function terminal(keys: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Seen> {
    const quoted = [process.execPath, MAIN, "resolve", estate, "--by", "ann"].map((word) => `'${word}'`).join(" ");
    const env = { PATH: process.env["PATH"] ?? "", HOME: tmpdir(), TERM: "xterm-256color", SHELL: "/bin/sh", ...environment };
    const child = spawn("script", ["-qec", `stty cols 80 rows 24; ${quoted}; echo "ended $?"; stty -a`, "/dev/null"], { env });
    let text = "";
    let prompts = 0;
    const left = [...keys];
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      const now = text.match(/\n(?:\u001b\[1m)?\?(?:\u001b\[0m)? /g)?.length ?? 0;
      if (now > prompts && left.length > 0) child.stdin.write(left.shift() ?? "");
      prompts = now;
    });
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { text, code };
  }

  test("one key is one answer; a screen a pair; the terminal is given back", async () => {
    const { text } = await terminal(["a", "r", "\u001b[A", "s", "q"]);
    expect((await decisions()).map((line) => line.split(",").slice(1, 5).join(" ")).slice(1)).toEqual([
      "c61 books.customers b61 same",
      "c63 books.customers b61 different",
    ]);
    expect(text.split("\u001b[2J\u001b[H")).toHaveLength(5);
    expect(text).toContain("\u001b[1m");
    expect(text).toContain("Decided 2 pairs: 1 accepted, 1 rejected; 1 skipped.");
    expect(text).toMatch(/ended 0[^]* icanon/);
    expect(text).toMatch(/ echo /);
  });

  test("Ctrl-C ends it; without colour where NO_COLOR says so", async () => {
    const { text } = await terminal(["\u0003"], { NO_COLOR: "1" });
    expect(text).toContain("4 pairs wait for review.");
    expect(text).toMatch(/ended 0/);
    expect(text.replaceAll("\u001b[2J\u001b[H", "")).not.toMatch(/\u001b/);
    expect(await decisions()).toEqual([]);
  });
});

describe("one screen", () => {
  const side = (dataset: string, key: string, values: readonly (string | undefined)[]): WaitingPair["from"] => ({
    dataset,
    key,
    row: "0",
    entity: "customer-1",
    values,
    named: 1,
    rivals: 2,
    file: "crm.csv",
    place: { kind: "line", number: 2 },
  });
  const long = `${"很长的名字".repeat(30)} ${"x".repeat(200)}`;
  const pair: WaitingPair = {
    from: side("crm", STEERING, ["Lee, Ann", undefined, "0815", long, undefined, "a\nb\tc", undefined]),
    to: side("books", "", ["ANN LEE", "Bo", "0816", `${STEERING}${"עברית ".repeat(40)}`, undefined, "!", undefined]),
    confidence: 0.99999,
    weight: 1.25,
    dollars: "1234567.5",
    uncertainty: 0.1,
    reach: 1,
    priority: 1,
    reasons: [
      { comparison: "prior", level: "before any evidence", weight: -10 },
      { comparison: "phone", level: "nearly the same", weight: 12 },
      { comparison: `x${STEERING}`, level: long, weight: -0.75 },
      { comparison: "email", level: "missing", weight: 0 },
    ],
  };
  const roles = ["name", "first-name", "phone", "text", "place", "text", "date"] as const;
  const context = (width: number, color = false) => ({
    attributes: roles.map((role, index) => ({ name: index === 2 ? "phone" : `${role} ${index}`, role })),
    systems: new Map([["crm", "HubSpot"]]),
    currency: "USD",
    width,
    paint: painter(color),
  });

  test.each([40, 80, 120])("fits into %d columns, whatever the values are", (width) => {
    for (const line of pairScreen(pair, context(width))) {
      expect(displayWidth(line), line).toBeLessThanOrEqual(width);
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    }
  });

  test("marks what agrees, is alike, differs or is silent; certain is never said of what is not", () => {
    const text = pairScreen(pair, context(80)).join("\n");
    expect(text).toContain(">99.9% likely to be one · $1,234,567.50 at stake · 1 record names one of the two");
    expect(text.replaceAll(/ +/g, " ")).toContain("Other links already make them one: customer-1.");
    expect(text).toMatch(/^name 0 +Lee, Ann +≠ ANN LEE$/m);
    expect(text).toMatch(/^first-name 1 +– +· Bo$/m);
    expect(text).toMatch(/^phone +0815 +≈ 0816$/m);
    expect(text).not.toContain("place 4");
    expect([1, 0.99996, 0.5, 0.0001, 0].map(percent)).toEqual(["100%", ">99.9%", "50.0%", "<0.1%", "0.0%"]);
  });

  test("a waterfall ends at the sum of its steps, and leaves out what says nothing", () => {
    const lines = waterfall(pair.reasons.slice(0, 2), context(80));
    expect(lines.map((line) => line.replaceAll(/ {2,}/g, " ").trim())).toEqual([
      expect.stringMatching(/^before any evidence −10\.0 ░+$/),
      expect.stringMatching(/^phone: nearly the same \+12\.0 █+$/),
      expect.stringMatching(/^all together \+2\.0 █+$/),
    ]);
    expect(waterfall(pair.reasons, context(80))).toHaveLength(4);
    expect(waterfall([], context(80))).toEqual([]);
  });
});

describe("answers", () => {
  test("of a terminal: keys struck before they were asked for do not count", async () => {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (raw: boolean) => modes.push(raw) });
    const modes: boolean[] = [];
    const answers = readAnswers(input);
    input.write("aa");
    expect(await answers.next()).toEqual({ kind: "accept", note: "" });
    answers.forget();
    input.write("\u001b[1;5Ar");
    expect(await answers.next()).toMatchObject({ kind: "unknown" });
    expect(await answers.next()).toMatchObject({ kind: "reject" });
    input.write("\u0004");
    expect(await answers.next()).toEqual({ kind: "quit" });
    answers.close();
    expect(modes).toEqual([true, false]);
  });

  test("of a pipe: lines, however they arrive; none is lost; constructor is no answer", async () => {
    const input = new PassThrough();
    const answers = readAnswers(input);
    input.write("acc");
    input.write("ept  same\tphone\r\nR\nconstructor\n");
    answers.forget();
    expect(await answers.next()).toEqual({ kind: "accept", note: "same phone" });
    expect(await answers.next()).toEqual({ kind: "reject", note: "" });
    expect(await answers.next()).toEqual({ kind: "unknown", text: "constructor" });
    input.end("skip");
    expect(await answers.next()).toEqual({ kind: "skip", note: "" });
    expect(await answers.next()).toEqual({ kind: "quit" });
    answers.close();
  });
});
