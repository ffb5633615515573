import type { Branch, Contact, Deal } from "./business.ts";
import { csvLine } from "./files/csv.ts";
import { trimmed } from "./money.ts";
import { streetOf } from "./people/booked.ts";
import { formatted } from "./people/phones.ts";
import { crmTime } from "./time.ts";

/* The CRM's exports, with HubSpot's headers. */

export const contactHeader = [
  "Record ID",
  "First Name",
  "Last Name",
  "Company Name",
  "Email",
  "Phone Number",
  "Street Address",
  "City",
  "State/Region",
  "Postal Code",
  "Lifecycle Stage",
  "Payment Terms",
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
  const { first, last, company, branch, crmLacks, home, longAddress, terms } = person;
  const email = crmLacks === "email" ? "" : person.email;
  const phone = crmLacks === "phone" ? "" : formatted(person.phone);
  const style = longAddress ? "long" : "short";
  const address =
    crmLacks === "home" ? ["", "", "", ""] : [streetOf(home, style), home.city, longAddress ? "New York" : "NY", home.postcode];
  const place = [owners[branch], crmBranch[branch], crmTime(created)];
  return csvLine([id, first, last, company ?? "", email, phone, ...address, stage, terms, ...place]);
}

export function dealLine({ id, name, stage, pipeline, amount, closes, created, person }: Deal): string {
  const money = amount === undefined ? "" : trimmed(amount);
  return csvLine([id, name, stage, pipeline, money, crmTime(closes), crmTime(created), owners[person.branch], crmBranch[person.branch]]);
}
