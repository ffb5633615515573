/** A queue that gives the nearest number first; the same number may wait several times. */
export class NearestFirst {
  private distances = new Float64Array(64);
  private numbers = new Int32Array(64);
  size = 0;

  /** The distance of the nearest; infinite when nothing waits. */
  get nearest(): number {
    return this.size === 0 ? Number.POSITIVE_INFINITY : (this.distances[0] ?? 0);
  }

  clear(): void {
    this.size = 0;
  }

  push(distance: number, number: number): void {
    if (this.size === this.numbers.length) this.grow();
    const { distances, numbers } = this;
    let at = this.size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const far = distances[above] as number;
      if (far <= distance) break;
      distances[at] = far;
      numbers[at] = numbers[above] as number;
      at = above;
    }
    distances[at] = distance;
    numbers[at] = number;
  }

  /** Takes the nearest out; only while `size` is above 0. */
  pop(): number {
    const { distances, numbers } = this;
    const first = numbers[0] as number;
    const size = --this.size;
    const distance = distances[size] as number;
    const last = numbers[size] as number;
    let at = 0;
    for (let below = 1; below < size; below = 2 * at + 1) {
      if (below + 1 < size && (distances[below + 1] as number) < (distances[below] as number)) below += 1;
      if ((distances[below] as number) >= distance) break;
      distances[at] = distances[below] as number;
      numbers[at] = numbers[below] as number;
      at = below;
    }
    distances[at] = distance;
    numbers[at] = last;
    return first;
  }

  private grow(): void {
    const distances = new Float64Array(2 * this.numbers.length);
    const numbers = new Int32Array(2 * this.numbers.length);
    distances.set(this.distances);
    numbers.set(this.numbers);
    this.distances = distances;
    this.numbers = numbers;
  }
}
