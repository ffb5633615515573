import { describe, expect, it } from "vitest";
import { auditToHtml, reviewToHtml } from "../../src/report/index.ts";
import { chainLayout } from "../../src/report/html/chain-layout.ts";
import { DETECTORS } from "../../src/detect/index.ts";
import { METHODS } from "../../src/report/html/method.ts";
import { AUTOMATION_PARTS, type Review, type ReviewedAutomation } from "../../src/model/index.ts";
import { manyStates } from "./edge-states.ts";
import { foreign, HOSTILE, hostile, large, long, wide } from "./edges.ts";
import { bridge, dataset, handoff, review, system } from "./sample-review.ts";
import { summit, tieOuts } from "./summit.ts";

/** Tags of a page that is well formed in the plain sense: every opened element is closed in order. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const empty = new Set(["meta", "link", "br"]);
  for (const [, close, name = "", , slash] of page
    .replace(/<style>.*?<\/style>/s, "")
    .matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"<]*")?)*)\s*(\/?)>/gi)) {
    if (close === "" && !empty.has(name) && slash === "") open.push(name);
    else if (close !== "" && open.pop() !== name) return [`</${name}> after ${open.join(" ")}`];
  }
  return open;
}

const EDGES: readonly (readonly [string, Review])[] = [
  ["the example", summit()],
  ["nothing", review()],
  ["twelve systems and thirty handoffs", wide(30)],
  ["foreign scripts and totals below zero", foreign()],
  ["titles of 10,000 characters", long()],
  ["hostile texts", hostile()],
  ["no lifecycle", tieOuts()],
  ["twenty workflows and lifecycles", manyStates(20)],
];

const FILES = [
  ["review", reviewToHtml],
  ["audit", auditToHtml],
] as const;

describe.each(FILES)("the %s", (_name, toHtml) => {
  it.each(EDGES)("is well formed and the same each time: %s", (_, given) => {
    const page = toHtml(given);
    expect(unbalanced(page)).toEqual([]);
    expect(toHtml(structuredClone(given))).toBe(page);
    expect(page).not.toMatch(/NaN|undefined|\[object|Infinity/);
  });

  it("asks for nothing: no script, no address, a policy that forbids both", () => {
    const page = toHtml(summit());
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"`);
    expect(page).not.toMatch(/<script|https?:|\bsrc=|@import|url\((?!#)/i);
    expect(
      [...page.matchAll(/href="([^"]*)"/g)].filter(([, target]) => !/^#|^data:,$|^(?:audit|review)\.html$/.test(target ?? "")),
    ).toEqual([]);
  });

  it("links only to parts that are there", () => {
    for (const [, given] of EDGES) {
      const page = toHtml(given);
      const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
      for (const [, names] of page.matchAll(/aria-labelledby="([^"]*)"/g))
        for (const name of names?.split(" ") ?? []) expect(ids).toContain(name);
    }
  });

  it.each(HOSTILE)("escapes %j wherever data can stand", (text) => {
    const page = toHtml(hostile(text));
    const harmless = toHtml(hostile("harmless"));
    // a reference that is no word gets no link, and a title may need a second line: nothing else may differ
    const elements = (html: string) =>
      [...html.matchAll(/<([a-z0-9]+)/gi)].map(([, name]) => name).filter((name) => name !== "a" && name !== "text");
    expect(elements(page)).toEqual(elements(harmless));
    expect(page.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
    expect(page).not.toContain("<img");
    expect(unbalanced(page)).toEqual([]);
  });

  it("stays below 5 MB: 40 handoffs with 72 slices each and 200 findings; 200 workflows and 200 lifecycles", () => {
    expect(Buffer.byteLength(toHtml(large()))).toBeLessThan(5_000_000);
    expect(Buffer.byteLength(toHtml(manyStates(200)))).toBeLessThan(5_000_000);
  });
});

describe("the audit", () => {
  it("says the result of each handoff, with its bridge to the cent", () => {
    const page = auditToHtml(summit());
    expect(page).toContain("Does not tie out. 74 breaks, $46,457.55 in all: 21 different, 38 missing, 6 extra, 9 duplicate.");
    expect(page).toContain("Not checked: the dataset board.revenue has no field that could be matched.");
    expect(page).toContain("residual 0.00.");
    expect(page).toMatch(/<strong>\s*<bdi>St\. Petersburg<\/bdi>\s*<\/strong\s*>:\s*92\.1% of the breaks/);
    expect(page).toContain("dispatch/jobs.csv:418:7");
    expect(page.match(/class="waterfall"/g)).toHaveLength(3);
  });

  it("never calls a handoff clean that looked at nothing or does not close", () => {
    const systems = [system("a", "A", "crm"), system("b", "B", "books")];
    const datasets = [dataset("a.x", "X", "job", 0), dataset("b.y", "Y", "invoice", 0)];
    const empty = handoff("h", "H", { from: "a.x", to: "b.y" }, [["from", "excluded", "filter", 9]]);
    expect(auditToHtml(review({ systems, datasets, handoffs: [empty] }))).toContain("Not checked: no record of either side was in scope");
    const open = { ...bridge({ by: "total" }, [["upstream", "Upstream", 1, "1.00"]], 1), residual: "0.01" };
    const defect = handoff("h", "H", { from: "a.x", to: "b.y" }, [["from", "matched", "none", 1, "1.00"]], { bridges: [open] });
    const page = auditToHtml(review({ systems, datasets, handoffs: [defect] }));
    expect(page).toContain("Its bridge does not close: a defect of Tieout");
    expect(page).not.toContain("Ties out.");
  });
});

describe("the automations in the audit", () => {
  const known = { owner: "billing", trigger: "nightly", output: "Invoices every 1 day", exceptions: "a list", monitoring: "mail" };
  const registered: ReviewedAutomation = {
    id: "sync",
    title: "Sync <b>of</b> invoices",
    registered: true,
    ...known,
    rollback: undefined,
    gaps: ["rollback"],
    handoff: undefined,
    signs: ["svc-sync*"],
    seen: [],
    findings: [],
  };

  it("says what the register says, what it leaves open, and who stands in none", () => {
    const stranger = { ...registered, id: "zap", title: "zap", registered: false, owner: undefined, gaps: AUTOMATION_PARTS };
    const page = auditToHtml(review({ automations: [registered, stranger] }));
    const [section = ""] = /<section id="automations".*?<\/section>/s.exec(page) ?? [];
    expect(section).toContain("1 automation is registered, none of them with all that a register must say; 1 actor writes like a machine");
    expect(section).toContain("Sync &lt;b&gt;of&lt;/b&gt; invoices");
    expect(section).toContain("svc-sync*");
    expect(section.match(/not known/g)).toHaveLength(3);
    expect(unbalanced(page)).toEqual([]);
  });

  it("never calls clean what was not looked at", () => {
    const run = {
      check: "unowned-automation",
      subject: "s",
      status: "skipped",
      records: 0,
      findings: 0,
      reason: "no dataset says who",
    } as const;
    expect(auditToHtml(review({ coverage: [run] }))).toContain("Not checked: no dataset says who.");
    expect(auditToHtml(review({ coverage: [{ ...run, status: "clear" }] }))).toContain("nothing is proven.");
  });
});

describe("the method in the audit", () => {
  it("has an entry for every kind of detector and for every check that coverage can name, and no other", () => {
    const checks = [...DETECTORS.map(({ kind }) => kind), "tie-out", "lifecycle", "vendor-setting"];
    expect(METHODS.map(({ check }) => check).toSorted()).toEqual([...new Set(checks)].toSorted());
    const titles = new Map(DETECTORS.map(({ kind, title }) => [kind as string, title]));
    for (const { check, title } of METHODS) expect(title).toBe(titles.get(check) ?? title);
    const page = auditToHtml(review());
    for (const { how, parameters, blind } of METHODS) for (const text of [how, parameters, blind]) expect(page).toContain(text);
  });
});

describe("the chain", () => {
  it("puts systems in the order of the handoffs, whatever the order of declaration", () => {
    expect(chainLayout(summit()).systems.map((system) => system.id)).toEqual(["crm", "dispatch", "books", "bank", "board"]);
  });

  it("cuts a cycle instead of losing a system", () => {
    const ring = ["a", "b", "c"].map((id) => dataset(`${id}.x`, id, "job", 1));
    const handoffs = ["ab", "bc", "ca"].map(([from, to]) =>
      handoff(`${from}-${to}`, "Round", { from: `${from}.x`, to: `${to}.x` }, [["from", "matched", "none", 1]]),
    );
    const layout = chainLayout(
      review({ systems: [system("c", "C", "other"), system("a", "A", "other"), system("b", "B", "other")], datasets: ring, handoffs }),
    );
    expect(layout.systems.map((system) => system.id)).toEqual(["c", "a", "b"]);
    expect(layout.steps).toHaveLength(3);
  });

  it("names datasets that no handoff reads", () => {
    const idle = chainLayout({ ...summit(), handoffs: summit().handoffs.slice(0, 1) }).idle;
    expect(idle).toEqual(["Invoices", "Payments", "Deposits", "Revenue by branch"]);
  });
});
