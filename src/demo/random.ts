/**
 * A small seeded generator: xoshiro128** 1.1 (Blackman and Vigna, public domain)
 * whose state is filled by splitmix32. The same seed and stream give the same
 * numbers on every machine; streams are independent of each other, so that one
 * case of the business does not depend on how many numbers another one drew.
 */
export class Random {
  readonly #state = new Uint32Array(4);

  constructor(seed: number, stream: string, index = 0) {
    let hash = (seed >>> 0) ^ Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(Math.floor(seed / 0x1_0000_0000), 0x85ebca6b);
    for (let at = 0; at < stream.length; at++) hash = Math.imul(hash ^ stream.charCodeAt(at), 0x01000193);
    for (let at = 0; at < 4; at++) {
      hash = (hash + 0x9e3779b9) | 0;
      let mixed = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      this.#state[at] = mixed ^ (mixed >>> 15);
    }
  }

  /** 32 random bits. */
  next(): number {
    const state = this.#state;
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const e = c ^ a;
    const f = d ^ b;
    state[1] = b ^ e;
    state[0] = a ^ f;
    state[2] = e ^ (b << 9);
    state[3] = (f << 11) | (f >>> 21);
    return result;
  }

  /** A whole number from `low` to `high`, both included; their distance stays below 2^32. */
  between(low: number, high: number): number {
    return low + Math.floor((this.next() / 0x1_0000_0000) * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability * 0x1_0000_0000;
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.between(0, list.length - 1)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  /** Puts a list in random order, in place (Fisher and Yates). */
  shuffle(list: unknown[]): void {
    for (let at = list.length - 1; at > 0; at--) {
      const other = this.between(0, at);
      [list[at], list[other]] = [list[other], list[at]];
    }
  }
}
