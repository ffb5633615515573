import { at, businessDays, dayOf, HOUR, inMaintenance, openDays } from "./calendar.ts";
import { differs, jobNames, type Seeder } from "./seeding.ts";

/** What runs, and nobody answers for; and what people type again. */
export function seedAutomation(seeder: Seeder): void {
  const { company, chance } = seeder;
  const kind = "unowned-automation";

  const foreign = seeder.take(company.payments, seeder.amount(company.payments.length), () => true);
  for (const payment of foreign) payment.createdBy = "svc-zap7";
  seeder.put({
    what: "payments by an actor of whom nobody knows",
    kind,
    outcome: "unregistered-actor",
    subjects: ["svc-zap7"],
    records: foreign.map(({ id }) => [`books.payments ${id}`]),
  });

  company.gaps.set("review-requests", company.seed % 2 === 0 ? ["owner"] : ["exceptions", "rollback"]);
  seeder.put({
    what: "an automation of which the register does not say everything",
    kind,
    outcome: "register-gap",
    subjects: ["review-requests"],
  });

  const runs = openDays()
    .slice(20, -20)
    .filter((day) => !inMaintenance(day));
  const missed = new Set(Array.from({ length: chance.whole(1, 3) }, () => chance.pick(runs)).map(dayOf));
  for (const payment of company.payments) {
    while (missed.has(dayOf(payment.created))) payment.created = businessDays(payment.created, 1) + 7 * HOUR + 1_200_000;
  }
  seeder.put({
    what: `no payments were imported on ${[...missed].sort().join(", ")}`,
    kind,
    outcome: "run-missing",
    subjects: ["payment-import"],
  });

  company.messages = company.messages.filter(({ sent }) => sent < at("2026-07-20") || chance.chance(0.4));
  seeder.put({
    what: "since July 20 two of five messages are sent",
    kind,
    outcome: "volume-fell",
    subjects: ["review-requests", "reviews.messages"],
    also: [{ kind, outcome: "run-missing", subjects: ["review-requests"] }],
  });

  const wrong = seeder.billed(
    Math.max(15, Math.ceil(company.jobs.length / 100)),
    "2026-01-05",
    "2026-09-18",
    (_, { createdBy }) => createdBy === "svc-sync-2",
  );
  for (const [, invoice] of wrong) invoice.total += chance.pick([-1, 1]) * chance.whole(100, 8000);
  seeder.put({
    what: "one of three workers of the sync gets amounts wrong",
    kind,
    outcome: "breaks-of-one-actor",
    subjects: ["svc-sync-2", "invoice-sync"],
    records: wrong.map(([job, invoice]) => jobNames(job, invoice)),
    also: differs("job-to-invoice"),
  });

  const typed = seeder.billed(seeder.amount(company.jobs.length));
  for (const [job, invoice] of typed) {
    invoice.createdBy = "pat@summit.example";
    invoice.created += chance.whole(2, 7) * HOUR;
    invoice.memo = slip(job.description, chance.whole(3, 9));
    company.log = company.log.filter((line) => line.job !== job.id);
  }
  seeder.put({
    what: "a person typed what dispatch had, with slips",
    kind: "spreadsheet-middleware",
    outcome: "re-keyed",
    subjects: ["job-to-invoice", "books.invoices", "pat@summit.example"],
    records: typed.map(([job, invoice]) => jobNames(job, invoice)),
    also: [...differs("job-to-invoice"), { kind, outcome: "breaks-of-one-actor", subjects: ["pat@summit.example"] }],
  });
}

/** Two letters change places. */
function slip(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at + 1] ?? ""}${text[at] ?? ""}${text.slice(at + 2)}`;
}
