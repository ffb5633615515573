import { at, DAY, HOUR } from "./calendar.ts";
import type { Random } from "./random.ts";
import type { Change, Customer } from "./records.ts";

const FIRST_NAMES = ["Avery", "Blake", "Carmen", "Dev", "Elena", "Farid", "Grace", "Hana", "Ivan", "Jo"] as const;
const LAST_NAMES = ["Alvarez", "Brooks", "Chen", "Diaz", "Evans", "Fox", "Grant", "Hill", "Ito", "Jones"] as const;
export const SELLERS = ["rita@summit.example", "sam@summit.example"] as const;

/** Customers whose two copies agree: what is changed in the CRM is in the books a day later. */
export function makeCustomers(chance: Random, count: number): Customer[] {
  return Array.from({ length: count }, (_, index) => {
    const customer: Customer = {
      id: `C-${10_001 + index}`,
      booksId: `B${501 + index}`,
      name: `${chance.pick(FIRST_NAMES)} ${chance.pick(LAST_NAMES)} ${index + 1}`,
      email: `c${index + 1}@mail.example`,
      phone: phone(chance),
      address: `${chance.whole(1, 9999)} Palm Avenue`,
      terms: chance.pick(["Net 15", "Net 30", "Due on receipt"]),
      account: `A${chance.whole(10, 99)}-${chance.whole(100_000, 999_999)}`,
      created: at("2025-06-01") + Math.floor((index * 484 * DAY) / count) + chance.whole(8, 16) * HOUR,
      createdBy: chance.pick(SELLERS),
      changes: [],
    };
    for (const field of ["email", "phone", "address", "terms"] as const) {
      // Some on the day before a capture, so that it finds the new value in one system only.
      if (chance.chance(0.05)) customer.changes.push(change(chance, customer, field, at("2026-08-31", chance.whole(8, 16))));
      else if (chance.chance(0.06))
        customer.changes.push(change(chance, customer, field, at("2026-04-01", 9) + chance.whole(0, 110) * DAY));
      // On the evening before the last capture: not there yet, and within its grace.
      else if (chance.chance(0.004)) customer.changes.push(change(chance, customer, field, at("2026-09-30", 20)));
    }
    customer.changes = customer.changes.filter(({ crm }) => crm !== undefined && crm > customer.created + 3 * DAY);
    return customer;
  });
}

/** From the CRM to the books within a bit more than a day. */
function change(chance: Random, customer: Customer, field: Change["field"], when: number): Change {
  const crm = when + chance.whole(0, 59) * 60_000;
  return { field, value: other(chance, customer, field), crm, books: crm + 26 * HOUR, crmBy: chance.pick(SELLERS), booksBy: "svc-crm" };
}

/** A new value of a fact. */
export function other(chance: Random, customer: Customer, field: Change["field"]): string {
  if (field === "email") return `new${chance.whole(1, 99)}.${customer.email}`;
  if (field === "phone") return phone(chance);
  if (field === "address") return `${chance.whole(1, 9999)} Harbor Street`;
  return customer.terms === "Net 15" ? "Net 45" : "Net 15";
}

/** What a system says of a customer at a time. */
export function customerAt(
  customer: Customer,
  system: "crm" | "books",
  time: number,
): Record<Change["field"], string> & { modified: number; modifiedBy: string } {
  const [created, createdBy] = system === "crm" ? [customer.created, customer.createdBy] : [customer.created + HOUR, "svc-crm"];
  const { email, phone: number, address, terms } = customer;
  const found = { email, phone: number, address, terms, modified: created, modifiedBy: createdBy };
  const known = customer.changes
    .flatMap((change) => {
      const when = change[system];
      return when === undefined || when > time ? [] : [{ ...change, when }];
    })
    .sort((a, b) => a.when - b.when);
  for (const { field, value, when, crmBy, booksBy } of known) {
    found[field] = value;
    found.modified = when;
    found.modifiedBy = system === "crm" ? crmBy : booksBy;
  }
  return found;
}

function phone(chance: Random): string {
  return `(813) 555-${String(chance.whole(0, 9999)).padStart(4, "0")}`;
}
