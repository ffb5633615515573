import { join } from "node:path";
import type { Case } from "./business.ts";
import { CsvSink, csvLine } from "./files/csv.ts";
import type { Sink } from "./files/sink.ts";
import type { IdentityTruth } from "./truth.ts";

/** Writes down which contact is which customer: `truth-customers.csv`, which no estate reads. */
export class CustomerTruth {
  readonly sink: Sink;
  #contacts = 0;
  #customers = 0;
  #withoutKey = 0;
  #pairs = 0;
  readonly #unsure: { readonly contact: string; readonly customer: string }[] = [];

  private constructor(sink: Sink) {
    this.sink = sink;
  }

  static async create(directory: string): Promise<CustomerTruth> {
    return new CustomerTruth(await CsvSink.create(join(directory, "truth-customers.csv"), ["contact", "customer", "key", "form"]));
  }

  tell({ contacts, customers }: Case): void {
    this.#contacts += contacts.length;
    for (const { id, contactId, sameAs, mayBe, person } of customers) {
      this.#customers++;
      if (contactId === undefined) this.#withoutKey++;
      for (const contact of mayBe ?? []) this.#unsure.push({ contact, customer: id });
      if (sameAs === undefined) continue;
      this.#pairs++;
      this.sink.add(csvLine([sameAs, id, contactId === undefined ? "no" : "yes", person.booked.form]));
    }
  }

  get found(): IdentityTruth {
    const records = { "crm.contacts": this.#contacts, "books.customers": this.#customers };
    return { records, withoutKey: this.#withoutKey, pairs: this.#pairs, unsure: this.#unsure };
  }
}
