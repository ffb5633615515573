/** The last part of `tieout.yaml`. */
export const workflowDeclarations = `# Each chain, and the decision that rests on it.
workflows:
  job-to-cash:
    title: Job to cash
    decision: billing
    handoffs: [job-to-invoice, invoice-to-payment, payment-to-charge, charge-to-deposit]
    joins:
      - { from: books.applications, to: books.payments, match: { payment: id } }
  quote-to-work-order: { title: Quote to work order, decision: scheduling, handoffs: [deal-to-job] }
  technician-activity-to-invoice:
    title: Technician activity to invoice
    decision: payroll
    handoffs: [visit-to-job, job-to-invoice]
  acquisition-import-to-platform-reporting:
    title: Acquisition import to platform reporting
    decision: acquisition integration
    handoffs: [acquired-to-platform]
  crm-lifecycle-to-renewal-reporting:
    title: CRM lifecycle to renewal reporting
    decision: renewals
    handoffs: [membership-to-invoice, invoice-to-renewal]
  close-to-executive-dashboard:
    title: Close to executive dashboard
    decision: executive reporting
    handoffs: [period-to-dashboard]
`;
