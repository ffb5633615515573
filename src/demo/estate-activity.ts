import { captured, zonedTime } from "./time.ts";

/* The datasets of histories and reports, by system, and the handoffs between them. */

export const crmActivity = `      dealStages:
        title: Deal stage history
        entity: quote
        source: { path: crm/deal-stages.csv, capturedAt: "${zonedTime(captured.crm)}" }
        key: id
        fields:
          id: Change ID
          deal: { column: Record ID, type: key }
          stage: Deal Stage
          changedAt: { column: Changed At, type: timestamp }
        times: { changed: changedAt }
        state: stage
      memberships:
        title: Memberships
        entity: contract
        source: { path: crm/memberships.csv, capturedAt: "${zonedTime(captured.crm)}" }
        key: contract
        fields:
          contract: Contract
          member: Member
          status: Status
          fee: { column: Yearly Fee, type: money }
          startedAt: { column: Started, type: timestamp }
          dueAt: { column: Renewal Due, type: timestamp }
          renewedAt: { column: Renewed, type: timestamp }
          lapsedAt: { column: Lapsed, type: timestamp }
          canceledAt: { column: Canceled, type: timestamp }
          branch: Branch
        amount: fee
        times: { started: startedAt, renewed: renewedAt }
        time: renewed
        state:
          field: status
          words: { active: Active, due: Renewal Due, renewed: Renewed, lapsed: Lapsed, cancelled: Canceled }
        unit: branch
`;

export const dispatchActivity = `      jobHistory:
        title: Job status history
        entity: job
        source: { path: dispatch/job-history.csv, capturedAt: "${zonedTime(captured.dispatch)}" }
        key: id
        fields:
          id: Change ID
          job: { column: "Job #", type: key }
          status: New Status
          scheduledOn: { column: Scheduled For, type: timestamp }
          changedAt: { column: Changed At, type: timestamp }
          recordedAt: { column: Recorded At, type: timestamp }
          changedBy: Changed By
          branch: Business Unit
        times: { changed: changedAt }
        state:
          field: status
          words:
            scheduled: Scheduled
            dispatched: Dispatched
            working: InProgress
            hold: Hold
            completed: Completed
            cancelled: Canceled
        unit: branch
`;

export const booksActivity = `      periods:
        title: Accounting periods
        entity: period
        source: { path: books/periods.csv, capturedAt: "${zonedTime(captured.periods)}" }
        key: period
        fields:
          period: Period
          branch: Branch
          status: Status
          revenue: { column: Revenue, type: money }
          end: { column: Month End, type: date }
        amount: revenue
        times: { end: end }
        state: { field: status, words: { open: Open, closed: Closed, reopened: Reopened } }
        unit: branch
      periodHistory:
        title: Period history
        entity: period
        source: { path: books/period-history.csv, capturedAt: "${zonedTime(captured.periods)}" }
        key: id
        fields:
          id: Change
          period: { column: Period, type: key }
          status: Status
          changedAt: { column: Changed At, type: timestamp }
          changedBy: Changed By
        times: { changed: changedAt }
        state: { field: status, words: { open: Open, closed: Closed, reopened: Reopened } }
`;

export const otherSystems = `  field:
    title: Technicians' app
    kind: field
    owner: operations
    datasets:
      visits:
        title: Visits
        entity: technician activity
        source: { path: field/visits.csv, capturedAt: "${zonedTime(captured.field)}" }
        key: id
        fields:
          id: Visit
          job: { column: Job, type: key }
          technician: Technician
          status: Status
          createdAt: { column: Created, type: timestamp }
          plannedFor: { column: Planned For, type: timestamp }
          startedAt: { column: Started, type: timestamp }
          finishedAt: { column: Finished, type: timestamp }
          approvedAt: { column: Approved, type: timestamp }
          canceledAt: { column: Canceled, type: timestamp }
          value: { column: Signed Amount, type: money }
          branch: Business Unit
        amount: value
        times: { created: createdAt, finished: finishedAt }
        time: finished
        state:
          field: status
          words: { planned: Planned, onsite: On Site, finished: Done, approved: Approved, cancelled: Canceled }
        unit: branch
  acquired:
    title: Housecall Pro (Lakeshore Comfort)
    vendor: housecall-pro
    kind: dispatch
    owner: integration
    datasets:
      jobs:
        title: Jobs
        entity: job
        source: { path: acquired/jobs.csv, capturedAt: "${zonedTime(captured.acquired)}" }
        key: number
        fields:
          number: "Job #"
          customer: Customer name
          status: Job status
          amount: { column: Amount, type: money }
          createdAt: { column: Created at, type: timestamp }
          changedAt: { column: Status changed at, type: timestamp }
        amount: amount
        times: { created: createdAt, changed: changedAt }
        time: changed
        state:
          field: status
          words:
            unscheduled: needs scheduling
            scheduled: scheduled
            working: in progress
            completed: [complete unrated, complete rated]
            cancelled: [user canceled, pro canceled]
  platform:
    title: Executive dashboard
    kind: dashboard
    owner: finance
    datasets:
      jobs:
        title: Imported jobs
        entity: job
        source: { path: platform/jobs.csv, capturedAt: "${zonedTime(captured.dashboard)}" }
        key: id
        fields:
          id: Import
          company: Company
          sourceJob: { column: Source Job, type: key }
          status: Status
          revenue: { column: Revenue, type: money }
          firstImport: { column: First Import, type: timestamp }
          statusSince: { column: Status Since, type: timestamp }
        amount: revenue
        times: { created: firstImport, changed: statusSince }
        time: changed
        state: { field: status, words: { scheduled: [Open, Scheduled], working: In Work, completed: Done, cancelled: Void } }
      renewals:
        title: Renewal report
        entity: contract
        source: { path: platform/renewals.csv, capturedAt: "${zonedTime(captured.dashboard)}" }
        key: contract
        fields:
          contract: Contract
          outcome: Outcome
          listedAt: { column: Listed At, type: timestamp }
          decidedAt: { column: Decided At, type: timestamp }
          fee: { column: Fee, type: money }
          branch: Branch
        amount: fee
        times: { created: listedAt, decided: decidedAt }
        state: { field: outcome, words: { due: Pending, renewed: Renewed, lapsed: Lapsed } }
        unit: branch
      months:
        title: Months by branch
        entity: period
        source: { path: platform/months.csv, capturedAt: "${zonedTime(captured.dashboard)}" }
        key: period
        fields:
          period: Period
          branch: Branch
          status: Status
          revenue: { column: Revenue, type: money }
          draftAt: { column: Draft At, type: timestamp }
          finalAt: { column: Final At, type: timestamp }
        amount: revenue
        times: { created: draftAt, final: finalAt }
        state: { field: status, words: { draft: Draft, final: Final } }
        unit: branch
`;

export const activityHandoffDeclarations = `  visit-to-job:
    title: What customers signed for on site is what jobs come to
    from: { dataset: field.visits, filter: { state: [finished, approved], value: { above: 0 } } }
    to: { dataset: dispatch.jobs, filter: { state: completed, total: { above: 0 } }, clock: completedOn }
    match: { job: number }
    cardinality: many-to-one
    grace: 1 business days
    owner: operations
    workflows: [technician-activity-to-invoice]
    decision: payroll
  acquired-to-platform:
    title: Completed jobs of the acquired company are on the platform
    from: { dataset: acquired.jobs, filter: { state: completed } }
    to: { dataset: platform.jobs, filter: { state: completed }, clock: statusSince }
    match: { number: sourceJob }
    cardinality: one-to-one
    compare:
      - { from: amount, to: revenue }
    grace: 1 business days
    owner: integration
    workflows: [acquisition-import-to-platform-reporting]
    decision: acquisition integration
  membership-to-invoice:
    title: Renewed memberships are billed
    from: { dataset: crm.memberships, filter: { state: renewed } }
    to: { dataset: books.invoices, filter: { class: Membership } }
    match: { contract: contract }
    cardinality: one-to-one
    compare:
      - { from: fee, to: total }
    grace: 3 business days
    owner: billing
    workflows: [crm-lifecycle-to-renewal-reporting]
    decision: renewals
  invoice-to-renewal:
    title: Billed memberships stand in the renewal report
    from: { dataset: books.invoices, filter: { class: Membership } }
    to: { dataset: platform.renewals, filter: { state: renewed }, clock: decidedAt }
    match: { contract: contract }
    cardinality: one-to-one
    compare:
      - { from: total, to: fee }
    grace: 2 business days
    owner: sales
    workflows: [crm-lifecycle-to-renewal-reporting]
    decision: renewals
  period-to-dashboard:
    title: Closed months stand on the dashboard
    from: { dataset: books.periods, filter: { state: closed } }
    to: { dataset: platform.months, filter: { state: final }, clock: finalAt }
    match: { period: period }
    cardinality: one-to-one
    compare:
      - { from: revenue, to: revenue }
    grace: 3 business days
    owner: accounting
    workflows: [close-to-executive-dashboard]
    decision: executive reporting
`;
