import { formatMoney, money, type Assumption, type Figure, type Measured, type Money, type Range } from "../../model/index.ts";

/** A figure on its way: its range, not yet rounded, and all that it rests on. */
export interface Estimate {
  readonly low: Money;
  readonly likely: Money;
  readonly high: Money;
  readonly measured: readonly Measured[];
  readonly assumed: readonly string[];
}

/** What was counted. */
export function measured(name: string, value: string | number, source: string): Estimate {
  const exact = money(value);
  return { low: exact, likely: exact, high: exact, measured: [{ name, value: exact.toFixed(), source }], assumed: [] };
}

/** @throws Error where nothing of that name is assumed: a defect of Tieout */
export function assumed(assumptions: ReadonlyMap<string, Assumption>, key: string): Estimate {
  const found = assumptions.get(key);
  if (found === undefined) throw new Error(`nothing is assumed of ${key}`);
  const { low, likely, high } = found.value;
  return { low: money(low), likely: money(likely), high: money(high), measured: [], assumed: [key] };
}

/** A number of the formula itself: minutes an hour, days a year. */
export function constant(value: string | number): Estimate {
  const exact = money(value);
  return { low: exact, likely: exact, high: exact, measured: [], assumed: [] };
}

/** A figure that goes into another one, as it is shown: the reader can compute with it. */
export function ofFigure({ value, measured, assumed }: Figure): Estimate {
  return { low: money(value.low), likely: money(value.likely), high: money(value.high), measured, assumed };
}

export function times(...factors: readonly Estimate[]): Estimate {
  return combine(factors, (values) => values.reduce((product, value) => product.times(value)));
}

export function plus(...terms: readonly Estimate[]): Estimate {
  return combine(terms, (values) => values.reduce((sum, value) => sum.plus(value)));
}

/** Low by high and high by low, so that the range holds all that may be. The divisor is never zero. */
export function over(dividend: Estimate, divisor: Estimate): Estimate {
  const { measured, assumed } = combine([dividend, divisor], ([first]) => first as Money);
  return {
    low: dividend.low.dividedBy(divisor.high),
    likely: dividend.likely.dividedBy(divisor.likely),
    high: dividend.high.dividedBy(divisor.low),
    measured,
    assumed,
  };
}

/** Money, hours and dollar-days: two decimals. */
export function figure(estimate: Estimate, formula: string): Figure {
  const shown = (value: Money): string => formatMoney(value.toDecimalPlaces(2));
  const value: Range = { low: shown(estimate.low), likely: shown(estimate.likely), high: shown(estimate.high) };
  return { value, formula, measured: estimate.measured, assumed: estimate.assumed };
}

function combine(estimates: readonly Estimate[], of: (values: Money[]) => Money): Estimate {
  const known = new Map<string, Measured>();
  for (const one of estimates.flatMap((estimate) => estimate.measured)) known.set(`${one.name}|${one.value}|${one.source}`, one);
  return {
    low: of(estimates.map(({ low }) => low)),
    likely: of(estimates.map(({ likely }) => likely)),
    high: of(estimates.map(({ high }) => high)),
    measured: [...known.values()],
    assumed: [...new Set(estimates.flatMap((estimate) => estimate.assumed))].sort(),
  };
}
