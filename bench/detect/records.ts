/** The records of a generated company. Times as in `calendar.ts`, money in cents; faults change them in place. */
export interface Customer {
  id: string;
  booksId: string;
  name: string;
  email: string;
  phone: string;
  address: string;
  terms: string;
  account: string;
  created: number;
  createdBy: string;
  changes: Change[];
}

/** A fact that is changed: when in each system, if ever. */
export interface Change {
  field: "email" | "phone" | "address" | "terms";
  value: string;
  crm: number | undefined;
  books: number | undefined;
  crmBy: string;
  booksBy: string;
}

export interface Deal {
  id: string;
  customer: string;
  stage: string;
  value: number;
  created: number;
  createdBy: string;
  won: number | undefined;
  reference: string;
}

export interface Step {
  status: string;
  at: number;
  by: string;
}

export interface Job {
  id: string;
  number: string;
  customer: string;
  deal: string;
  legacy: string;
  status: string;
  branch: string;
  item: string;
  tax: string;
  subtotal: number;
  discount: number;
  total: number;
  description: string;
  created: number;
  createdBy: string;
  completed: number | undefined;
  modified: number;
  modifiedBy: string;
  purchaseOrder: string;
  membership: string;
  steps: Step[];
}

export interface Invoice {
  id: string;
  job: string;
  customer: string;
  branch: string;
  service: number;
  total: number;
  balance: number;
  status: string;
  memo: string;
  document: string;
  created: number;
  createdBy: string;
  paid: number | undefined;
}

export interface Charge {
  id: string;
  invoice: string;
  amount: number;
  status: string;
  method: string;
  received: number;
}

export interface Payment {
  id: string;
  charge: string;
  invoice: string;
  amount: number;
  status: string;
  method: string;
  received: number;
  created: number;
  createdBy: string;
}

export interface LogLine {
  id: string;
  job: string;
  at: number;
  result: string;
}

export interface Message {
  id: string;
  job: string;
  sent: number;
  by: string;
}

export interface WorkOrder {
  id: string;
  number: string;
  status: string;
  created: number;
}

/** A field that both ends of a handoff export, and that it compares: there only in companies where a fault is about it. */
export interface Compared {
  readonly handoff: "customer-to-books" | "job-to-invoice";
  readonly field: string;
  readonly column: string;
  readonly type: "text" | "number" | "money";
  /** By the id of the record upstream, and downstream. */
  readonly from: ReadonlyMap<string, string>;
  readonly to: ReadonlyMap<string, string>;
}

/** All records, and what of the estate's file faults may change. */
export interface Company {
  readonly seed: number;
  /** Jobs may have several invoices; else each has one. */
  readonly split: boolean;
  /** Customers are captured three times. */
  readonly captures: boolean;
  customers: Customer[];
  deals: Deal[];
  jobs: Job[];
  invoices: Invoice[];
  charges: Charge[];
  payments: Payment[];
  log: LogLine[];
  messages: Message[];
  workOrders: WorkOrder[];
  /** Facts that nobody is declared to own. */
  unowned: Set<string>;
  /** Automation → what the register does not say of it. */
  gaps: Map<string, readonly string[]>;
  /** Handoffs that tell nobody when they fail. */
  silent: Set<string>;
  /** The export of payments that is read lacks those made from then on; another one, taken later, has them. */
  stale?: number;
  /** Fields beside those that every company has. */
  compared?: Compared[];
}
