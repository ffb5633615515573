import type { Branch, Customer, Deposit, Invoice, Payment, PaymentMethod, Person } from "./business.ts";
import { trimmed } from "./money.ts";
import { booksTime, isoDay, localDay } from "./time.ts";
import { customerId } from "./world.ts";

/*
 * Records of the books as QuickBooks Online's API answers them. They are put
 * together as text, since amounts must stand as exact JSON numbers.
 */

export const booksBranch: Readonly<Record<Branch, string>> = {
  albany: "01 - Albany",
  syracuse: "02 - Syracuse",
  rochester: "03 - Rochester",
};
const departments: Readonly<Record<Branch, string>> = { albany: "1", syracuse: "2", rochester: "3" };
const termIds: Readonly<Record<string, string>> = { "due on receipt": "1", "net 15": "2", "net 30": "3" };
const methods: Readonly<Record<PaymentMethod, string>> = { Cash: "1", Check: "2", "Credit Card": "3", ACH: "4" };

/** What is not known is left out, as the API leaves it out. */
export function customerJson({ id, person, terms, contactId, active, created }: Customer): string {
  const { first, last, phone, email, street, city, postcode } = person.booked;
  const known = [
    `"Taxable":true,"Active":${active},"DisplayName":${text(displayName(person, id))}`,
    first === "" ? [] : `"GivenName":${text(first)}`,
    last === "" ? [] : `"FamilyName":${text(last)}`,
    person.company === undefined ? [] : `"CompanyName":${text(person.booked.display)}`,
    phone === "" ? [] : `"PrimaryPhone":{"FreeFormNumber":${text(phone)}}`,
    email === "" ? [] : `"PrimaryEmailAddr":{"Address":${text(email)}}`,
    street === ""
      ? []
      : `"BillAddr":{"Line1":${text(street)},"City":${text(city)},"CountrySubDivisionCode":"NY","PostalCode":"${postcode}"}`,
    `"SalesTermRef":{"value":"${termIds[terms.toLowerCase()] ?? "1"}","name":${text(terms)}}`,
    `${customField("CRM Contact ID", contactId)},"domain":"QBO","sparse":false,"Id":"${id}","SyncToken":"0",${meta(created)}`,
  ].flat();
  return `{${known.join(",")}}`;
}

export function invoiceJson(invoice: Invoice): string {
  const { id, person, total, tax, day } = invoice;
  const line = `{"Id":"1","LineNum":1,"Description":${text(invoice.item)},"Amount":${trimmed(total - tax)},"DetailType":"SalesItemLineDetail","SalesItemLineDetail":{"ItemRef":{"value":"${invoice.category === "Jobs" ? 11 : 42}","name":${text(invoice.item)}},"Qty":1,"UnitPrice":${trimmed(total - tax)}}}`;
  const subtotal = `{"Amount":${trimmed(total - tax)},"DetailType":"SubTotalLineDetail","SubTotalLineDetail":{}}`;
  // Empty too: in a small company none may be voided, and the field must be there to be read.
  const note = `"PrivateNote":${text(invoice.note)},`;
  return `{"domain":"QBO","sparse":false,"Id":"${id}","SyncToken":"0",${meta(invoice.created, invoice.updated)},${invoiceFields(invoice)},"DocNumber":"INV-${id}","TxnDate":"${isoDay(day)}","CurrencyRef":{"value":"USD","name":"United States Dollar"},${department(person)},"ClassRef":{"value":"${invoice.category === "Jobs" ? 100 : 200}","name":"${invoice.category}"},${note}"Line":[${line},${subtotal}],"TxnTaxDetail":{"TotalTax":${trimmed(tax)}},${customer(person)},"DueDate":"${isoDay(day + 30)}","TotalAmt":${trimmed(total)},"Balance":${trimmed(total - invoice.paid)}}`;
}

export function paymentJson(payment: Payment): string {
  const { id, person, method } = payment;
  let applied = 0;
  const lines = payment.lines.map(({ type, target, amount }) => {
    applied += type === "Invoice" ? amount : -amount;
    const txn = typeof target === "string" ? target : target.id;
    return `{"Amount":${trimmed(amount)},"LinkedTxn":[{"TxnId":"${txn}","TxnType":"${type}"}]}`;
  });
  return `{"domain":"QBO","sparse":false,"Id":"${id}","SyncToken":"0",${meta(payment.created)},"TxnDate":"${isoDay(localDay(payment.created))}","CurrencyRef":{"value":"USD","name":"United States Dollar"},${customer(person)},"PaymentMethodRef":{"value":"${methods[method]}","name":"${method}"},"PaymentRefNum":${text(payment.reference)},"DepositToAccountRef":{"value":"${method === "Credit Card" ? 91 : 4}"},"TotalAmt":${trimmed(payment.total)},"UnappliedAmt":${trimmed(payment.total - applied)},"ProcessPayment":false,"Line":[${lines.join(",")}]}`;
}

export function depositJson(deposit: Deposit): string {
  const lines = deposit.lines.map(
    ({ account, cents }, at) =>
      `{"Id":"${at + 1}","LineNum":${at + 1},"Amount":${trimmed(cents)},"DetailType":"DepositLineDetail","DepositLineDetail":{"AccountRef":{"name":${text(account)}}}}`,
  );
  return `{"domain":"QBO","sparse":false,"Id":"${deposit.id}","SyncToken":"0",${meta(deposit.created)},"TxnDate":"${isoDay(deposit.day)}","CurrencyRef":{"value":"USD","name":"United States Dollar"},"DepartmentRef":{"value":"${departments[deposit.branch]}","name":"${booksBranch[deposit.branch]}"},"DepositToAccountRef":{"value":"35","name":"Checking"},"PrivateNote":${text(deposit.note)},"TotalAmt":${trimmed(deposit.total)},"Line":[${lines.join(",")}]}`;
}

function meta(created: number, updated = created): string {
  return `"MetaData":{"CreateTime":"${booksTime(created)}","LastUpdatedTime":"${booksTime(updated)}"}`;
}

function invoiceFields({ jobNumber, contract }: Invoice): string {
  const job = jobNumber === undefined ? "" : `,"StringValue":"${jobNumber}"`;
  return `"CustomField":[{"DefinitionId":"1","Name":"Job Number","Type":"StringType"${job}},{"DefinitionId":"2","Name":"Contract","Type":"StringType","StringValue":"${contract ?? ""}"}]`;
}

/** A field without a value keeps its definition, as the API answers it. */
function customField(name: string, value: string | undefined): string {
  const stated = value === undefined ? "" : `,"StringValue":"${value}"`;
  return `"CustomField":[{"DefinitionId":"1","Name":"${name}","Type":"StringType"${stated}}]`;
}

function department({ branch }: Person): string {
  return `"DepartmentRef":{"value":"${departments[branch]}","name":"${booksBranch[branch]}"}`;
}

function customer(person: Person): string {
  const id = customerId(person);
  return `"CustomerRef":{"value":"${id}","name":${text(displayName(person, id))}}`;
}

function displayName({ booked }: Person, id: string): string {
  return booked.numbered ? `${booked.display} (${id})` : booked.display;
}

function text(value: string): string {
  return JSON.stringify(value);
}
