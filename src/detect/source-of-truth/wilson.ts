/** Bounds between which a share lies in 95 of 100 cases. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

const Z = 1.959964;

/** Wilson's score interval of `hits` of `of`, at 95 %; all of 0 to 1 where nothing was observed. */
export function wilson(hits: number, of: number): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = hits / of;
  const square = Z * Z;
  const middle = share + square / (2 * of);
  const spread = Z * Math.sqrt((share * (1 - share)) / of + square / (4 * of * of));
  const whole = 1 + square / of;
  return { low: Math.max(0, (middle - spread) / whole), high: Math.min(1, (middle + spread) / whole) };
}
