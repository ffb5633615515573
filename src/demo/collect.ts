import { filtered, matched, type Case, type Charge, type Invoice, type Payment, type PaymentMethod, type Person } from "./business.ts";
import type { Random } from "./random.ts";
import { captured, instant, lastDay, localDay, weekday } from "./time.ts";
import type { World } from "./world.ts";

/** Lets the customer pay what was invoiced: in full or in part, at once or in two, one payment for several invoices, a credit first. */
export function addPayments(result: Case, world: World, random: Random): void {
  const open = result.invoices.filter((invoice) => invoice.total > 0);
  const [first] = open;
  if (first === undefined) return;
  const draw = random.next() % 100;
  if (draw < 7) return;
  if (open.length > 1) {
    pay(result, world, random, { invoices: open, method: methodOf(random), wait: random.between(0, 30) });
    return;
  }
  if (draw < 10) credit(result, world, random, first);
  const due = first.total - first.paid;
  if (draw < 20)
    pay(result, world, random, { invoices: open, method: methodOf(random), wait: random.between(0, 20), amount: Math.floor(due / 2) });
  if (draw >= 12 && draw < 20) pay(result, world, random, { invoices: open, method: methodOf(random), wait: random.between(21, 40) });
  if (draw >= 20) pay(result, world, random, { invoices: open, method: methodOf(random), wait: random.between(0, 30) });
}

function methodOf(random: Random): PaymentMethod {
  const draw = random.next() % 100;
  return draw < 64 ? "Credit Card" : draw < 86 ? "Check" : draw < 90 ? "Cash" : "ACH";
}

interface Paying {
  readonly invoices: readonly Invoice[];
  readonly method: PaymentMethod;
  /** Days after the last invoice. */
  readonly wait: number;
  /** Cents; all that is due when not given. */
  readonly amount?: number;
}

function pay(result: Case, world: World, random: Random, { invoices, method, wait, amount }: Paying): void {
  const latest = Math.max(...invoices.map((invoice) => invoice.created));
  const created = wait === 0 ? latest + 1200 : workingHour(localDay(latest) + wait, random);
  if (created > captured.invoices - 7200 || localDay(created) > lastDay) return;
  const payment = newPayment(world, result.person, { method, created });
  for (const invoice of invoices) {
    const share = amount ?? invoice.total - invoice.paid;
    if (share <= 0) continue;
    payment.lines.push({ type: "Invoice", target: invoice, amount: share, mark: matched });
    payment.total += share;
    invoice.paid += share;
    invoice.updated = created;
  }
  if (payment.total === 0) return;
  // Some pay a round sum; what is over waits unapplied.
  if (method === "Check" && random.chance(0.05)) payment.total += random.between(1, 40) * 100;
  result.payments.push(payment);
  if (method !== "Credit Card") return;
  const charge = chargeOf(world, payment);
  result.charges.push(charge);
  if (random.chance(0.03) && localDay(charge.created + 7200) === localDay(charge.created)) {
    const back = Math.floor(payment.total / 10);
    if (back > 0)
      result.charges.push({
        ...charge,
        serial: world.charge(),
        category: "refund",
        created: charge.created + 3600,
        gross: -back,
        paymentMark: filtered,
      });
  }
}

function credit(result: Case, world: World, random: Random, invoice: Invoice): void {
  const amount = Math.min(invoice.total, random.between(10, 60) * 100);
  const payment = newPayment(world, result.person, { method: "Check", created: invoice.created + 900 });
  payment.lines.push(
    { type: "Invoice", target: invoice, amount, mark: matched },
    { type: "CreditMemo", target: world.unknown(7), amount, mark: filtered },
  );
  invoice.paid += amount;
  invoice.updated = payment.created;
  result.payments.push(payment);
}

export function newPayment(
  world: World,
  person: Person,
  { method, created }: { readonly method: PaymentMethod; readonly created: number },
): Payment {
  return {
    id: "",
    person,
    method,
    reference: method === "Credit Card" ? world.paymentReference() : method === "Check" ? String(1000 + (person.index % 9000)) : "",
    created,
    total: 0,
    lines: [],
    chargeMark: method === "Credit Card" ? matched : filtered,
  };
}

export function chargeOf(world: World, payment: Payment): Charge {
  return {
    serial: world.charge(),
    person: payment.person,
    reference: payment.reference,
    category: "charge",
    created: payment.created - 240,
    gross: payment.total,
    paymentMark: matched,
  };
}

function workingHour(day: number, random: Random): number {
  const minutes = random.between(500, 1020);
  const today = weekday(day);
  return instant(day + (today === 6 ? 2 : today === 0 ? 1 : 0), minutes);
}
