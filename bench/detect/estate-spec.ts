import { CAPTURED, CUTOVER, HOLIDAYS, MAINTENANCE } from "./calendar.ts";
import { automations, facts, handoffs, lifecycle } from "./estate-flows.ts";
import { systems } from "./estate-systems.ts";
import type { Company } from "./records.ts";

/** What `tieout.yaml` says of the company. */
export function estateSpec(company: Company): unknown {
  return {
    tieout: 1,
    estate: `generated-${company.seed}`,
    timeZone: "America/New_York",
    currency: "USD",
    asOf: CAPTURED,
    holidays: [...HOLIDAYS],
    units: {
      tampa: "Tampa",
      orlando: "Orlando",
      stpete: "St. Pete",
      venice: "Venice",
      sarasota: "Sarasota",
      rochester: { title: "Rochester", acquired: CUTOVER },
    },
    people: ["*@summit.example"],
    systems: systems(company),
    facts: facts(company),
    handoffs: handoffs(company),
    lifecycles: { job: lifecycle() },
    workflows: { "job-to-cash": { decision: "billing", handoffs: ["deal-to-job", "job-to-invoice"] } },
    automations: automations(company),
    maintenance: [MAINTENANCE],
  };
}
