import type { OutcomeName, OutcomeReason } from "../model/index.ts";

/*
 * What happens at Summit Mechanical: one case is one customer's affair, from the
 * first contact to the card charge, as a small graph of records. Each record
 * carries, for every handoff it takes part in, the outcome that it must have.
 */

/** What a record's outcome must be, and which fault made it so. */
export interface Mark {
  readonly outcome: OutcomeName;
  readonly reason: OutcomeReason;
  readonly fault: string | undefined;
}

export const matched: Mark = { outcome: "matched", reason: "none", fault: undefined };
export const filtered: Mark = { outcome: "excluded", reason: "filter", fault: undefined };
export const deleted: Mark = { outcome: "excluded", reason: "deleted", fault: undefined };
export const withinGrace: Mark = { outcome: "in-flight", reason: "within-grace", fault: undefined };
export const newer: Mark = { outcome: "in-flight", reason: "newer-than-counterpart", fault: undefined };

export const branches = ["albany", "syracuse", "rochester"] as const;
export type Branch = (typeof branches)[number];

export type JobStatus = "Scheduled" | "Dispatched" | "InProgress" | "Hold" | "Completed" | "Canceled";

/** Work that is sold by a deal; all else is called in. */
export const soldWork = ["System Replacement", "Ductwork Install", "Water Heater Install"] as const;
export const serviceWork = ["AC Repair", "Furnace Repair", "Seasonal Tune-Up", "Warranty Visit"] as const;
export type JobType = (typeof soldWork)[number] | (typeof serviceWork)[number];

/** Where someone is to be found, in full words. */
export interface Home {
  /** `128 North Maple Street`. */
  readonly street: string;
  /** `Apt 4B`, or empty. */
  readonly unit: string;
  readonly city: string;
  readonly postcode: string;
}

/**
 * How two customers are alike who are not one: of one household, two places of one
 * business, of one name in two towns, behind one office phone, of one name in one house.
 */
export type Kin = "relatives" | "branches" | "namesakes" | "one-phone" | "father-and-son";

export interface Person {
  readonly index: number;
  readonly given: { readonly full: string; readonly short: string | undefined };
  readonly middle: string;
  readonly first: string;
  readonly last: string;
  /** The business whose contact this is. */
  readonly company: string | undefined;
  /** As dispatch calls the customer. */
  readonly name: string;
  readonly email: string;
  /** Ten digits. */
  readonly phone: string;
  readonly home: Home;
  /** As dispatch writes it. */
  readonly address: string;
  readonly branch: Branch;
  /** When invoices are due. */
  readonly terms: string;
  readonly kin: Kin | undefined;
  /** What the CRM never learned. */
  readonly crmLacks: "phone" | "email" | "home" | undefined;
  /** The CRM says Street, not St. */
  readonly longAddress: boolean;
  readonly year: number;
  readonly booked: Booked;
}

/** What the books say of a customer. */
export interface Booked {
  /** The connector wrote it, with the contact's id. */
  readonly hasKey: boolean;
  readonly display: string;
  /** The customer's number stands behind the name, so that no two are called the same. */
  readonly numbered: boolean;
  readonly first: string;
  readonly last: string;
  readonly phone: string;
  readonly email: string;
  readonly street: string;
  readonly city: string;
  readonly postcode: string;
  /** What was done to it, in words; empty: it says what the CRM says. */
  readonly form: string;
}

export interface Contact {
  readonly id: string;
  readonly person: Person;
  stage: "Lead" | "Customer";
  readonly created: number;
  customerMark: Mark;
}

export interface Customer {
  readonly id: string;
  readonly person: Person;
  terms: string;
  contactId: string | undefined;
  /** The contact that this is; undefined: none in the CRM, or nobody can know which. */
  sameAs: string | undefined;
  /** The contacts that it may be, where nobody can tell. */
  readonly mayBe?: readonly string[];
  active: boolean;
  created: number;
  contactMark: Mark;
}

export interface Deal {
  readonly id: string;
  readonly name: string;
  stage: string;
  readonly pipeline: string;
  amount: number | undefined;
  readonly created: number;
  closes: number;
  readonly person: Person;
  jobMark: Mark;
}

export interface Job {
  readonly number: string;
  readonly type: JobType;
  status: JobStatus;
  readonly person: Person;
  total: number;
  readonly created: number;
  scheduled: number;
  completed: number | undefined;
  dealId: string | undefined;
  readonly summary: string;
  dealMark: Mark;
  invoiceMark: Mark;
}

export interface Invoice {
  /** Given when the case is written, in order of creation. */
  id: string;
  /** The job number it carries; undefined: the field is empty. */
  jobNumber: string | undefined;
  readonly person: Person;
  readonly category: "Jobs" | "Membership";
  readonly item: string;
  /** The day it bears. */
  day: number;
  created: number;
  /** When it was last touched: paid on, or voided; undefined: never since it was created. */
  updated?: number;
  /** The membership that it bills. */
  contract?: string;
  total: number;
  /** The part of the total that is sales tax. */
  tax: number;
  paid: number;
  note: string;
  jobMark: Mark;
  paymentMark: Mark;
}

interface PaymentLine {
  readonly type: "Invoice" | "CreditMemo";
  /** The invoice, or the id of something that no export holds. */
  readonly target: Invoice | string;
  amount: number;
  mark: Mark;
}

export type PaymentMethod = "Credit Card" | "Check" | "Cash" | "ACH";

export interface Payment {
  id: string;
  readonly person: Person;
  readonly method: PaymentMethod;
  readonly reference: string;
  readonly created: number;
  total: number;
  lines: PaymentLine[];
  chargeMark: Mark;
}

export interface Charge {
  readonly serial: number;
  readonly person: Person;
  /** Empty: the charge names no payment. */
  reference: string;
  readonly category: "charge" | "refund";
  readonly created: number;
  gross: number;
  paymentMark: Mark;
}

export interface Case {
  readonly person: Person;
  contacts: Contact[];
  customers: Customer[];
  deals: Deal[];
  jobs: Job[];
  invoices: Invoice[];
  payments: Payment[];
  charges: Charge[];
}

/** What the processor pays out to one branch in one period, as one sum. */
export interface Payout {
  readonly id: string;
  readonly branch: Branch;
  /** The day the money arrives. */
  readonly payDay: number;
  charges: number;
  gross: number;
  fees: number;
  refunds: number;
  /** Its charges, kept only where a fault may list them one by one. */
  readonly items: { readonly key: string; readonly gross: number }[] | undefined;
}

/** A bank deposit in the books. */
export interface Deposit {
  id: string;
  readonly branch: Branch;
  day: number;
  readonly created: number;
  total: number;
  note: string;
  lines: readonly { readonly account: string; readonly cents: number }[];
}
