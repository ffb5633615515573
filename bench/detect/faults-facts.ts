import { at, DAY, HOUR } from "./calendar.ts";
import { other, SELLERS } from "./customers.ts";
import type { Change, Customer } from "./records.ts";
import type { Seeder } from "./seeding.ts";

/** Two systems both appear to know. */
export function seedFacts(seeder: Seeder): void {
  const { company, chance } = seeder;
  const kind = "source-of-truth-conflict";
  const take = (field: Change["field"]) =>
    seeder.take(
      company.customers,
      seeder.amount(company.customers.length),
      ({ created, changes }) => created < at("2026-03-01") && !changes.some((change) => change.field === field),
    );
  const add = (customer: Customer, field: Change["field"], crm: number | undefined, books: number | undefined, booksBy: string): void => {
    const change = { field, value: other(chance, customer, field), crm, books, crmBy: chance.pick(SELLERS), booksBy };
    customer.changes.push(change);
  };

  const differing = take("email");
  for (const customer of differing) add(customer, "email", at("2026-07-10", 11) + chance.whole(0, 12) * DAY, undefined, "");
  seeder.put({
    what: "an address of e-mail that never reached the books",
    kind,
    outcome: "values-differ",
    subjects: ["customer.email"],
    records: differing.map(names),
  });

  const followed = take("address");
  for (const customer of followed) add(customer, "address", at("2026-09-02", 9), at("2026-08-31", 15), "ana@summit.example");
  seeder.put({
    what: "addresses that a person changed in the books, and the CRM two days later",
    kind,
    outcome: "non-owner-writes",
    subjects: ["customer.address"],
    records: followed.map(names),
    also: [{ kind, outcome: "two-origins", subjects: ["customer.address"] }],
  });

  const written = take("terms");
  for (const customer of written)
    add(customer, "terms", undefined, at(chance.pick(["2026-08-12", "2026-07-14"]), 10), "ana@summit.example");
  seeder.put({
    what: "terms that a person changed in the books alone",
    kind,
    outcome: "non-owner-writes",
    subjects: ["customer.terms"],
    records: written.map(names),
    also: [
      { kind, outcome: "values-differ", subjects: ["customer.terms"] },
      { kind, outcome: "two-origins", subjects: ["customer.terms"] },
    ],
  });

  // As many as it takes to see a habit, whatever the turn; half of them before the first capture.
  company.unowned.add("customer.phone");
  const origins = seeder.take(
    company.customers,
    Math.max(20, Math.ceil(company.customers.length / 30)),
    ({ created, changes }) => created < at("2026-03-01") && !changes.some(({ field }) => field === "phone"),
  );
  for (const [index, customer] of origins.entries()) {
    const books = at(index % 2 === 0 ? "2026-07-31" : "2026-08-31", 15);
    add(customer, "phone", books + 40 * HOUR, books, "ana@summit.example");
  }
  seeder.put({ what: "nobody owns the phone number that two systems hold", kind, outcome: "no-owner", subjects: ["customer.phone"] });
  seeder.put({ what: "it is changed first now in the books, now in the CRM", kind, outcome: "two-origins", subjects: ["customer.phone"] });

  // One office in a hundred jobs, or one in seven.
  const [word, name] = company.seed % 2 === 0 ? ["Venice", "Venice Beach"] : ["St. Pete", "Saint Petersburg"];
  for (const invoice of company.invoices) if (invoice.branch === word) invoice.branch = name;
  seeder.put({
    what: `the books call ${word} ${name}`,
    kind,
    outcome: "value-sets-differ",
    subjects: ["job.branch"],
    also: [{ kind, outcome: "values-differ", subjects: ["job.branch"] }],
  });
}

function names({ id, booksId }: Customer): string[] {
  return [`crm.customers ${id}`, `books.customers ${booksId}`];
}
