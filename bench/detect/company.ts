import { bill, fillDays } from "./billing.ts";
import { at, businessDays, CUTOVER, DAY, HOUR, LAST, openDays } from "./calendar.ts";
import { makeCustomers } from "./customers.ts";
import { random, type Random } from "./random.ts";
import type { Company, Deal, Job, Step, WorkOrder } from "./records.ts";

export interface CompanyWish {
  readonly seed: number;
  readonly jobs: number;
  readonly split?: boolean;
  readonly captures?: boolean;
}

const DISPATCHERS = ["dana@summit.example", "omar@summit.example", "lee@summit.example"] as const;
/** Sarasota opened and Rochester was bought in March; Venice is a small office. */
const BRANCHES = [
  { title: "Tampa", weight: 38, tax: "FL7", since: "2026-01-01" },
  { title: "Orlando", weight: 30, tax: "FL7", since: "2026-01-01" },
  { title: "St. Pete", weight: 15, tax: "FL65", since: "2026-01-01" },
  { title: "Venice", weight: 2, tax: "FL65", since: "2026-01-01" },
  { title: "Rochester", weight: 15, tax: "NY8", since: CUTOVER },
  { title: "Sarasota", weight: 12, tax: "FL7", since: "2026-03-09" },
] as const;
/** Per ten thousand. */
const TAXES: Readonly<Record<string, number>> = { FL7: 700, FL65: 650, NY8: 800, EXEMPT: 0 };
const ITEMS = ["repair", "maintenance", "install", "inspection", "parts"] as const;
const WORK = [
  "Replace condenser fan motor and capacitor, check refrigerant charge",
  "Seasonal maintenance of two rooftop units, filters and coils cleaned",
  "Install thermostat",
  "Clear condensate drain line, flush pan, test float switch operation",
  "Inspect gas furnace, heat exchanger and flue, carbon monoxide test",
  "Rebuild booster pump",
] as const;

/** A company whose systems agree in everything, with all that looks like a fault and is none. The same seed gives the same records. */
export function makeCompany({ seed, jobs: count, split = false, captures = false }: CompanyWish): Company {
  const chance = random(seed * 7 + 1);
  const company: Company = {
    seed,
    split,
    captures,
    customers: makeCustomers(random(seed * 7 + 2), Math.ceil(count / 3)),
    deals: [],
    jobs: [],
    invoices: [],
    charges: [],
    payments: [],
    log: [],
    messages: [],
    workOrders: makeWorkOrders(random(seed * 7 + 3)),
    unowned: new Set(),
    gaps: new Map(),
    silent: new Set(),
  };
  const starts = jobDays(count);
  for (const [index, day] of starts.entries()) addJob(company, chance, index, day);
  fillDays(company.payments);
  // These live on in dispatch.
  for (const [index, order] of company.workOrders.slice(-3).entries()) {
    order.status = "Open";
    const job = company.jobs[index];
    if (job !== undefined) job.legacy = order.number;
  }
  company.deals.sort((a, b) => a.created - b.created);
  const ids = new Map(company.deals.map(({ id }, index) => [id, `D-${10_001 + index}`]));
  for (const deal of company.deals) deal.id = ids.get(deal.id) ?? deal.id;
  for (const job of company.jobs) job.deal = ids.get(job.deal) ?? "";
  return company;
}

/** Each open day its share; in February and early March half as many. */
function jobDays(count: number): number[] {
  const days = openDays();
  const weights = days.map((day) => (day >= at("2026-02-02") && day < at("2026-03-16") ? 0.5 : 1));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let carried = 0;
  return days.flatMap((day, index) => {
    carried += (count * (weights[index] ?? 1)) / all;
    const today = Math.round(carried);
    carried -= today;
    return Array.from({ length: today }, () => day);
  });
}

function addJob(company: Company, chance: Random, index: number, day: number): void {
  let customer = chance.pick(company.customers);
  while (customer.created > day) customer = chance.pick(company.customers);
  const branch = pickBranch(chance, day);
  const tax = chance.chance(0.06) ? "EXEMPT" : branch.tax;
  const created = day + chance.whole(7, 16) * HOUR + chance.whole(0, 59) * 60_000;
  const subtotal = chance.whole(8_900, 420_000);
  // Tampa gives a tenth to members, lawfully: both systems show the same total.
  const member = chance.chance(0.2);
  const discount = member && branch.title === "Tampa" ? Math.round(subtotal / 10) : 0;
  const total = subtotal - discount + Math.round(((subtotal - discount) * (TAXES[tax] ?? 0)) / 10_000);
  const fromDeal = chance.chance(0.35) && day > at("2026-01-08");
  const by = fromDeal ? "svc-dispatch" : chance.pick(DISPATCHERS);
  const job: Job = {
    id: String(500_001 + index),
    number: `J-${20_001 + index}`,
    customer: customer.id,
    deal: "",
    legacy: "",
    status: "Scheduled",
    branch: branch.title,
    item: chance.pick(ITEMS),
    tax,
    subtotal,
    discount,
    total,
    description: `${chance.pick(WORK)}, unit ${chance.whole(1, 9)}`,
    created,
    createdBy: by,
    completed: undefined,
    modified: created,
    modifiedBy: by,
    purchaseOrder: chance.chance(0.45) ? `PO-${chance.whole(10_000, 99_999)}` : "",
    membership: member ? chance.pick(["Gold", "Silver"]) : "",
    steps: [{ status: "Scheduled", at: created, by }],
  };
  company.jobs.push(job);
  if (fromDeal) job.deal = addDeal(company, chance, job, index).id;
  const start = businessDays(created, chance.whole(1, 7)) + chance.whole(8, 14) * HOUR;
  if (start > LAST + 20 * HOUR) return;
  if (chance.chance(0.04)) return step(job, "Canceled", start - 14 * HOUR, chance.pick(DISPATCHERS));
  const technician = `tech${chance.whole(1, 12)}@summit.example`;
  step(job, "Dispatched", start, chance.pick(DISPATCHERS));
  step(job, "InProgress", start + HOUR / 2, technician);
  const completed = start + HOUR + chance.whole(1, 240) * 60_000;
  step(job, "Completed", completed, technician);
  job.completed = completed;
  // A few are entered days after the work, and billed all the same.
  const late = !fromDeal && chance.chance(0.004) && completed < at("2026-09-18");
  if (late) enterLate(job, completed, index);
  if (chance.chance(0.7)) message(company, job, completed + HOUR);
  bill(company, chance, job, completed, late ? job.created : completed);
}

/** Its number among the records tells, too, that it was entered later than those before it. */
export function enterLate(job: Job, completed: number, index: number): void {
  job.created = businessDays(completed, 3) + 9 * HOUR;
  job.id = String(800_001 + index);
}

function pickBranch(chance: Random, day: number): (typeof BRANCHES)[number] {
  const open = BRANCHES.filter(({ since }) => at(since) <= day);
  let left = chance.next() * open.reduce((sum, { weight }) => sum + weight, 0);
  const found = open.find(({ weight }) => (left -= weight) < 0) ?? open[0];
  if (found === undefined) throw new Error("no branch is open");
  return found;
}

function step(job: Job, status: string, at: number, by: string): void {
  const next: Step = { status, at, by };
  job.steps.push(next);
  job.status = status;
  job.modified = at;
  job.modifiedBy = by;
}

function addDeal(company: Company, chance: Random, job: Job, index: number): Deal {
  const won = job.created - HOUR;
  const deal: Deal = {
    id: `?${index}`,
    customer: job.customer,
    stage: "Won",
    value: job.subtotal,
    created: won - chance.whole(1, 48) * HOUR,
    createdBy: chance.pick(DISPATCHERS),
    won,
    // Two forms of a reference side by side, all the time: quotes and renewals.
    reference: chance.chance(0.5) ? `Q-${chance.whole(1000, 9999)}` : `REN-${chance.whole(10_000, 99_999)}`,
  };
  company.deals.push(deal);
  if (chance.chance(0.4)) company.deals.push({ ...deal, id: `?l${index}`, stage: "Lost", won: undefined, created: deal.created + HOUR });
  return deal;
}

function message(company: Company, job: Job, sent: number): void {
  company.messages.push({ id: `M${company.messages.length + 1}`, job: job.id, sent, by: "svc-reviews" });
}

/** All closed before the system was left; exactly as many as a page holds, and the newest is there. */
function makeWorkOrders(chance: Random): WorkOrder[] {
  return Array.from({ length: 500 }, (_, index) => ({
    id: `W${index + 1}`,
    number: `WO-${4001 + index}`,
    status: chance.chance(0.05) ? "Canceled" : "Closed",
    created: at("2025-09-01") + Math.floor((index * 175 * DAY) / 500) + 9 * HOUR,
  }));
}
