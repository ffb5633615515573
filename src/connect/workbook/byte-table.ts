/** Texts as UTF-8 in one buffer, each once, by number: what would be millions of strings. */
export class ByteTable {
  #bytes: Buffer = Buffer.allocUnsafe(64 * 1024);
  #used = 0;
  #ends: Uint32Array = new Uint32Array(1024);
  #slots: Int32Array = new Int32Array(4096).fill(-1);
  #hashes: Int32Array = new Int32Array(1024);
  count = 0;

  /** Its number, that of an equal text if there is one. */
  intern(from: Uint8Array, start: number, end: number): number {
    let hash = end - start;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (from[i] as number), 0x01000193);
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = this.#slots[slot] as number;
      if (id < 0) return this.#add(slot, hash, from, start, end);
      if (this.#hashes[id] === hash && this.#equal(id, from, start, end)) return id;
      slot = (slot + 1) & mask;
    }
  }

  text(id: number): string {
    return this.#bytes.toString("utf8", this.#start(id), this.#ends[id]);
  }

  #start(id: number): number {
    return id === 0 ? 0 : (this.#ends[id - 1] as number);
  }

  #equal(id: number, from: Uint8Array, start: number, end: number): boolean {
    const own = this.#start(id);
    if ((this.#ends[id] as number) - own !== end - start) return false;
    const bytes = this.#bytes;
    for (let i = start, j = own; i < end; i++, j++) if (bytes[j] !== from[i]) return false;
    return true;
  }

  #add(slot: number, hash: number, from: Uint8Array, start: number, end: number): number {
    const id = this.count++;
    const size = end - start;
    if (this.#used + size > this.#bytes.length) {
      const wider = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#used + size));
      this.#bytes.copy(wider, 0, 0, this.#used);
      this.#bytes = wider;
    }
    this.#bytes.set(from.subarray(start, end), this.#used);
    this.#used += size;
    if (id === this.#ends.length) {
      const [ends, hashes] = [new Uint32Array(id * 2), new Int32Array(id * 2)];
      ends.set(this.#ends);
      hashes.set(this.#hashes);
      this.#ends = ends;
      this.#hashes = hashes;
    }
    this.#ends[id] = this.#used;
    this.#hashes[id] = hash;
    this.#slots[slot] = id;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.count; id++) {
      let slot = (this.#hashes[id] as number) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}
