import { captured, zonedTime } from "./time.ts";

/* What is told to people, and from what: the last systems' datasets, workbooks, metrics and reports. */

export const dashboardNumbers = `      weeks:
        title: Weekly revenue
        entity: period
        source: { path: platform/weeks.csv, capturedAt: "${zonedTime(captured.dashboard)}" }
        key: [week, branch]
        fields:
          week: { column: Week, type: date }
          branch: Branch
          revenue: { column: Revenue, type: money }
        amount: revenue
        unit: branch
      invoiced:
        title: Invoiced by month
        entity: period
        source: { path: platform/invoiced.csv, capturedAt: "${zonedTime(captured.dashboard)}" }
        key: [month, branch]
        fields:
          month: Month
          branch: Branch
          invoiced: { column: Invoiced, type: money }
        amount: invoiced
        unit: branch
`;

export const reportDeclarations = `# What is told to people: computed from raw records, and as it is told.
workbooks:
  weekly-revenue:
    title: Weekly revenue
    files: reporting/weekly-*.xlsx
    owner: operations
    decision: branch performance

metrics:
  weekly-revenue:
    title: Revenue of completed jobs
    of: dispatch.jobs
    value: total
    where: state = 'completed'
    date: completed
    period: week
    owner: operations
    decision: branch performance
  monthly-invoiced:
    title: Invoiced work
    of: books.invoices
    value: total
    where: class = 'Jobs'
    date: issued
    period: month
    owner: accounting
    decision: executive reporting

reports:
  friday:
    title: Friday's numbers
    metric: weekly-revenue
    values: { workbook: weekly-revenue, sheet: Summary, value: B4:B6, unit: A4:A6, period: B1 }
    owner: operations
    decision: branch performance
  flash:
    title: Flash total
    metric: weekly-revenue
    values: { workbook: weekly-revenue, sheet: Summary, value: B9, period: B1 }
    owner: operations
    decision: branch performance
  board:
    title: Weekly revenue on the dashboard
    metric: weekly-revenue
    values: { dataset: platform.weeks, value: revenue, period: week }
    through: weekly-revenue
    owner: finance
    decision: executive reporting
  invoiced-work:
    title: Invoiced work on the dashboard
    metric: monthly-invoiced
    values: { dataset: platform.invoiced, value: invoiced, period: month }
    owner: finance
    decision: executive reporting
`;
