import type { Branch, Contact, Deal } from "./business.ts";
import { csvLine } from "./files/csv.ts";
import { trimmed } from "./money.ts";
import { crmTime } from "./time.ts";

/* The CRM's exports, with HubSpot's headers. */

export const contactHeader = [
  "Record ID",
  "First Name",
  "Last Name",
  "Email",
  "Phone Number",
  "Lifecycle Stage",
  "Contact owner",
  "Branch",
  "Create Date",
];
export const dealHeader = [
  "Record ID",
  "Deal Name",
  "Deal Stage",
  "Pipeline",
  "Amount",
  "Close Date",
  "Create Date",
  "Deal owner",
  "Branch",
];

export const crmBranch: Readonly<Record<Branch, string>> = { albany: "Albany, NY", syracuse: "Syracuse, NY", rochester: "Rochester, NY" };
const owners: Readonly<Record<Branch, string>> = { albany: "Renée Dubois", syracuse: "Carl Ostrowski", rochester: "Tanya Pruitt" };

export function contactLine({ id, person, stage, created }: Contact): string {
  const { first, last, email, phone, branch } = person;
  return csvLine([id, first, last, email, phone, stage, owners[branch], crmBranch[branch], crmTime(created)]);
}

export function dealLine({ id, name, stage, pipeline, amount, closes, created, person }: Deal): string {
  const money = amount === undefined ? "" : trimmed(amount);
  return csvLine([id, name, stage, pipeline, money, crmTime(closes), crmTime(created), owners[person.branch], crmBranch[person.branch]]);
}
