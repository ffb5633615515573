import type { Automation } from "../../model/index.ts";
import { join, sql } from "../../sql/index.ts";
import { detailJson, type SignPlan } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";

/** What a register must say of an automation, and what happens where it does not. */
const RISKS = {
  owner: "nobody answers for it when it fails, and nobody may change it",
  trigger: "nobody can tell whether it should have run",
  output: "nobody can tell whether it did all of its work",
  exceptions: "what it cannot handle is dropped, and nobody works it",
  monitoring: "it can stop or fail for weeks before anyone notices",
  rollback: "what it does wrong must be undone by hand, record by record",
} as const;

/** Inserts a sign for everything that the register does not say of an automation. */
export async function findRegisterGaps(plan: SignPlan): Promise<void> {
  for (const automation of plan.estate.automations) {
    const gaps = Object.entries(RISKS).filter(([part]) => lacks(automation, part as keyof typeof RISKS));
    if (gaps.length === 0) continue;
    const rows = join(gaps.map(([part, risk]) => sql`(${part}, ${risk})`));
    const columns = {
      value: sql`g.part`,
      detail: detailJson(plan.dialect, {
        title: automation.title,
        owner: automation.owner,
        risk: sql`g.risk`,
        gaps: gaps.map(([part]) => part).join(", "),
        line: automation.line,
      }),
    };
    const head = { kind: "unowned-automation", outcome: "register-gap", subject: { type: "automation", id: automation.id } } as const;
    await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, sql`(VALUES ${rows}) AS g (part, risk)`, plan.dialect));
  }
}

function lacks(automation: Automation, part: keyof typeof RISKS): boolean {
  const said = automation[part];
  return typeof said === "string" ? said.trim() === "" : said === undefined;
}
