import { filtered, matched, newer, withinGrace, type Case } from "./business.ts";
import { newInvoice } from "./case.ts";
import { chargeOf, newPayment } from "./collect.ts";
import { at } from "./time.ts";
import { customerId, type World } from "./world.ts";

/**
 * Affairs that lie across the moment of the exports, one of each sort: on their
 * way and within grace, or so new that the other system's export was already
 * taken. None of them is a break.
 */
export function edgeCases(world: World): Case[] {
  const evening = at("2026-09-30", 16, 40);
  const cases: Case[] = [];
  const add = (fill: (affair: Case) => void) => {
    const affair: Case = {
      person: world.nextStranger(),
      contacts: [],
      customers: [],
      deals: [],
      jobs: [],
      invoices: [],
      payments: [],
      charges: [],
    };
    fill(affair);
    cases.push(affair);
  };

  // A new customer whose contact is not yet in the books, with a deal not yet booked.
  add(({ contacts, deals, person }) => {
    contacts.push({ id: world.contactId(), person, stage: "Customer", created: evening, customerMark: withinGrace });
    deals.push({
      id: world.dealId(),
      name: `${person.name} - System Replacement`,
      stage: "Closed Won",
      pipeline: "Sales Pipeline",
      amount: 1_184_000,
      created: evening - 3600,
      closes: evening,
      person,
      jobMark: withinGrace,
    });
  });
  // A job finished at dusk, to be invoiced in the morning.
  add(({ jobs, person }) => {
    jobs.push({ ...serviceCall(world, person), completed: evening, status: "Completed", total: 42_350, invoiceMark: withinGrace });
  });
  // A card payment typed in the evening; the terminal sends at noon.
  add(({ payments, person }) => {
    const payment = newPayment(world, person, { method: "Credit Card", created: evening });
    payments.push({ ...payment, total: 15_000, chargeMark: withinGrace });
  });
  // Won, created and booked between the CRM's export and dispatch's.
  add(({ jobs, customers, person }) => {
    const job = serviceCall(world, person);
    jobs.push({
      ...job,
      type: "Water Heater Install",
      created: at("2026-10-01", 5, 6),
      dealId: world.dealId(),
      total: 231_500,
      dealMark: newer,
    });
    customers.push({
      id: customerId(person),
      person,
      terms: person.terms,
      contactId: world.contactId(),
      sameAs: undefined,
      active: true,
      created: at("2026-10-01", 5, 9),
      contactMark: newer,
    });
  });
  // An emergency at dawn: invoiced after dispatch's export, unknown to it.
  add(({ invoices, person }) => {
    const job = serviceCall(world, person);
    invoices.push({ ...newInvoice(job, { created: at("2026-10-01", 5, 31), total: 38_900 }), jobMark: newer, paymentMark: matched });
  });
  // A check applied after the export of the invoices, to an invoice that it lacks.
  add(({ payments, person }) => {
    const payment = newPayment(world, person, { method: "Check", created: at("2026-10-01", 5, 46) });
    payments.push({ ...payment, total: 21_000, lines: [{ type: "Invoice", target: world.unknown(7), amount: 21_000, mark: newer }] });
  });
  // A charge after the export of the payments.
  add(({ charges, person }) => {
    const payment = newPayment(world, person, { method: "Credit Card", created: at("2026-10-01", 5, 53) });
    charges.push({ ...chargeOf(world, { ...payment, total: 27_400 }), paymentMark: newer });
  });
  return cases;
}

function serviceCall(world: World, person: Case["person"]): Case["jobs"][number] {
  return {
    number: world.jobNumber(),
    type: "AC Repair",
    status: "Dispatched",
    person,
    total: 0,
    created: at("2026-09-30", 9, 10),
    scheduled: at("2026-09-30", 13, 0),
    completed: undefined,
    dealId: undefined,
    summary: "No cooling",
    dealMark: filtered,
    invoiceMark: filtered,
  };
}
