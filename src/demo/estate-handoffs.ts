import { soldWork } from "./business.ts";

/** The latter part of `tieout.yaml`: facts, identities and handoffs. */
export const declarations = `# Who keeps each fact, and who reads a copy. One has no owner.
facts:
  customer.email: { owner: crm, readers: [books] }
  customer.city: { owner: crm, readers: [books] }
  customer.name: { owner: crm, readers: [dispatch, books] }
  customer.terms: { owner: crm, readers: [books] }
  quote.amount: { owner: crm, readers: [dispatch] }
  job.status: { owner: dispatch, readers: [books] }
  job.total: { owner: dispatch, readers: [books] }
  invoice.total: { owner: books, readers: [dispatch] }
  payment.amount: { owner: processor, readers: [books] }

# Who is who: a third of the customers in the books name no contact.
identities:
  customer:
    title: Customers
    entity: customer
    members:
      crm.contacts:
        fields:
          name: company
          firstName: firstName
          lastName: lastName
          phone: phone
          email: email
          address: street
          place: city
          postcode: postalCode
      books.customers:
        fields: { name: name, phone: phone, email: email, address: street, place: city, postcode: postalCode }
        references: [books.invoices.customerId, books.payments.customerId]
    links:
      - { from: crm.contacts, to: books.customers, cardinality: one-to-one, key: { id: contactId } }

handoffs:
  contact-to-customer:
    title: Customers in the CRM stand in the books
    from: { dataset: crm.contacts, filter: { state: customer } }
    to: books.customers
    match: identity
    cardinality: one-to-one
    compare:
      - { from: terms, to: terms, ignoreCase: true }
    grace: 1 business days
    owner: accounting
    workflows: [crm-lifecycle-to-renewal-reporting]
    decision: billing
  deal-to-job:
    title: Won deals become jobs
    from: { dataset: crm.deals, filter: { state: won, pipeline: Sales Pipeline } }
    to: { dataset: dispatch.jobs, filter: { type: [${soldWork.join(", ")}] } }
    match: { id: dealId }
    cardinality: one-to-one
    compare:
      - { from: amount, to: total, tolerance: { absolute: "1.00", relative: "0.02" } }
    grace: 2 business days
    owner: dispatch
    alert: "#dispatch-desk"
    workflows: [quote-to-work-order]
    decision: scheduling
  job-to-invoice:
    title: Completed jobs become invoices
    from: { dataset: dispatch.jobs, filter: { state: completed, total: { above: 0 } } }
    to: { dataset: books.invoices, filter: { class: Jobs } }
    match: { number: jobNumber }
    cardinality: one-to-one
    compare:
      - { from: total, to: total, tolerance: "0.01" }
      - { from: completedOn, to: txnDate, tolerance: { before: 0 days, after: 5 days } }
    grace: 3 business days
    owner: billing
    workflows: [job-to-cash]
    decision: billing
  invoice-to-payment:
    title: What is paid on invoices was applied by payments
    from: { dataset: books.invoices, amount: paid }
    to: { dataset: books.applications, filter: { txnType: Invoice } }
    match: { id: txnId }
    cardinality: one-to-many
    owner: accounting
    alert: ar@summit-mechanical.example
    workflows: [job-to-cash, close-to-executive-dashboard]
    decision: close
  payment-to-charge:
    title: Card payments were charged
    from: { dataset: books.payments, filter: { method: Credit Card } }
    to: { dataset: processor.charges, filter: { category: charge } }
    match: { reference: reference }
    cardinality: one-to-one
    compare:
      - { from: total, to: gross }
    grace: 2 business days
    owner: accounting
    workflows: [job-to-cash]
    decision: close
  charge-to-deposit:
    title: Charges arrive at the bank, less fees and refunds
    from: { dataset: processor.charges, filter: { category: charge } }
    to: { dataset: books.deposits, filter: { payoutId: { startsWith: po_ } } }
    match: { payoutId: payoutId }
    cardinality: many-to-one
    compare:
      - { from: payoutAt, to: txnDate, tolerance: { before: 0 days, after: 3 days } }
    adjustments:
      fees: { title: Processor fees, sign: minus, from: fee }
      refunds:
        title: Refunds
        sign: minus
        dataset: processor.charges
        amount: refunded
        filter: { category: refund }
        match: { payoutId: payoutId }
    grace: 5 business days
    owner: accounting
    alert: "#accounting"
    workflows: [job-to-cash, close-to-executive-dashboard]
    decision: close
`;
