import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { Lifecycle } from "../../src/model/index.ts";
import { foldWord } from "../../src/estate/naming.ts";
import { PACKS } from "../../src/estate/packs/index.ts";
import { TEMPLATES, type Template } from "../../src/estate/templates/index.ts";
import { estateOf, problemsOf } from "./marked.ts";

const WORKFLOWS = [
  "job-to-cash",
  "quote-to-work-order",
  "technician-activity-to-invoice",
  "acquisition-import-to-platform-reporting",
  "crm-lifecycle-to-renewal-reporting",
  "close-to-executive-dashboard",
];

/** An estate with a dataset for every role, each linked with every other, and what a lifecycle says besides. */
function estateText(name: string, template: Template, lifecycle: object = {}, roles = Object.keys(template.roles)): string {
  const system = {
    datasets: {
      things: {
        entity: "thing",
        source: "x.csv",
        key: "id",
        fields: { id: "Id", status: "Status", total: { column: "T", type: "money" } },
        state: "status",
      },
    },
  };
  const links = roles.flatMap((from, index) => roles.slice(index + 1).map((to) => ({ from, to })));
  return stringify({
    tieout: 1,
    estate: "acme",
    timeZone: "UTC",
    currency: "USD",
    systems: Object.fromEntries(roles.map((role) => [role, system])),
    lifecycles: {
      thing: {
        template: name,
        tracks: Object.fromEntries(roles.map((role) => [role, { dataset: `${role}.things` }])),
        links,
        ...lifecycle,
      },
    },
  });
}

const resolved = (text: string): Lifecycle => estateOf(text).lifecycles[0] as Lifecycle;
const jobs = TEMPLATES["job-to-cash"] as Template;

test("there is a template for each of the workflows", () => {
  expect(Object.keys(TEMPLATES)).toEqual(WORKFLOWS);
});

describe.each(Object.entries(TEMPLATES))("%s", (name, template) => {
  const states = Object.keys(template.states);
  const lifecycle = resolved(estateText(name, template));

  test("its references are right, and every rule holds where all roles are there", () => {
    expect(problemsOf(estateText(name, template))).toEqual([]);
    expect(lifecycle.rules.map(({ id }) => id)).toEqual(Object.keys(template.agree));
    expect(lifecycle.workflows).toEqual([name]);
    const named = [
      ...Object.values(template.states).flatMap(({ next }) => next ?? []),
      ...template.rework.flatMap(({ from, to }) => [from, to]),
      ...Object.values(template.agree).flatMap(({ when, then }) => [...Object.values(when), ...Object.values(then)].flat()),
    ];
    expect(named.filter((state) => state !== "absent" && !states.includes(state))).toEqual([]);
    const tracks = Object.values(template.agree).flatMap(({ when, then }) => [...Object.keys(when), ...Object.keys(then)]);
    expect(new Set(tracks)).toEqual(new Set(Object.keys(template.roles)));
    // Two transitions for one step would hide one of them.
    const written = Object.values(template.states).reduce((sum, { next }) => sum + (next ?? []).length, 0) + template.rework.length;
    expect(lifecycle.transitions).toHaveLength(written);
  });

  test("every state can be reached and left, or is an end", () => {
    const reached = new Set(lifecycle.states.filter(({ initial }) => initial).map(({ id }) => id));
    for (let size = -1; size !== reached.size;) {
      size = reached.size;
      for (const { from, to } of lifecycle.transitions) if (reached.has(from)) reached.add(to);
    }
    expect(states.filter((state) => !reached.has(state))).toEqual([]);
    const left = new Set(lifecycle.transitions.filter(({ rework }) => !rework).map(({ from }) => from));
    expect(lifecycle.states.filter(({ id, final }) => !final && !left.has(id))).toEqual([]);
    expect(lifecycle.states.filter(({ final, limit }) => final && limit !== undefined)).toEqual([]);
    expect(
      lifecycle.states.filter(({ id }) => Object.hasOwn(template.states[id] ?? {}, "limit") && template.states[id]?.final === true),
    ).toEqual([]);
  });

  test("no pair of states breaks two rules between the same tracks", () => {
    for (const { id: a } of lifecycle.states) {
      for (const { id: b } of lifecycle.states) {
        const broken = lifecycle.rules.flatMap(({ id, when, then }) => {
          const [x, y] = when.track < then.track ? [a, b] : [b, a];
          return when.states.includes(x) && !then.states.includes(y) ? [{ id, pair: [when.track, then.track].toSorted().join() }] : [];
        });
        const pairs = broken.map(({ pair }) => pair);
        expect({ a, b, broken: broken.filter(({ pair }) => pairs.filter((each) => each === pair).length > 1) }).toEqual({
          a,
          b,
          broken: [],
        });
      }
    }
  });
});

describe("what is written goes before the template", () => {
  const text = (lifecycle: object, roles?: string[]) => estateText("job-to-cash", jobs, lifecycle, roles);

  test("states are changed, added in their place, and left out", () => {
    const own = resolved(
      text({ states: { working: { limit: "3 hours" }, checked: { next: ["completed"] }, hold: false }, workflows: [], reworkLimit: 0 }),
    );
    expect(own.states.map(({ id }) => id)).toEqual(
      Object.keys(jobs.states).flatMap((id) => (id === "hold" ? [] : id === "working" ? ["working", "checked"] : [id])),
    );
    expect(own.states.find(({ id }) => id === "working")).toMatchObject({ limit: { count: 3, unit: "hours" }, title: "Working" });
    expect(own.transitions.filter(({ from, to }) => from === "hold" || to === "hold")).toEqual([]);
    expect(own.transitions).toContainEqual({ from: "checked", to: "completed", rework: false });
    expect(own).toMatchObject({ workflows: [], reworkLimit: 0, entity: "job" });
  });

  test("a rule is replaced, added to, or left out", () => {
    const rule = { when: { dispatch: "completed" }, then: { books: ["paid"] } };
    const replaced = resolved(text({ agree: { "completed-is-invoiced": rule } })).rules;
    expect(replaced[0]).toMatchObject({ title: "Completed is invoiced", within: { count: 0 }, then: { states: ["paid"] } });
    expect(replaced).toHaveLength(Object.keys(jobs.agree).length);
    const added = resolved(text({ agree: { "completed-is-invoiced": { filter: { total: { above: 0 } }, owner: "billing" } } })).rules[0];
    expect(added).toMatchObject({
      title: "A completed job is invoiced",
      when: { filter: { field: "total", test: { op: "above", value: "0" } } },
      within: { count: 5, unit: "business-days" },
      owner: "billing",
    });
    const ids = (lifecycle: object) => resolved(text(lifecycle)).rules.map(({ id }) => id);
    expect(ids({ agree: { "completed-is-invoiced": false } })).not.toContain("completed-is-invoiced");
    expect(problemsOf(text({ agree: { "completed-is-invoicd": false } }))).toMatchObject([
      { code: "nothing-to-drop", hint: "Did you mean completed-is-invoiced?" },
    ]);
    expect(problemsOf(text({ agree: { mine: { of: "each" } } })).map(({ code }) => code)).toEqual(["missing-key", "missing-key"]);
  });

  test("rules hold only between tracks that are there and linked", () => {
    expect(resolved(text({}, ["dispatch", "books"])).rules.map(({ id }) => id)).toEqual([
      "completed-is-invoiced",
      "invoiced-is-completed",
      "cancelled-is-not-invoiced",
    ]);
    expect(resolved(text({ links: [] })).rules).toEqual([]);
    // A track that never shows a state that a rule needs is said: else every record would disagree.
    const tracks = { dispatch: { dataset: "dispatch.things" }, books: { dataset: "books.things", words: { ready: "Draft" } } };
    expect(problemsOf(text({ tracks, links: [{ from: "books", to: "dispatch" }] }, ["dispatch", "books"]))).toMatchObject([
      {
        code: "never-shown",
        expected: "posted or paid or written-off",
        hint: expect.stringContaining("completed-is-invoiced: false") as string,
      },
    ]);
  });

  test("a rule of two tracks speaks of the states that are left", () => {
    const rules = resolved(text({ states: { "written-off": false, closed: false } })).rules;
    expect(rules[0]?.then.states).toEqual(["posted", "paid"]);
    expect(rules[0]?.when.states).toEqual(["completed", "ready", "posted", "paid"]);
  });
});

describe("packs of vendors' words", () => {
  const known = new Set(Object.values(TEMPLATES).flatMap(({ states }) => Object.keys(states)));

  test("there are packs of every vendor", () => {
    expect(new Set([...PACKS.keys()].map((name) => name.split(".")[0]))).toEqual(
      new Set(["dynamics", "housecallpro", "hubspot", "jobber", "quickbooks", "salesforce", "servicetitan", "xero"]),
    );
  });

  test.each([...PACKS])("%s: its states are those of one template, and no word is of two", (_, { words, source }) => {
    expect(Object.keys(words).filter((state) => !known.has(state))).toEqual([]);
    const templates = Object.values(TEMPLATES).filter(({ states }) => Object.keys(words).every((state) => Object.hasOwn(states, state)));
    expect(templates.length).toBeGreaterThan(0);
    const folded = Object.values(words).flatMap((list) => list.map(foldWord));
    expect(folded.filter((word, index) => folded.indexOf(word) !== index)).toEqual([]);
    expect(source).toMatch(/^https:\/\/[\w.-]+\//);
  });

  test("Housecall Pro's words have blanks", () => {
    const words = Object.values(PACKS.get("housecallpro.jobs")?.words ?? {}).flat();
    expect(words).toEqual(expect.arrayContaining(["needs scheduling", "complete unrated", "pro canceled"]));
    expect(words.filter((word) => word.includes("_"))).toEqual([]);
  });

  test("codes reach the states, too", () => {
    const tracks = { dispatch: { dataset: "dispatch.things", pack: "dynamics.workorders" } };
    const { words, states } = resolved(estateText("job-to-cash", jobs, { tracks, links: [] }, ["dispatch"])).tracks[0] ?? {};
    expect(words?.["690970004"]).toBe("posted");
    expect(states).toEqual(["unscheduled", "scheduled", "working", "completed", "posted", "cancelled"]);
  });
});
