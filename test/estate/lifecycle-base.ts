/** An estate with a lifecycle that uses everything, in which nothing is wrong. */
export const FLOW = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
systems:
  dispatch:
    datasets:
      jobs:
        entity: job
        source: jobs.csv
        key: id
        fields:
          id: Id
          number: JobNumber
          status: Status
          type: Type
          total: Total
          plannedFor: { column: PlannedFor, type: timestamp }
          updatedAt: UpdatedAt
        amount: total
        state:
          field: status
          words: { scheduled: Scheduled, working: [InProgress, Started], completed: [Completed, Done], cancelled: Canceled }
        deleted: { status: Deleted }
      changes:
        entity: job-change
        source: changes.csv
        key: id
        fields: { id: Id, jobId: JobId, status: Status, changedAt: ChangedAt, recordedAt: RecordedAt, changedBy: By }
        state: { field: status, words: { hold: OnHold } }
  field:
    datasets:
      visits:
        entity: visit
        source: visits.csv
        key: id
        fields: { id: Id, job: Job, status: Status, scheduledFor: { column: ScheduledFor, type: timestamp }, crew: { column: Crew, type: number } }
        state: status
  books:
    datasets:
      invoices:
        entity: invoice
        source: invoices.csv
        key: id
        fields:
          id: Id
          job: JobNumber
          total: Total
          balance: { column: Balance, type: money }
          createdAt: CreateTime
          sentAt: SentAt
          late: LateFee
        amount: total
        times: { created: createdAt }
        state: { when: { paid: { balance: 0, total: { above: 0 } }, posted: { total: { above: 0 } } } }
      lines:
        entity: payment-line
        source: lines.csv
        key: id
        fields: { id: Id, invoice: Invoice, payment: Payment, amount: Amount, madeOn: { column: Made, type: date } }
        amount: amount
      payments:
        entity: payment
        source: payments.csv
        key: id
        fields: { id: Id, amount: Amount }
        amount: amount
  bank:
    datasets:
      deposits:
        entity: deposit
        source: deposits.csv
        key: id
        fields: { id: Id, payment: Payment, amount: Amount }
        amount: amount
handoffs:
  job-to-invoice:
    from: { dataset: dispatch.jobs, filter: { state: completed } }
    to: { dataset: books.invoices, filter: { state: [posted, paid] } }
    match: { number: job }
    workflows: [job-to-cash]
    decision: billing
  invoice-to-lines:
    from: books.invoices
    to: books.lines
    match: { id: invoice }
    cardinality: one-to-many
    workflows: [job-to-cash, collections]
    decision: cash
  payment-to-deposit:
    from: books.payments
    to: bank.deposits
    match: { id: payment }
    workflows: [collections]
    decision: cash
  deposit-total:
    from: bank.deposits
    to: books.payments
    match: total
lifecycles:
  job:
    title: Jobs
    entity: job
    owner: operations
    decision: billing
    workflows: [job-to-cash]
    states:
      scheduled: { next: [working, cancelled], limit: 60 days }
      working: { title: In progress, next: [hold, completed, cancelled], limit: 36 hours }
      hold: { next: [working] }
      completed: { next: [posted], final: true }
      posted: { next: [paid, voided], limit: 45 business days }
      paid: {}
      voided: {}
      cancelled: { final: true }
    rework: [{ from: completed, to: working }]
    reworkLimit: 2
    tracks:
      dispatch:
        dataset: dispatch.jobs
        filter: { type: { not: Test } }
        words: { working: [Rolling] }
        since: updatedAt
        deleted: cancelled
        history: { dataset: dispatch.changes, record: jobId, at: changedAt, recorded: recordedAt, actor: changedBy, filter: { changedBy: { not: bot } } }
        captures: true
        recordWithin: 1 days
      site: { title: On site, dataset: field.visits, pack: servicetitan.jobs }
      books: { dataset: books.invoices, stamps: { posted: created, voided: sentAt } }
      log: { history: { dataset: dispatch.changes, record: jobId, at: changedAt } }
    links:
      - { from: books, to: dispatch, handoff: job-to-invoice }
      - { from: dispatch, to: site, match: { number: job }, ignoreCase: true }
      - { from: dispatch, to: log }
    agree:
      completed-is-invoiced:
        title: A completed job is invoiced
        when: { dispatch: completed }
        filter: { total: { above: 0 } }
        then: { books: [posted, paid] }
        within: 5 business days
        worth: { books: late }
        owner: billing
      cancelled-is-not-worked:
        when: { dispatch: [cancelled] }
        then: { site: [cancelled, absent] }
        of: each
        worth: total
    carry:
      plan-reaches-site: { from: { dispatch: plannedFor }, to: { site: scheduledFor }, while: [scheduled], within: 1 days }
workflows:
  job-to-cash: { title: Cash, decision: billing, handoffs: [job-to-invoice, invoice-to-lines, payment-to-deposit], joins: [{ from: books.payments, to: books.lines, match: { id: payment } }] }
`;
