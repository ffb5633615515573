import type { Person } from "./business.ts";
import { firstLead, firstStranger, personOf, relativeOf, sameInitialOf } from "./people/person.ts";

/** The running numbers of every system, and the customers so far. All have a fixed width, so that text order is the order of creation. */
export class World {
  readonly seed: number;
  #people = 0;
  #leads = 0;
  #contacts = 31_000_000_000;
  #deals = 13_500_000_000;
  #jobs = 100_000;
  #references = 20_000_000;
  #charges = 0;
  #transactions = 1_000_000;
  #changes = 0;
  #stages = 0;
  #visits = 400_000;
  #contracts = 70_000;
  #strangers = 0;
  #others = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  get people(): number {
    return this.#people;
  }

  nextPerson(): Person {
    return personOf(this.seed, this.#people++);
  }

  /** Someone who never becomes a customer. */
  nextLead(): Person {
    return personOf(this.seed, firstLead + ++this.#leads);
  }

  /** A lead of the same household as a customer. */
  nextRelative(of: Person): Person {
    return relativeOf(this.seed, firstLead + ++this.#leads, of);
  }

  /** Someone without kin who takes part in nothing else. */
  nextStranger(): Person {
    return personOf(this.seed, firstStranger + this.#others++);
  }

  /** One of the household of a stranger, with the same initial. */
  nextSameInitial(of: Person): Person {
    return sameInitialOf(this.seed, firstStranger + this.#others++, of);
  }

  contactId(): string {
    return String(++this.#contacts);
  }

  dealId(): string {
    return String(++this.#deals);
  }

  /** `00100001`: with the leading zeros that a careless reader loses. */
  jobNumber(): string {
    return String(++this.#jobs).padStart(8, "0");
  }

  /** `0020000001`. */
  paymentReference(): string {
    return String(++this.#references).padStart(10, "0");
  }

  charge(): number {
    return ++this.#charges;
  }

  /** Invoices, payments and deposits of the books share one sequence. */
  transactionId(): string {
    return String(++this.#transactions);
  }

  /** A row of dispatch's status history. */
  changeId(): string {
    return String(++this.#changes).padStart(9, "0");
  }

  /** A row of the CRM's stage history. */
  stageId(): string {
    return String(++this.#stages).padStart(9, "0");
  }

  visitId(): string {
    return `V${String(++this.#visits).padStart(9, "0")}`;
  }

  contractId(): string {
    return `CC-${String(++this.#contracts).padStart(8, "0")}`;
  }

  /** A number that no export holds, of the width of the others in its column. */
  unknown(width: number): string {
    return `9${String(++this.#strangers).padStart(width - 1, "0")}`;
  }
}

/** The number of a customer in the books and dispatch. */
export function customerId(person: Person, copy = 0): string {
  return String(1_000_001 + 2 * person.index + copy);
}
