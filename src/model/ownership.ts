/** Who owns a fact: what the estate declares, beside what the records show. */
export interface ReviewedFact {
  /** `customer.billing_email`. */
  readonly id: string;
  readonly entity: string;
  readonly attribute: string;
  /** Does the estate declare the fact? Else its copies were found by what they are called and hold. */
  readonly declared: boolean;
  /** The system that is declared to own it; undefined: none is. */
  readonly owner: string | undefined;
  /** Systems that own, read or hold it, in the order of the estate. */
  readonly systems: readonly FactSystem[];
  /** The system in which its changes surely begin; undefined: too few were seen, or they begin here and there. */
  readonly inferred: InferredOwner | undefined;
  /** Is the inferred owner the declared one? `unknown` where either is missing. */
  readonly agreement: "agrees" | "differs" | "unknown";
  /** Changes that two systems took, one after the other: on them the inference rests. */
  readonly observations: number;
  /** Changes that two systems took, and nothing tells which first. */
  readonly undecided: number;
  /** Values of the owner's records (of the first holder's, where none owns it) that stand beside another system's. */
  readonly compared: number;
  /** Of them, those that differ from another system's beyond tolerance and grace. */
  readonly differing: number;
}

export interface FactSystem {
  readonly system: string;
  /** As declared; `holder`: it holds a copy of a fact that no system is declared to own. */
  readonly role: "owner" | "reader" | "holder";
  /** Where its copies stand: `books.customers.email`; empty where nothing tells. */
  readonly fields: readonly string[];
  /** Changes that began here, of those that another system took after. */
  readonly first: number;
  /** Values that were compared with another system's, and that differ. */
  readonly compared: number;
  readonly differing: number;
}

export interface InferredOwner {
  readonly system: string;
  /** Of the observed changes in which it took part, and the share of them that began in it: 0 to 1, four digits. */
  readonly observations: number;
  readonly share: number;
  /** Bounds of the share, in 95 of 100 cases (Wilson's score interval). The lower one is above one half. */
  readonly low: number;
  readonly high: number;
}
