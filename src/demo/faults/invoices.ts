import { deleted, type Case, type Invoice } from "../business.ts";
import { newInvoice } from "../case.ts";
import { localDay } from "../time.ts";
import { dropMoney, soleInvoice, type Fault, type FaultTools } from "./fault.ts";

const handoff = "job-to-invoice";

function neverInvoiced(affected: Case, { mark }: FaultTools): boolean {
  const found = soleInvoice(affected);
  if (found === undefined) return false;
  found.job.invoiceMark = mark("missing");
  dropMoney(affected);
  return true;
}

/** What the invoice has too much stays open: the customer paid what was agreed. */
function raise(affected: Case, { mark }: FaultTools, change: (invoice: Invoice) => boolean): boolean {
  const found = soleInvoice(affected);
  if (found === undefined || found.invoice.total !== found.job.total || !change(found.invoice)) return false;
  found.job.invoiceMark = found.invoice.jobMark = mark("different", "values-differ");
  return true;
}

/** From finished work to the bill. */
export const invoiceFaults: readonly Fault[] = [
  {
    name: "invoice-sync-stopped",
    handoff,
    kind: "missing",
    cause: "The export of finished jobs skips one branch since its business unit was renamed.",
    least: 8,
    perThousand: 8.5,
    unit: "syracuse",
    onset: "2026-06-15",
    apply: neverInvoiced,
  },
  {
    name: "invoice-never-created",
    handoff,
    kind: "missing",
    cause: "The export refused single jobs, for instance for a missing address, and told no one.",
    least: 3,
    perThousand: 1.4,
    apply: neverInvoiced,
  },
  {
    name: "tax-added-twice",
    handoff,
    kind: "different",
    cause: "An item is set to taxable in one branch though its price includes the tax: the invoice is the job times 1.07.",
    least: 3,
    perThousand: 3.4,
    unit: "albany",
    onset: "2026-03-02",
    apply: (affected, tools) =>
      raise(affected, tools, (invoice) => {
        if (invoice.item !== "Water Heater Install") return false;
        invoice.tax = Math.floor((invoice.total * 7 + 50) / 100);
        invoice.total += invoice.tax;
        return true;
      }),
  },
  {
    name: "invoice-off-by-cents",
    handoff,
    kind: "different",
    cause: "Lines were rounded one by one: the sum is off by a few cents.",
    least: 3,
    perThousand: 1.7,
    apply: (affected, tools) =>
      raise(affected, tools, (invoice) => {
        invoice.total += tools.random.between(2, 9);
        return true;
      }),
  },
  {
    name: "invoice-dated-late",
    handoff,
    kind: "different",
    cause: "The invoice bears a day long after the work was done.",
    least: 2,
    perThousand: 1.4,
    apply(affected, { mark, random }) {
      const found = soleInvoice(affected);
      if (found?.job.completed === undefined) return false;
      found.invoice.day = localDay(found.job.completed) + random.between(6, 14);
      found.job.invoiceMark = found.invoice.jobMark = mark("different", "values-differ");
      return true;
    },
  },
  {
    name: "invoice-dated-before-completion",
    handoff,
    kind: "different",
    cause: "The invoice bears a day before the work was done.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark, random }) {
      const found = soleInvoice(affected);
      if (found?.job.completed === undefined) return false;
      found.invoice.day = localDay(found.job.completed) - random.between(1, 10);
      found.job.invoiceMark = found.invoice.jobMark = mark("different", "values-differ");
      return true;
    },
  },
  {
    name: "invoice-for-unknown-job",
    handoff,
    kind: "extra",
    cause: "An invoice was typed in the books with a job number that dispatch does not know.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark, world, random }) {
      const found = soleInvoice(affected);
      if (found === undefined) return false;
      const invoice = newInvoice(found.job, { created: found.invoice.created + 86_400, total: random.between(9_900, 89_900) });
      affected.invoices.push({ ...invoice, jobNumber: world.unknown(8), jobMark: mark("extra") });
      return true;
    },
  },
  {
    name: "invoice-lost-job-number",
    handoff,
    kind: "missing",
    cause: "The invoice was made from a template without the field for the job number.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark }) {
      const found = soleInvoice(affected);
      if (found === undefined) return false;
      found.invoice.jobNumber = undefined;
      found.job.invoiceMark = mark("missing");
      found.invoice.jobMark = mark("extra", "no-reference");
      return true;
    },
  },
  {
    name: "job-invoiced-twice",
    handoff,
    kind: "duplicate",
    cause: "The export timed out, tried again minutes later and made the same invoice twice.",
    least: 3,
    perThousand: 1.7,
    apply(affected, { mark, random }) {
      const found = soleInvoice(affected);
      if (found?.job.completed === undefined) return false;
      const { job, invoice } = found;
      if (invoice.total !== job.total || invoice.day !== localDay(found.job.completed)) return false;
      const created = invoice.created + random.between(2, 6) * 60;
      affected.invoices.push({ ...invoice, created, paid: 0, jobMark: mark("duplicate", "same-reference") });
      return true;
    },
  },
  {
    name: "invoice-issued-again",
    handoff,
    kind: "duplicate",
    cause: "A second invoice for more was issued for a job that was invoiced already.",
    least: 1,
    perThousand: 0.5,
    apply(affected, { mark }) {
      const found = soleInvoice(affected);
      if (found === undefined) return false;
      const { job, invoice } = found;
      affected.invoices.push({
        ...newInvoice(job, { created: invoice.created + 7200, total: job.total + Math.floor(job.total / 8) + 100 }),
        day: invoice.day,
        jobMark: mark("duplicate", "same-reference"),
      });
      return true;
    },
  },
  {
    name: "two-invoices-neither-agreeing",
    handoff,
    kind: "ambiguous",
    cause: "Two invoices name one job, and neither bears its total.",
    least: 2,
    perThousand: 0.5,
    apply(affected, { mark }) {
      const found = soleInvoice(affected);
      if (found === undefined) return false;
      const { job, invoice } = found;
      const ambiguous = mark("ambiguous", "several-candidates");
      const more = Math.floor(job.total / 5) + 50;
      invoice.total = job.total + more;
      job.invoiceMark = invoice.jobMark = ambiguous;
      affected.invoices.push({
        ...newInvoice(job, { created: invoice.created + 5400, total: more }),
        day: invoice.day,
        jobMark: ambiguous,
      });
      return true;
    },
  },
  {
    name: "voided-and-not-reissued",
    handoff,
    kind: "missing",
    cause: "The invoice was voided to be corrected and never issued again.",
    least: 2,
    perThousand: 0.7,
    apply(affected, { mark }) {
      const found = soleInvoice(affected);
      if (found === undefined) return false;
      const { job, invoice } = found;
      dropMoney(affected);
      const updated = invoice.created + 2 * 3600;
      affected.invoices = [{ ...invoice, updated, total: 0, tax: 0, paid: 0, note: "Voided", jobMark: deleted, paymentMark: deleted }];
      job.invoiceMark = mark("missing", "counterpart-deleted");
      return true;
    },
  },
  {
    name: "canceled-job-invoiced",
    handoff,
    kind: "extra",
    cause: "The job was canceled and invoiced all the same.",
    least: 1,
    perThousand: 0.7,
    apply(affected, { mark }) {
      const job = affected.jobs.find((job) => job.status === "Canceled" && job.total > 0);
      if (job === undefined) return false;
      const created = job.created + 5 * 3600;
      affected.invoices.push({ ...newInvoice(job, { created, total: job.total }), jobMark: mark("extra", "counterpart-excluded") });
      return true;
    },
  },
];
