import { branches, type Branch } from "./business.ts";
import { activityHandoffDeclarations, booksActivity, crmActivity, dispatchActivity, otherSystems } from "./estate-activity.ts";
import { dashboardNumbers, reportDeclarations } from "./estate-reporting.ts";
import { declarations } from "./estate-handoffs.ts";
import { lifecycleDeclarations } from "./estate-lifecycles.ts";
import { crmBranch } from "./hubspot.ts";
import { processorBranch } from "./processor.ts";
import { booksBranch } from "./quickbooks.ts";
import { dispatchUnits } from "./servicetitan.ts";
import { branchWords } from "./reporting/week.ts";
import { workflowDeclarations } from "./estate-workflows.ts";
import { asOf, captured, holidays, zonedTime } from "./time.ts";

const titles: Readonly<Record<Branch, string>> = { albany: "Albany", syracuse: "Syracuse", rochester: "Rochester" };

/** The text of `tieout.yaml`. */
export function estateFile(): string {
  return `# Summit Mechanical: what should hold between its systems.
# Written by \`tieout demo\`; what does not hold stands in truth.json.
tieout: 1
estate: summit-mechanical
title: Summit Mechanical
timeZone: America/New_York
currency: USD
dateOrder: mdy
asOf: ${asOf}
businessDays: [mon, tue, wed, thu, fri]
holidays: [${holidays.map((day) => JSON.stringify(day)).join(", ")}]

# Each system calls the branches by other words.
units:
${branches.map(unit).join("\n")}

systems:
  crm:
    title: HubSpot
    vendor: hubspot
    kind: crm
    owner: sales
    datasets:
      contacts:
        title: Contacts
        entity: customer
        source: { path: crm/contacts.csv, encoding: windows-1252, capturedAt: "${zonedTime(captured.crm)}" }
        key: id
        fields:
          id: Record ID
          firstName: First Name
          lastName: Last Name
          company: Company Name
          email: Email
          phone: Phone Number
          street: Street Address
          city: City
          postalCode: { column: Postal Code, type: key }
          terms: Payment Terms
          stage: Lifecycle Stage
          branch: Branch
          createdAt: { column: Create Date, type: timestamp }
        times: { created: createdAt }
        state: { field: stage, words: { lead: Lead, customer: Customer } }
        unit: branch
      deals:
        title: Deals
        entity: quote
        source: { path: crm/deals.csv, capturedAt: "${zonedTime(captured.crm)}" }
        key: id
        fields:
          id: Record ID
          name: Deal Name
          stage: Deal Stage
          pipeline: Pipeline
          amount: { column: Amount, type: money }
          closedAt: { column: Close Date, type: timestamp }
          createdAt: { column: Create Date, type: timestamp }
          branch: Branch
        amount: amount
        times: { created: createdAt, closed: closedAt }
        time: closed
        state:
          field: stage
          words:
            open: [Appointment Scheduled, Presentation Scheduled, Contract Sent]
            won: Closed Won
            lost: Closed Lost
        unit: branch
${crmActivity}  dispatch:
    title: ServiceTitan
    vendor: servicetitan
    kind: dispatch
    owner: dispatch
    datasets:
      jobs:
        title: Jobs
        entity: job
        source: { path: dispatch/jobs.csv, headerRow: 2, capturedAt: "${zonedTime(captured.dispatch)}" }
        key: number
        fields:
          number: "Job #"
          status: Job Status
          type: Job Type
          customerId: Customer ID
          customer: Customer Name
          total: { column: Jobs Total, type: money }
          createdOn: { column: Created On, type: timestamp }
          scheduledOn: { column: Scheduled On, type: timestamp }
          completedOn: { column: Completed On, type: timestamp }
          dealId: { column: CRM Deal ID, type: key }
          branch: Business Unit
        amount: total
        times: { created: createdOn, completed: completedOn }
        time: completed
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
${dispatchActivity}  books:
    title: QuickBooks Online
    vendor: quickbooks
    kind: books
    owner: accounting
    datasets:
      customers:
        title: Customers
        entity: customer
        source: { path: "books/customers-*.json", records: "QueryResponse.Customer[]", capturedAt: $.time }
        key: id
        fields:
          id: Id
          name: DisplayName
          email: PrimaryEmailAddr.Address
          phone: PrimaryPhone.FreeFormNumber
          street: BillAddr.Line1
          city: BillAddr.City
          postalCode: { column: BillAddr.PostalCode, type: key }
          terms: SalesTermRef.name
          contactId: { column: "CustomField[0].StringValue", type: key }
          active: { column: Active, type: boolean }
          createdAt: { column: MetaData.CreateTime, type: timestamp }
        times: { created: createdAt }
        deleted: { active: false }
      invoices:
        title: Invoices
        entity: invoice
        source: { path: "books/invoices-*.json", records: "QueryResponse.Invoice[]", capturedAt: $.time }
        key: id
        fields:
          id: Id
          docNumber: DocNumber
          jobNumber: { column: "CustomField[0].StringValue", type: key }
          contract: { column: "CustomField[1].StringValue", type: key }
          class: ClassRef.name
          customerId: CustomerRef.value
          customer: CustomerRef.name
          total: { column: TotalAmt, type: money }
          balance: { column: Balance, type: money }
          paid: { sum: [total, -balance], type: money }
          txnDate: { column: TxnDate, type: date }
          note: PrivateNote
          branch: DepartmentRef.name
          createdAt: { column: MetaData.CreateTime, type: timestamp }
          updatedAt: { column: MetaData.LastUpdatedTime, type: timestamp }
        amount: total
        times: { created: createdAt, issued: txnDate }
        time: issued
        state:
          when:
            paid: { balance: 0, total: { above: 0 } }
            posted: { total: { above: 0 } }
        # The books have no status for it: a voided invoice is one of zero with a note.
        deleted: { note: { startsWith: Voided }, total: 0 }
        unit: branch
      payments:
        title: Payments
        entity: payment
        source: { path: "books/payments-*.json", records: "QueryResponse.Payment[]", capturedAt: $.time }
        key: id
        fields:
          id: Id
          reference: { column: PaymentRefNum, type: key }
          method: PaymentMethodRef.name
          customerId: CustomerRef.value
          customer: CustomerRef.name
          total: { column: TotalAmt, type: money }
          unapplied: { column: UnappliedAmt, type: money }
          txnDate: { column: TxnDate, type: date }
          createdAt: { column: MetaData.CreateTime, type: timestamp }
        amount: total
        times: { created: createdAt, paid: txnDate }
        time: paid
      applications:
        title: Payment applications
        entity: payment
        source: { path: "books/payments-*.json", records: "QueryResponse.Payment[].Line[].LinkedTxn[]", capturedAt: $.time }
        key: [payment, txnId]
        fields:
          payment: ^^.Id
          txnId: { column: TxnId, type: key }
          txnType: TxnType
          amount: { column: ^.Amount, type: money }
          txnDate: { column: ^^.TxnDate, type: date }
          createdAt: { column: ^^.MetaData.CreateTime, type: timestamp }
        amount: amount
        times: { created: createdAt, paid: txnDate }
        time: paid
      deposits:
        title: Bank deposits
        entity: deposit
        source: { path: "books/deposits-*.json", records: "QueryResponse.Deposit[]", capturedAt: $.time }
        key: id
        fields:
          id: Id
          payoutId: { column: PrivateNote, type: key }
          total: { column: TotalAmt, type: money }
          txnDate: { column: TxnDate, type: date }
          branch: DepartmentRef.name
          createdAt: { column: MetaData.CreateTime, type: timestamp }
        amount: total
        times: { created: createdAt, deposited: txnDate }
        time: deposited
        unit: branch
${booksActivity}  processor:
    title: Card processor
    vendor: stripe
    kind: payments
    owner: accounting
    datasets:
      charges:
        title: Balance transactions
        entity: payment
        source: { path: processor/payouts.csv.gz, capturedAt: "${zonedTime(captured.processor)}" }
        key: id
        fields:
          id: balance_transaction_id
          payoutId: { column: automatic_payout_id, type: key }
          payoutAt: { column: automatic_payout_effective_at, type: timestamp, timeZone: UTC }
          createdAt: { column: created, type: timestamp, timeZone: UTC }
          category: reporting_category
          gross: { column: gross, type: money }
          fee: { column: fee, type: money }
          net: { column: net, type: money }
          refunded: { sum: [-gross], type: money }
          reference: { column: "payment_metadata[payment_ref]", type: key }
          branch: "payment_metadata[branch]"
        amount: gross
        times: { created: createdAt, paidOut: payoutAt }
        time: created
        unit: branch
${otherSystems}${dashboardNumbers}
${declarations}${activityHandoffDeclarations}
${lifecycleDeclarations}
${workflowDeclarations}
${reportDeclarations}`;
}

function unit(branch: Branch): string {
  const aliases = [branchWords[branch], crmBranch[branch], ...dispatchUnits[branch], booksBranch[branch], processorBranch[branch]];
  return `  ${branch}: { title: ${titles[branch]}, aliases: [${aliases.map((alias) => JSON.stringify(alias)).join(", ")}] }`;
}
