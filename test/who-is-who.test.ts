import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { InputError } from "../src/model/index.ts";
import { reviewEstate } from "../src/review.ts";
import { withEstate } from "../src/runtime.ts";
import { id, sql } from "../src/sql/index.ts";
import { traceRecord } from "../src/story.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "tieout-who-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const ESTATE = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
asOf: 2026-10-01T06:00:00Z
systems:
  crm:
    datasets:
      contacts:
        entity: contact
        source: { path: contacts.csv, capturedAt: 2026-10-01T05:00:00Z }
        key: id
        fields: { id: Id, name: Name, email: Email }
  books:
    datasets:
      customers:
        entity: client
        captures:
          - { path: customers.csv, capturedAt: 2026-09-01T05:00:00Z }
        key: id
        fields: { id: Id, name: Name, email: Email, contact: Contact }
identities:
  customer:
    entity: customer
    members:
      crm.contacts: { fields: { name: name, email: email } }
      books.customers: { fields: { name: name, email: email } }
    links:
      - { from: crm.contacts, to: books.customers, key: { id: contact } }
handoffs:
  contact-to-customer:
    from: crm.contacts
    to: books.customers
    match: identity
`;

const CONTACTS = "Id,Name,Email\nc1,Ann Lee,ann@lee.example\nc2,Bo Day,bo@day.example\nc3,Cy Fox,cy@fox.example\n";
const CUSTOMERS = 'Id,Name,Email,Contact\nk1,"Lee, Ann",ann@lee.example,c1\nk2,B. Day,,c2\n';

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(directory, name)), { recursive: true });
    await writeFile(path.join(directory, name), text);
  }
}

const limits = { threads: 2, memory: "512MiB", progress: () => undefined };
const review = () =>
  withEstate(directory, limits, async (estate, ports) => {
    const { review: made } = await reviewEstate(estate, ports);
    const crosswalk = path.join(ports.workspace.directory, "identity", "customer", "crosswalk.parquet");
    await ports.engine.runInline(sql`CREATE TABLE kept AS SELECT * FROM read_parquet(${crosswalk})`);
    const kept = await ports.engine.rows<{ key: string }>(sql`SELECT key FROM ${id("kept")} ORDER BY key`);
    return { ...made, kept: kept.map(({ key }) => key) };
  });

test("a review resolves identities, and says how sure its findings are", async () => {
  await write({ "tieout.yaml": ESTATE, "contacts.csv": CONTACTS, "customers.csv": CUSTOMERS });
  const { identities, handoffs, findings, kept } = await review();
  expect(identities).toMatchObject([{ id: "customer", entities: 3, shared: 2, links: { key: 2, evidence: 0, decision: 0 }, review: 0 }]);
  expect(handoffs[0]).toMatchObject({ identity: "customer", counts: { matched: 4, missing: 1 } });
  expect(findings).toMatchObject([
    { outcome: "missing", identity: undefined, samples: [{ key: "c3", reference: "c3" }] },
    // Nobody owns the handoff or is told of it.
    { outcome: "no-alert" },
  ]);
  expect(kept).toEqual(["c1", "c2", "c3", "k1", "k2"]);
});

test("a newer capture is tried with entities of its own, and leaves no trace in the crosswalk", async () => {
  await write({
    "tieout.yaml": ESTATE.replace(
      "          - { path: customers.csv, capturedAt: 2026-09-01T05:00:00Z }\n",
      "          - { path: customers.csv, capturedAt: 2026-09-01T05:00:00Z }\n          - { path: newer.csv, capturedAt: 2026-10-01T05:30:00Z }\n        use: 2026-09-01T05:00:00Z\n",
    ),
    "contacts.csv": CONTACTS,
    "customers.csv": CUSTOMERS,
    // The rows stand in another order: entities go by records, not by places.
    "newer.csv": "Id,Name,Email,Contact\nk3,Cy Fox,,c3\nk2,B. Day,,c2\nk1,Ann Lee,ann@lee.example,c1\n",
  });
  const { findings, kept } = await review();
  expect(findings).toMatchObject([{ outcome: "missing", cause: { code: "stale-capture", proven: true } }, { outcome: "no-alert" }]);
  expect(kept).toEqual(["c1", "c2", "c3", "k1", "k2"]);
});

test("people's decisions win, and what a decisions file holds that is wrong is said before anything is resolved", async () => {
  await write({ "tieout.yaml": ESTATE, "contacts.csv": CONTACTS, "customers.csv": CUSTOMERS });
  const header = "from_dataset,from_key,to_dataset,to_key,verdict,by,at,note\n";
  await write({
    "decisions/customer.csv": `${header}crm.contacts,c1,books.customers,k1,different,ann,2026-09-30T10:00:00Z,\ncrm.contacts,c9,books.customers,k1,same,ann,2026-09-30T10:00:00Z,\n`,
  });
  const { handoffs, identities } = await review();
  expect(handoffs[0]?.counts).toMatchObject({ matched: 2, missing: 2, extra: 1 });
  expect(identities[0]?.notes.join(" ")).toContain("c9");
  await write({ "decisions/customer.csv": `${header}crm.contacts,c1,books.customers,k1,maybe,ann,2026-09-30T10:00:00Z,\n` });
  await expect(review()).rejects.toThrow(InputError);
});

test("a story goes from the client to the contact by the identity's word", async () => {
  await write({ "tieout.yaml": ESTATE, "contacts.csv": CONTACTS, "customers.csv": CUSTOMERS });
  const story = await withEstate(directory, limits, (estate, ports) => traceRecord(estate, ports, "customer", "k1"));
  expect(story.statements.map(({ key, via }) => [key, via])).toEqual([
    ["k1", undefined],
    ["c1", { identity: "customer", from: "k1" }],
  ]);
  expect(story.links).toMatchObject([{ status: "accepted", method: "key" }]);
  // Whoever only looks leaves nothing behind.
  await expect(readFile(path.join(directory, ".tieout", "identity", "customer", "crosswalk.parquet"))).rejects.toThrow("ENOENT");
});
