import type { Bridge, ReviewedHandoff } from "../../model/index.ts";
import { count, isZero, money, signedMoney } from "../money.ts";
import { counted } from "../words.ts";
import { html, named, nothing, tableBox, type Markup } from "./markup.ts";

/** The bridge as numbers: the waterfall's text alternative, and what one copies. */
export function bridgeTable(bridge: Bridge, caption: string): Markup {
  const last = bridge.bars.length - 1;
  const rows = bridge.bars.map(
    (bar, index) =>
      html`<tr${index === 0 || index === last ? html` class="sum"` : nothing}><th scope="row">${named(bar.title)}</th><td>${bar.id.startsWith("adjustment:") ? "" : count(bar.records)}</td><td>${index === 0 || index === last ? money(bar.amount) : signedMoney(bar.amount)}</td></tr>`,
  );
  return html`<details>
    <summary>The bridge as a table</summary>
    ${tableBox(
      caption,
      html`<table class="numbers">
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Records</th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
          <tr class="sum">
            <th scope="row">Residual</th>
            <td></td>
            <td>${money(bridge.residual)}</td>
          </tr>
        </tbody>
      </table>`,
    )}
  </details>`;
}

/** One row a unit or month, one column a step that occurs in any of them. */
export function sliceTables(handoff: ReviewedHandoff, unitTitle: (id: string) => string, currency: string): Markup {
  return html`${slices(handoff, "unit", unitTitle, currency)}${slices(handoff, "month", (month) => month, currency)}`;
}

function slices(handoff: ReviewedHandoff, by: "unit" | "month", title: (value: string) => string, currency: string): Markup {
  const bridges = handoff.bridges.flatMap((bridge) => (bridge.slice.by === by ? [{ value: bridge.slice.value, bridge }] : []));
  if (bridges.length === 0) return nothing;
  const steps = new Map<string, string>();
  for (const { bridge } of bridges) {
    for (const bar of bridge.bars) if (isTotalBar(bar.id) || !isZero(bar.amount)) steps.set(bar.id, bar.title);
  }
  const order = stepOrder(bridges.map(({ bridge }) => bridge)).filter((id) => steps.has(id));
  const head = order.map((id) => html`<th scope="col">${named(steps.get(id) ?? id, 40)}</th>`);
  const body = bridges.map(({ value, bridge }) => {
    const bars = new Map(bridge.bars.map((bar) => [bar.id, bar.amount]));
    const cells = order.map((id) => {
      const amount = bars.get(id);
      if (amount === undefined || (isZero(amount) && !isTotalBar(id))) return html`<td>·</td>`;
      return isTotalBar(id) ? html`<td>${money(amount)}</td>` : html`<td>${signedMoney(amount)}</td>`;
    });
    return html`<tr>
      <th scope="row">${value === "" ? "none stated" : named(title(value), 60)}</th>
      ${cells}
      <td>${money(bridge.residual)}</td>
    </tr>`;
  });
  const open = bridges.filter(({ bridge }) => !isZero(bridge.residual)).length;
  const closing = open === 0 ? "each closes to 0.00" : `${open} do not close`;
  const caption = `The same bridge ${by === "unit" ? "unit by unit" : "month by month"}, ${currency}`;
  return html`<details>
    <summary>By ${by} <span class="note">${counted(bridges.length, by)}, ${closing}</span></summary>
    ${tableBox(
      `${handoff.title}: ${caption}`,
      html`<table class="numbers matrix">
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            <th scope="col">${by === "unit" ? "Unit" : "Month"}</th>
            ${head}
            <th scope="col">Residual</th>
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>`,
    )}
  </details>`;
}

function isTotalBar(id: string): boolean {
  return id === "upstream" || id === "downstream";
}

/** Steps in reading order, though slices may leave out different ones. */
function stepOrder(bridges: readonly Bridge[]): string[] {
  const order: string[] = [];
  for (const bridge of bridges) {
    let at = 0;
    for (const bar of bridge.bars) {
      const known = order.indexOf(bar.id);
      if (known >= 0) at = known + 1;
      else order.splice(at++, 0, bar.id);
    }
  }
  return order;
}
