import { money, type Money } from "../../model/index.ts";

/** Beyond so many, changes are told together. */
export const MOST = 8;

const EXACT = 4;

/**
 * What each of several changes adds, however they were ordered: its mean share over all orders in which they could have been
 * made. Shapley, "A value for n-person games", 1953. The shares sum exactly to `worth(all) − worth(none)`: what rounding to
 * four decimals leaves goes to the largest shares, the first of equals.
 *
 * @param worth the number with the changes of a set made, a bit each
 */
export function shares(count: number, worth: (made: number) => Money): readonly Money[] {
  if (count > MOST) throw new RangeError(`${count} changes: ${MOST} at most`);
  const all = (1 << count) - 1;
  const worths = Array.from({ length: all + 1 }, (_, made) => worth(made));
  const factorial = [1];
  for (let n = 1; n <= count; n++) factorial.push(factorial[n - 1]! * n);
  const exact = Array.from({ length: count }, (_, change) => {
    let sum = money("0");
    for (let made = 0; made <= all; made++) {
      if ((made >> change) & 1) continue;
      const before = bits(made);
      const orders = factorial[before]! * factorial[count - before - 1]!;
      sum = sum.plus(worths[made | (1 << change)]!.minus(worths[made]!).times(orders));
    }
    return sum.div(factorial[count]!);
  });
  const told = exact.map((share) => share.toDecimalPlaces(EXACT));
  let left = told.reduce((rest, share) => rest.minus(share), worths[all]!.minus(worths[0]!));
  const largest = told.map((_, index) => index).sort((a, b) => told[b]!.abs().cmp(told[a]!.abs()) || a - b);
  const step = money("0.0001").times(left.isNegative() ? -1 : 1);
  if (count === 0) return told;
  for (let at = 0; !left.isZero(); at = (at + 1) % count) {
    const part = left.abs().lessThan(step.abs()) ? left : step;
    told[largest[at]!] = told[largest[at]!]!.plus(part);
    left = left.minus(part);
  }
  return told;
}

function bits(set: number): number {
  let count = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) count++;
  return count;
}
