import { agreed, limits, reworkLimit, within } from "./activity/agreements.ts";
import { soldWork } from "./business.ts";

/** Ids, in the order of the file. */
export const lifecycles = ["job", "quote", "visit", "acquired-job", "membership", "period"] as const;

/** The lifecycles of `tieout.yaml`. */
export const lifecycleDeclarations = `# What states a thing may be in, and where each system says which it is in.
lifecycles:
  job:
    title: Jobs
    entity: job
    owner: operations
    decision: billing
    workflows: [job-to-cash]
    states:
      # Albany was never told of Dispatched; to do without it is no fault in itself.
      scheduled: { next: [dispatched, working, hold, cancelled] }
      dispatched: { next: [working, hold, cancelled], limit: ${agreed(limits.dispatched)} }
      working: { next: [hold, completed, cancelled] }
      hold: { next: [working, cancelled] }
      completed: { next: [posted], final: true }
      posted: { next: [paid, voided] }
      paid: { final: true }
      voided: { final: true }
      cancelled: { final: true }
    rework: [{ from: completed, to: working }]
    reworkLimit: ${reworkLimit}
    tracks:
      dispatch:
        dataset: dispatch.jobs
        history: { dataset: dispatch.jobHistory, record: job, at: changedAt, recorded: recordedAt, actor: changedBy }
        recordWithin: ${agreed(within.historyRecorded)}
      field:
        dataset: field.visits
        words: { scheduled: Planned, working: On Site, completed: [Done, Approved], cancelled: Canceled }
        stamps: { scheduled: createdAt, working: startedAt, completed: finishedAt, cancelled: canceledAt }
      books:
        dataset: books.invoices
        filter: { class: Jobs }
        stamps: { posted: createdAt }
        since: updatedAt
        deleted: voided
    links:
      - { from: dispatch, to: books, handoff: job-to-invoice }
      - { from: dispatch, to: field, match: { number: job } }
    agree:
      completed-is-invoiced:
        title: A completed job is invoiced
        when: { dispatch: completed }
        filter: { total: { above: 0 } }
        then: { books: [posted, paid] }
        within: ${agreed(within.completedIsInvoiced)}
        owner: billing
      invoiced-is-completed:
        title: No invoice before the job is completed
        when: { books: [posted, paid] }
        then: { dispatch: [completed, cancelled, absent] }
        within: ${agreed(within.invoicedIsCompleted)}
        owner: billing
      cancelled-is-not-invoiced:
        title: A cancelled job is neither invoiced nor paid
        when: { dispatch: cancelled }
        then: { books: [voided, absent] }
        of: each
        within: ${agreed(within.canceledIsNotInvoiced)}
        owner: billing
    carry:
      schedule-reaches-field:
        title: A moved appointment reaches the technician
        from: { dispatch: scheduledOn }
        to: { field: plannedFor }
        while: [scheduled, dispatched]
        within: ${agreed(within.scheduleReachesField)}
        owner: dispatch
        decision: scheduling
  quote:
    title: Quotes
    entity: quote
    owner: sales
    decision: scheduling
    workflows: [quote-to-work-order]
    states:
      appointment: { next: [presentation, lost] }
      presentation: { next: [contract, lost] }
      contract: { next: [won, lost] }
      won: { next: [booked], final: true }
      lost: { final: true }
      booked: { final: true }
    tracks:
      crm:
        dataset: crm.deals
        history: { dataset: crm.dealStages, record: deal, at: changedAt }
        words:
          appointment: Appointment Scheduled
          presentation: Presentation Scheduled
          contract: Contract Sent
          won: Closed Won
          lost: Closed Lost
      dispatch:
        dataset: dispatch.jobs
        filter: { type: [${soldWork.join(", ")}] }
        # However it goes on: it was booked.
        words: { booked: [Scheduled, Dispatched, InProgress, Hold, Completed, Canceled] }
        stamps: { booked: createdOn }
    links:
      - { from: crm, to: dispatch, handoff: deal-to-job }
    agree:
      won-is-booked:
        title: A won deal is booked
        when: { crm: won }
        filter: { pipeline: Sales Pipeline }
        then: { dispatch: booked }
        within: ${agreed(within.wonIsBooked)}
        owner: dispatch
      booked-is-won:
        title: No work order before the deal is won
        when: { dispatch: booked }
        then: { crm: [won, absent] }
        within: ${agreed(within.bookedIsWon)}
  visit:
    title: Technicians' visits
    entity: visit
    owner: operations
    decision: payroll
    workflows: [technician-activity-to-invoice]
    states:
      planned: { next: [onsite, cancelled] }
      onsite: { next: [finished, cancelled], title: On site }
      finished: { next: [approved], limit: ${agreed(limits.finished)} }
      approved: { next: [posted], final: true }
      posted: { next: [paid, voided], final: true }
      paid: { final: true }
      voided: { final: true }
      cancelled: { final: true }
    tracks:
      field:
        dataset: field.visits
        stamps: { planned: createdAt, onsite: startedAt, finished: finishedAt, approved: approvedAt, cancelled: canceledAt }
      books:
        dataset: books.invoices
        filter: { class: Jobs }
        stamps: { posted: createdAt }
        since: updatedAt
        deleted: voided
    links:
      - { from: field, to: books, match: { job: jobNumber } }
    agree:
      approved-is-invoiced:
        title: An approved visit is invoiced
        when: { field: approved }
        filter: { value: { above: 0 } }
        then: { books: [posted, paid] }
        within: ${agreed(within.approvedIsInvoiced)}
        owner: billing
        decision: billing
      paid-is-finished:
        title: What is paid in the books is finished in the field
        when: { books: paid }
        then: { field: [finished, approved, cancelled, absent] }
        of: each
        within: ${agreed(within.paidIsFinished)}
  acquired-job:
    title: Jobs of Lakeshore Comfort
    entity: job
    owner: integration
    decision: acquisition integration
    workflows: [acquisition-import-to-platform-reporting]
    states:
      unscheduled: { next: [scheduled, cancelled], initial: true, limit: ${agreed(limits.needsScheduling)} }
      # The import comes by night: work that is done in a day is never seen in progress.
      scheduled: { next: [working, completed, cancelled], initial: true }
      working: { next: [completed, cancelled] }
      completed: { final: true }
      cancelled: { final: true }
    tracks:
      acquired: { dataset: acquired.jobs, since: changedAt }
      platform: { dataset: platform.jobs, stamps: { scheduled: firstImport }, since: statusSince }
    links:
      - { from: acquired, to: platform, handoff: acquired-to-platform }
    agree:
      completed-is-imported:
        title: What the acquired company completed is done on the platform
        when: { acquired: completed }
        then: { platform: completed }
        within: ${agreed(within.completedIsImported)}
      cancelled-is-void:
        title: What the acquired company cancelled is void on the platform
        when: { acquired: cancelled }
        then: { platform: cancelled }
        within: ${agreed(within.canceledIsVoided)}
  membership:
    title: Memberships
    entity: contract
    owner: sales
    decision: renewals
    workflows: [crm-lifecycle-to-renewal-reporting]
    states:
      active: { next: [due, cancelled], initial: true, final: true }
      due: { next: [renewed, lapsed, cancelled], title: Renewal due, initial: true, limit: ${agreed(limits.renewalDue)} }
      renewed: { next: [due, posted], final: true }
      lapsed: { final: true }
      cancelled: { final: true }
      posted: { next: [paid, voided], final: true }
      paid: { final: true }
      voided: { final: true }
    tracks:
      crm:
        dataset: crm.memberships
        stamps: { active: startedAt, due: dueAt, renewed: renewedAt, lapsed: lapsedAt, cancelled: canceledAt }
      books:
        dataset: books.invoices
        filter: { class: Membership }
        stamps: { posted: createdAt }
        since: updatedAt
        deleted: voided
      report: { dataset: platform.renewals, stamps: { due: listedAt }, since: decidedAt }
    links:
      - { from: crm, to: books, handoff: membership-to-invoice }
      - { from: crm, to: report }
    agree:
      renewed-is-billed:
        title: A renewed membership is billed
        when: { crm: renewed }
        then: { books: [posted, paid] }
        within: ${agreed(within.renewedIsBilled)}
        owner: billing
        decision: billing
      cancelled-is-not-billed:
        title: A cancelled membership is neither billed nor paid
        when: { crm: cancelled }
        then: { books: [voided, absent] }
        of: each
        within: ${agreed(within.canceledIsNotBilled)}
        owner: billing
        decision: billing
      renewed-is-reported:
        title: The renewal report counts what the CRM calls renewed
        when: { crm: renewed }
        then: { report: renewed }
        within: ${agreed(within.renewedIsReported)}
      lapsed-is-reported:
        title: The renewal report counts what the CRM calls lapsed
        when: { crm: lapsed }
        then: { report: lapsed }
        within: ${agreed(within.lapsedIsReported)}
  period:
    title: Months
    entity: period
    owner: accounting
    decision: executive reporting
    workflows: [close-to-executive-dashboard]
    states:
      open: { next: [closed], initial: true }
      closed: { next: [reopened], final: true }
      reopened: { next: [closed], limit: ${agreed(limits.reopened)} }
      draft: { next: [final], initial: true }
      final: { final: true }
    tracks:
      books:
        dataset: books.periods
        history: { dataset: books.periodHistory, record: period, at: changedAt, actor: changedBy }
      dashboard: { dataset: platform.months, stamps: { draft: draftAt, final: finalAt } }
    links:
      - { from: books, to: dashboard, handoff: period-to-dashboard }
    agree:
      closed-is-final:
        title: A closed month is final on the dashboard
        when: { books: closed }
        then: { dashboard: final }
        within: ${agreed(within.closedIsFinal)}
      final-is-closed:
        title: What the dashboard calls final is closed in the books
        when: { dashboard: final }
        then: { books: closed }
        within: ${agreed(within.finalIsClosed)}
`;
