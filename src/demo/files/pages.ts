import { TextFile, type Sink } from "./sink.ts";

const pageSize = 1000;

/** Pages of the books' API answers, at most 1,000 records each: `invoices-0001.json` and so on. */
export class PageSink implements Sink {
  readonly #path: string;
  readonly #entity: string;
  readonly #time: string;
  #pages: string[][] = [];
  #open: string[] = [];
  #written = 0;

  /** @param path without number and ending */
  constructor(path: string, entity: string, time: string) {
    this.#path = path;
    this.#entity = entity;
    this.#time = time;
  }

  add(record: string): void {
    this.#open.push(record);
    if (this.#open.length < pageSize) return;
    this.#pages.push(this.#open);
    this.#open = [];
  }

  async drain(): Promise<void> {
    const pages = this.#pages;
    this.#pages = [];
    for (const page of pages) await this.#write(page);
  }

  async close(): Promise<void> {
    await this.drain();
    if (this.#open.length > 0 || this.#written === 0) await this.#write(this.#open);
  }

  async abandon(): Promise<void> {
    // No page stays open from one call to the next.
  }

  async #write(records: readonly string[]): Promise<void> {
    const start = this.#written++ * pageSize + 1;
    const file = await TextFile.create(`${this.#path}-${String(this.#written).padStart(4, "0")}.json`);
    file.add(`{"QueryResponse":{"${this.#entity}":[\n`);
    file.add(records.join(",\n"));
    file.add(`\n],"startPosition":${start},"maxResults":${records.length}},"time":"${this.#time}"}\n`);
    try {
      await file.flush();
    } catch (cause) {
      await file.abandon();
      throw cause;
    }
    await file.close();
  }
}
