import type { Bridge } from "../../model/index.ts";
import { isNegative, isZero, money, position, signedMoney } from "../money.ts";
import { cut } from "../plain.ts";
import { cutWide } from "../terminal.ts";
import { counted } from "../words.ts";
import { html, nothing, type Markup } from "./markup.ts";

const ROW = 46;
const BAR = 16;

interface Domain {
  readonly low: number;
  readonly high: number;
  /** Where the totals' bars begin. */
  readonly base: number;
  /** The axis does not begin at zero. */
  readonly torn: boolean;
}

/**
 * The bridge as a waterfall: the upstream total, a signed bar for each step, the
 * downstream total, the residual. Lengths are percentages, so that the letters
 * keep their size at every width.
 */
export function waterfall(bridge: Bridge, title: string, id: string): Markup {
  const levels: number[] = [];
  let level = 0;
  bridge.bars.forEach((bar, index) => {
    const isLast = index === bridge.bars.length - 1;
    level = index === 0 || isLast ? position(bar.amount) : level + position(bar.amount);
    levels.push(level);
  });
  const domain = domainOf(levels);
  const at = (value: number) => `${(((value - domain.low) / (domain.high - domain.low)) * 100).toFixed(2)}%`;
  const rows = bridge.bars.map((bar, index) => {
    const isTotal = index === 0 || index === bridge.bars.length - 1;
    const before = isTotal ? domain.base : (levels[index - 1] ?? 0);
    const after = levels[index] ?? 0;
    const kind = isTotal ? "total" : isZero(bar.amount) ? "none" : isNegative(bar.amount) ? "down" : "up";
    const y = index * ROW;
    const length = (Math.abs(after - before) / (domain.high - domain.low)) * 100;
    return html`<g
      ><title>${cut(bar.title, 2000)}, ${counted(bar.records, "record")}</title
      ><text class="bar-name" x="0" y="${y + 14}">${cutWide(bar.title, 34)}</text
      ><text class="bar-amount" x="100%" y="${y + 14}" text-anchor="end">${isTotal ? money(bar.amount) : signedMoney(bar.amount)}</text
      ><rect
        class="bar ${kind}"
        x="${at(Math.min(before, after))}"
        y="${y + 21}"
        width="${Math.max(length, 0.4).toFixed(2)}%"
        height="${BAR}"
      />${isTotal && domain.torn ? html`<path class="tear" d="M14 ${y + 40}L20 ${y + 18}M21 ${y + 40}L27 ${y + 18}" />` : nothing}</g
    >`;
  });
  const links = levels
    .slice(0, -1)
    .map(
      (value, index) =>
        html`<line class="link" x1="${at(value)}" x2="${at(value)}" y1="${index * ROW + 21 + BAR}" y2="${(index + 1) * ROW + 21}" />`,
    );
  const zero =
    domain.low < 0 && domain.high > 0
      ? html`<line class="zero" x1="${at(0)}" x2="${at(0)}" y1="18" y2="${bridge.bars.length * ROW}" />`
      : nothing;
  const height = bridge.bars.length * ROW + 26;
  const closes = isZero(bridge.residual);
  const told = bridge.bars.map((bar) => `${bar.title} ${money(bar.amount)}`).join("; ");
  return html`<svg class="waterfall" width="100%" height="${height}" role="img" aria-labelledby="${id}-title ${id}-text">
      <title id="${id}-title">${cut(title, 200)}</title>
      <desc id="${id}-text">${cut(told, 2000)}; residual ${money(bridge.residual)}.</desc>
      ${zero}${links}${rows}
      <text class="bar-name ${closes ? "clean" : "broken"}" x="0" y="${height - 9}">
        Residual${closes ? ": the bridge closes" : ": the bridge does not close"}
      </text>
      <text class="bar-amount ${closes ? "clean" : "broken"}" x="100%" y="${height - 9}" text-anchor="end">${money(bridge.residual)}</text>
    </svg>
    ${domain.torn ? html`<p class="note">Bars begin at ${money(domain.base.toFixed(2))}, not at zero, so that the steps can be seen.</p>` : nothing}`;
}

function domainOf(levels: readonly number[]): Domain {
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  const spread = high - low;
  if (low < 0 || spread === 0 || spread > 0.6 * high) {
    const from = Math.min(0, low);
    const to = Math.max(0, high);
    return { low: from, high: from === to ? from + 1 : to, base: 0, torn: false };
  }
  const step = 10 ** Math.floor(Math.log10(spread));
  const base = Math.max(0, Math.floor((low - spread * 0.35) / step) * step);
  return { low: base, high, base, torn: base > 0 };
}
