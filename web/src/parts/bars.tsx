import type { Facet } from "../api/types.ts";
import { inCount, inMoney } from "./format.ts";
import { Link } from "./link.tsx";

interface BarsProps {
  readonly facet: Facet;
  /** What stands for those without a value. */
  readonly none: string;
  readonly nameOf?: (value: string) => string;
  readonly addressOf: (value: string | null) => string;
}

/** How many have which value, the most first: each bar leads to them. */
export function FacetBars({ facet, none, nameOf = (value) => value, addressOf }: BarsProps) {
  const most = Math.max(1, ...facet.map(({ count }) => count));
  return (
    <div className="bars">
      {facet.slice(0, 8).map(({ value, count, amount }) => (
        <div key={value ?? ""} className="bar-row">
          <Link to={addressOf(value)}>{value === null ? none : nameOf(value)}</Link>
          <span className="bar-track" aria-hidden="true">
            <span className="bar-fill" style={{ left: 0, width: `${(100 * count) / most}%` }} />
          </span>
          <span className="num">
            {inCount(count)} <span className="dim small">{inMoney(amount, true)}</span>
          </span>
        </div>
      ))}
    </div>
  );
}
