import {
  deleted,
  filtered,
  matched,
  serviceWork,
  soldWork,
  withinGrace,
  type Case,
  type Deal,
  type Invoice,
  type Job,
  type JobStatus,
  type JobType,
  type Person,
} from "./business.ts";
import { addPayments } from "./collect.ts";
import { personOf } from "./people/person.ts";
import { Random } from "./random.ts";
import { at, captured, instant, lastDay, localDay } from "./time.ts";
import { customerId, type World } from "./world.ts";

const prices: Record<JobType, readonly [low: number, high: number]> = {
  "System Replacement": [620_000, 1_850_000],
  "Ductwork Install": [240_000, 980_000],
  "Water Heater Install": [145_000, 420_000],
  "AC Repair": [18_900, 165_000],
  "Furnace Repair": [16_500, 142_000],
  "Seasonal Tune-Up": [8_900, 24_900],
  "Warranty Visit": [0, 0],
};
const summaries = [
  "No cooling upstairs, check capacitor",
  'Customer says "it just hums"',
  "Gate code 4417, beware of dog",
  "Replace filter; 20x25x4, two of them",
  "Café kitchen: come before 11 AM",
] as const;
const longSummary = "Unit on roof, ladder needed\nCall ahead: ask for the manager, not the front desk";

/** From here on a missing counterpart may still be on its way: nothing older stays open, and no fault is put later. */
const openFrom = at("2026-09-29", 0, 0);

/** What shapes a case beside chance. */
export interface CaseOptions {
  readonly start: number;
  /** At most so many jobs. */
  readonly jobs: number;
  /** Line breaks inside quoted values; they cost at size. */
  readonly lineBreaks: boolean;
}

/** One customer's affair without any fault. */
export function buildCase(world: World, random: Random, options: CaseOptions): Case {
  const known = world.people > 20 && random.chance(0.5);
  const person = known ? personOf(world.seed, random.between(0, world.people - 1)) : world.nextPerson();
  const result: Case = { person, contacts: [], customers: [], deals: [], jobs: [], invoices: [], payments: [], charges: [] };
  if (!known) addCustomer(result, world, random, options.start);
  if (random.chance(0.12)) addLead(result, world, options.start, !known);
  if (random.chance(0.1)) result.deals.push(unsoldDeal(world, random, person, options.start));
  if (random.chance(0.42)) addSoldJob(result, world, random, options);
  else {
    const draw = random.next() % 100;
    const jobs = Math.min(options.jobs, draw < 84 ? 1 : draw < 95 ? 2 : 3);
    for (let at = 0; at < jobs; at++) result.jobs.push(serviceJob(world, random, person, options, at));
  }
  for (const job of result.jobs) addInvoice(result, random, job);
  if (random.chance(0.04)) addMembership(result, random, options.start);
  addPayments(result, world, random);
  return result;
}

function addCustomer(result: Case, world: World, random: Random, start: number): void {
  const created = start - random.between(10, 50) * 60;
  const contact = { id: world.contactId(), person: result.person, stage: "Customer" as const, created, customerMark: matched };
  result.contacts.push(contact);
  result.customers.push({
    id: customerId(result.person),
    person: result.person,
    // Terms are compared without case, since people type them as they like.
    terms: random.chance(0.1) ? result.person.terms.toUpperCase() : result.person.terms,
    contactId: result.person.booked.hasKey ? contact.id : undefined,
    sameAs: contact.id,
    active: true,
    created: created + random.between(2, 8) * 60,
    contactMark: matched,
  });
}

/** Some of the leads that come beside a new customer are of the same household. */
function addLead(result: Case, world: World, start: number, isNew: boolean): void {
  const { index, company, kin } = result.person;
  const related = isNew && company === undefined && kin === undefined && new Random(world.seed, "lead", index).chance(0.25);
  const person = related ? world.nextRelative(result.person) : world.nextLead();
  result.contacts.push({ id: world.contactId(), person, stage: "Lead", created: start - 3600, customerMark: filtered });
}

function unsoldDeal(world: World, random: Random, person: Person, start: number): Deal {
  const partner = random.chance(0.2);
  const stage = partner ? "Closed Won" : random.pick(["Appointment Scheduled", "Presentation Scheduled", "Contract Sent", "Closed Lost"]);
  return {
    id: world.dealId(),
    name: partner ? `TEST - ${person.name}` : `${person.name} - Quote`,
    stage,
    pipeline: partner ? "Sandbox" : "Sales Pipeline",
    amount: random.chance(0.3) ? undefined : random.between(150_000, 900_000),
    created: start - 3 * 86_400,
    closes: start,
    person,
    jobMark: filtered,
  };
}

function addSoldJob(result: Case, world: World, random: Random, { start, lineBreaks }: CaseOptions): void {
  const type = random.pick(soldWork);
  const amount = price(random, type);
  const deal: Deal = {
    id: world.dealId(),
    name: `${result.person.name} - ${type}`,
    stage: "Closed Won",
    pipeline: "Sales Pipeline",
    amount,
    created: start - random.between(1, 20) * 86_400,
    closes: start,
    person: result.person,
    jobMark: matched,
  };
  result.deals.push(deal);
  const created = start + random.between(10, 1200) * 60;
  if (created > captured.dispatch - 60) {
    deal.jobMark = withinGrace;
    return;
  }
  const job = newJob(world, random, result.person, { type, created, lead: random.between(2, 20), lineBreaks });
  // A change order of up to 1.5 % is no dispute; the tolerance is 2 %.
  job.total = random.chance(0.2) ? amount + Math.floor((amount * random.between(-15, 15)) / 1000) : amount;
  job.dealId = deal.id;
  job.dealMark = matched;
  result.jobs.push(job);
}

function serviceJob(world: World, random: Random, person: Person, { start, lineBreaks }: CaseOptions, order: number): Job {
  const type = random.chance(0.06) ? "Warranty Visit" : random.pick(serviceWork.slice(0, 3));
  const job = newJob(world, random, person, { type, created: start + order * 300, lead: random.between(0, 5), lineBreaks });
  job.total = price(random, type);
  return job;
}

interface NewJob {
  readonly type: JobType;
  readonly created: number;
  /** Days until it is done. */
  readonly lead: number;
  readonly lineBreaks: boolean;
}

function newJob(world: World, random: Random, person: Person, { type, created, lead, lineBreaks }: NewJob): Job {
  const day = localDay(created) + lead;
  const evening = random.chance(0.12);
  const minutes = evening ? random.between(1215, 1350) : random.between(600, 1080);
  const completed = Math.max(instant(day, minutes), created + 2 * 3600);
  const canceled = random.chance(0.06);
  const held = random.chance(0.01);
  const done = completed < captured.dispatch - 3600 && localDay(completed) <= lastDay;
  const status: JobStatus = canceled
    ? "Canceled"
    : held
      ? "Hold"
      : done
        ? "Completed"
        : random.pick(["Scheduled", "Dispatched", "InProgress"]);
  return {
    number: world.jobNumber(),
    type,
    status,
    person,
    total: 0,
    created,
    scheduled: instant(day, 480),
    completed: status === "Completed" ? completed : undefined,
    dealId: undefined,
    summary: lineBreaks && random.chance(0.05) ? longSummary : random.pick(summaries),
    dealMark: filtered,
    invoiceMark: filtered,
  };
}

function price(random: Random, type: JobType): number {
  const [low, high] = prices[type];
  return random.between(low, high);
}

function addInvoice(result: Case, random: Random, job: Job): void {
  if (job.completed === undefined || job.total === 0) return;
  const day = localDay(job.completed);
  const delay = random.chance(0.45) ? 0 : random.between(1, 5);
  let created = delay === 0 ? job.completed + random.between(10, 60) * 60 : instant(day + delay, random.between(540, 1020));
  if (created > captured.invoices - 7200) {
    if (job.completed >= openFrom) {
      job.invoiceMark = withinGrace;
      return;
    }
    created = job.completed + 600;
  }
  job.invoiceMark = matched;
  const cent = random.chance(0.04) ? random.pick([-1, 1]) : 0;
  const invoice = newInvoice(job, { created, total: job.total + cent });
  invoice.day = day + (localDay(created) - day > 0 ? delay : 0);
  if (random.chance(0.015)) {
    result.invoices.push({
      ...invoice,
      created: created - 300,
      updated: created - 60,
      total: 0,
      note: "Voided",
      jobMark: deleted,
      paymentMark: deleted,
    });
  }
  result.invoices.push(invoice);
}

/** The invoice of a job, unpaid, dated to the day of its creation. */
export function newInvoice(job: Job, { created, total }: { readonly created: number; readonly total: number }): Invoice {
  return {
    id: "",
    jobNumber: job.number,
    person: job.person,
    category: "Jobs",
    item: job.type,
    day: localDay(created),
    created,
    total,
    tax: 0,
    paid: 0,
    note: "",
    jobMark: matched,
    paymentMark: matched,
  };
}

function addMembership(result: Case, random: Random, start: number): void {
  const created = start + 60;
  if (created > captured.invoices - 7200) return;
  result.invoices.push({
    id: "",
    jobNumber: undefined,
    person: result.person,
    category: "Membership",
    item: "Comfort Club, yearly",
    day: localDay(created),
    created,
    total: random.pick([19_900, 22_800, 34_900]),
    tax: 0,
    paid: 0,
    note: "",
    jobMark: filtered,
    paymentMark: matched,
  });
}
