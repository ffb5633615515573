import type { Random } from "../random.ts";
import type { Sink } from "./sink.ts";

/** Holds every record back and hands all on in random order: for small estates. */
export class ShuffledSink implements Sink {
  readonly #sink: Sink;
  readonly #random: Random;
  readonly #records: string[] = [];

  constructor(sink: Sink, random: Random) {
    this.#sink = sink;
    this.#random = random;
  }

  add(record: string): void {
    this.#records.push(record);
  }

  async drain(): Promise<void> {
    // Nothing may be written before the last record is known.
  }

  async close(): Promise<void> {
    this.#random.shuffle(this.#records);
    for (const record of this.#records) {
      this.#sink.add(record);
      await this.#sink.drain();
    }
    await this.#sink.close();
  }

  async abandon(): Promise<void> {
    await this.#sink.abandon();
  }
}
