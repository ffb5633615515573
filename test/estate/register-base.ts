/** An estate with facts, actors, automations and what becomes of systems, in which nothing is wrong. */
export const REGISTER = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
units:
  tampa: Tampa
  rochester: { title: Rochester, aliases: [ROC], acquired: 2026-03-01 }
systems:
  crm:
    datasets:
      contacts:
        entity: customer
        source: contacts.csv
        key: id
        fields: { id: Id, email: Email, phone: Phone, since: { column: Since, type: date }, vip: { column: Vip, type: boolean } }
      leads:
        entity: lead
        source: leads.csv
        key: id
        fields: { id: Id, contact: Contact, email: Email, phone: Phone }
  dispatch:
    datasets:
      jobs:
        entity: job
        source: jobs.csv
        key: id
        fields:
          id: Id
          number: Number
          customer: CustomerId
          total: Total
          status: Status
          bookedOn: { column: BookedOn, type: date }
          madeBy: CreatedBy
          changedBy: ModifiedBy
          createdAt: CreatedAt
          changedAt: ModifiedAt
        amount: total
        times: { created: createdAt, modified: changedAt }
        time: created
        state: { field: status, words: { open: Open, done: Done } }
        by: { created: madeBy, modified: changedBy }
      visits:
        entity: visit
        source: visits.csv
        key: [job, line]
        fields: { job: Job, line: Line, total: { column: Total, type: money }, status: Status }
        state: { field: status, words: { open: Open } }
  books:
    datasets:
      customers:
        entity: customer
        source: customers.csv
        key: id
        fields: { id: Id, contact: Contact, billingEmail: Email, phone: Phone, limit: { column: Limit, type: money }, from: { column: From, type: date } }
      invoices:
        entity: invoice
        source: invoices.csv
        key: id
        fields: { id: Id, job: Job, total: Total, issued: { column: Issued, type: date }, status: Status, createdAt: CreatedAt }
        amount: total
        times: { created: createdAt }
        state: { field: status, words: { open: Open, done: Paid } }
  sync:
    datasets:
      log:
        entity: log-line
        source: log.csv
        key: id
        fields: { id: Id, job: JobId, loggedAt: At, result: Status, tries: { column: Tries, type: number } }
  legacy:
    retired: 2026-03-01
    datasets:
      notes: { entity: note, source: notes.csv, key: id, fields: { id: Id, text: Text } }
facts:
  customer.email:
    owner: crm
    readers: [dispatch]
    held: { crm.contacts: email, books.customers: billingEmail }
    via: customer
    ignoreCase: true
    grace: 2 days
  customer.phone:
    held: { books.customers: phone, crm.contacts: phone, crm.leads: phone }
  job.total:
    owner: dispatch
    held: { books.invoices: total, dispatch.jobs: total, dispatch.visits: total }
    tolerance: 0.01
  job.booked:
    owner: books
    held: { dispatch.jobs: bookedOn, books.invoices: issued }
    tolerance: { after: 3 days }
  customer.name: { owner: crm, readers: [books] }
identities:
  customer:
    entity: customer
    members:
      crm.contacts: { fields: { email: email, phone: phone } }
      crm.leads: { fields: { email: email } }
      books.customers: { fields: { email: billingEmail, phone: phone } }
    links:
      - { from: crm.contacts, to: crm.leads }
      - { from: crm.contacts, to: books.customers }
handoffs:
  job-to-invoice:
    from: { dataset: dispatch.jobs, filter: { state: done } }
    to: books.invoices
    match: { number: job }
  contact-to-customer:
    from: crm.contacts
    to: books.customers
    match: identity
  invoice-total:
    from: books.invoices
    to: dispatch.jobs
    match: total
lifecycles:
  job:
    states: { open: { next: [done], initial: true }, done: { final: true } }
    tracks:
      dispatch: { dataset: dispatch.jobs }
      site: { dataset: dispatch.visits }
      books: { dataset: books.invoices }
    links:
      - { from: books, to: dispatch, match: { job: number } }
      - { from: dispatch, to: site, match: { number: job } }
      - { from: site, to: books, match: { job: job } }
people: ["*@acme.example", "Dana *"]
automations:
  invoice-sync:
    title: Invoices from jobs
    actors: [svc-sync, "Zapier*"]
    owner: operations
    trigger: every night at 2
    exceptions: a task for the controller
    monitoring: a message to the channel billing
    rollback: void the invoice by hand
    handoff: job-to-invoice
    output: { dataset: books.invoices, every: 1 business days, least: 5 }
    log: { dataset: sync.log, record: job, at: loggedAt, result: result, success: [success, 200], of: dispatch.jobs }
  nightly-script: {}
maintenance:
  - { system: books, from: 2026-05-02, to: 2026-05-04 }
  - { system: sync, from: 2026-06-01 }
`;
