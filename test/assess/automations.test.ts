import { describe, expect, it } from "vitest";
import { reviewAutomations } from "../../src/assess/index.ts";
import type { Automation, Finding } from "../../src/model/index.ts";
import { finding } from "../report/sample-review.ts";

const books = { id: "books.invoices", title: "Invoices" };

function automation(id: string, more: Partial<Automation> = {}): Automation {
  return {
    id,
    title: `The ${id}`,
    actors: [`svc-${id}*`],
    owner: "billing",
    trigger: "every night",
    exceptions: "a list that billing works",
    monitoring: "mail to billing",
    rollback: "delete by batch",
    handoff: undefined,
    output: { dataset: books.id, every: { count: 1, unit: "business-days" }, least: 20 },
    log: undefined,
    line: 1,
    ...more,
  };
}

function sign(outcome: Finding["outcome"], type: "actor" | "automation", id: string): Finding {
  return finding("h", "missing", `${outcome} of ${id}`, { outcome, kind: "unowned-automation", handoff: undefined, subject: { type, id } });
}

describe("what runs", () => {
  const given = (automations: readonly Automation[], findings: readonly Finding[] = []) =>
    reviewAutomations({ automations, datasets: [books as never] }, findings);

  it("is known where the register says it, and a gap where it does not or says nothing", () => {
    const [whole, gaps] = given([automation("sync"), automation("robot", { owner: "  ", output: undefined, rollback: undefined })]);
    expect(whole).toMatchObject({ registered: true, gaps: [], output: "Invoices every 1 business day, at least 20 records" });
    expect(gaps).toMatchObject({ owner: undefined, gaps: ["owner", "output", "rollback"] });
  });

  it("holds the findings of an automation and of the actors that it signs as, without case and with signs taken literally", () => {
    const findings = [
      sign("register-gap", "automation", "sync"),
      sign("breaks-of-one-actor", "actor", "SVC-SYNC 2"),
      sign("breaks-of-one-actor", "actor", "svc-syn"),
      sign("run-missing", "automation", "other"),
    ];
    const [sync] = given([automation("sync")], findings);
    expect(sync?.findings).toEqual(findings.slice(0, 2).map(({ fingerprint }) => fingerprint));
    expect(sync?.seen).toEqual(["SVC-SYNC 2"]);
    const [literal] = given([automation("x", { actors: ["a.b"] })], [sign("breaks-of-one-actor", "actor", "axb")]);
    expect(literal?.findings).toEqual([]);
  });

  it("names actors that stand in no register once, with everything open, and nobody where none was found", () => {
    const findings = [sign("unregistered-actor", "actor", "zap"), sign("breaks-of-one-actor", "actor", "zap")];
    const all = given([automation("sync")], findings);
    expect(all.map(({ id, registered }) => [id, registered])).toEqual([
      ["sync", true],
      ["zap", false],
    ]);
    expect(all[1]?.gaps).toHaveLength(6);
    expect(all[1]?.findings).toEqual(findings.map(({ fingerprint }) => fingerprint));
    expect(given([])).toEqual([]);
  });
});
