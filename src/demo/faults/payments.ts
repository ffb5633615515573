import { deleted, type Case, type Invoice, type Payment } from "../business.ts";
import { newInvoice } from "../case.ts";
import { newPayment } from "../collect.ts";
import { soleInvoice, type Fault } from "./fault.ts";

const handoff = "invoice-to-payment";

/** The one payment of the one invoice, which a credit did not touch. */
function solePayment(affected: Case): { readonly invoice: Invoice; readonly payment: Payment } | undefined {
  const invoice = soleInvoice(affected)?.invoice;
  const [payment, second] = affected.payments;
  return invoice !== undefined && payment !== undefined && second === undefined && payment.lines.length === 1
    ? { invoice, payment }
    : undefined;
}

/** From the bill to what was paid on it. */
export const paymentFaults: readonly Fault[] = [
  {
    name: "payment-lost",
    handoff,
    kind: "missing",
    cause: "The invoice is settled, but the payment is not in the books any more.",
    least: 3,
    perThousand: 1.7,
    apply(affected, { mark }) {
      const found = solePayment(affected);
      if (found === undefined || found.payment.method === "Credit Card") return false;
      affected.payments = [];
      found.invoice.paymentMark = mark("missing");
      return true;
    },
  },
  {
    name: "application-cut-short",
    handoff,
    kind: "different",
    cause: "Part of the payment was moved to unapplied after the invoice had been settled.",
    least: 3,
    perThousand: 1.7,
    apply(affected, { mark, random }) {
      const found = solePayment(affected);
      const line = found?.payment.lines[0];
      if (found === undefined || line === undefined) return false;
      line.amount -= Math.floor((line.amount * random.between(10, 40)) / 100) + 1;
      line.mark = found.invoice.paymentMark = mark("different", "sum-differs");
      return true;
    },
  },
  {
    name: "payment-applied-twice",
    handoff,
    kind: "different",
    cause: "Two payments claim the same sum of one invoice.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark, world }) {
      const found = solePayment(affected);
      const line = found?.payment.lines[0];
      if (found === undefined || line === undefined) return false;
      const different = mark("different", "sum-differs");
      const again = newPayment(world, affected.person, { method: "Check", created: found.payment.created + 3 * 3600 });
      again.total = line.amount;
      again.lines.push({ ...line, mark: different });
      affected.payments.push(again);
      line.mark = found.invoice.paymentMark = different;
      return true;
    },
  },
  {
    name: "payment-line-orphaned",
    handoff,
    kind: "extra",
    cause: "A payment names an invoice that was removed from the books.",
    least: 3,
    perThousand: 1.4,
    apply(affected, { mark, world, random }) {
      const found = soleInvoice(affected);
      if (found === undefined) return false;
      const payment = newPayment(world, affected.person, { method: "Check", created: found.invoice.created + 4 * 86_400 });
      payment.total = random.between(9_900, 89_900);
      payment.lines.push({ type: "Invoice", target: world.unknown(7), amount: payment.total, mark: mark("extra") });
      affected.payments.push(payment);
      return true;
    },
  },
  {
    name: "payment-on-voided-invoice",
    handoff,
    kind: "extra",
    cause: "An invoice was voided though a payment had been applied to it.",
    least: 1,
    perThousand: 0.5,
    apply(affected, { mark, world, random }) {
      const found = soleInvoice(affected);
      if (found === undefined) return false;
      const voided = newInvoice(found.job, { created: found.invoice.created + 600, total: 0 });
      const target = { ...voided, updated: voided.created + 7200, note: "Voided", jobMark: deleted, paymentMark: deleted };
      affected.invoices.push(target);
      const payment = newPayment(world, affected.person, { method: "Check", created: voided.created + 3600 });
      payment.total = random.between(9_900, 89_900);
      payment.lines.push({ type: "Invoice", target, amount: payment.total, mark: mark("extra", "counterpart-deleted") });
      affected.payments.push(payment);
      return true;
    },
  },
];
