import type { HandoffTiming, Quantiles, ReviewedHandoff, TimingSlice } from "../../model/index.ts";
import { count } from "../money.ts";
import { lag } from "../state-words.ts";
import { lagSentence, waitingSentence } from "../timing.ts";
import { counted, monthName } from "../words.ts";
import { html, named, nothing, tableBox, type Markup } from "./markup.ts";

const TREND_WIDTH = 240;
const TREND_HEIGHT = 44;

/** How long the records of a handoff take, by unit and by month, and what waits. */
export function timingPart(handoff: ReviewedHandoff, unitTitle: (id: string) => string, currency: string): Markup {
  const { timing } = handoff;
  if (timing === undefined) return nothing;
  const total = timing.slices.filter(({ slice }) => slice.by === "total");
  const units = timing.slices.filter(({ slice }) => slice.by === "unit");
  const months = timing.slices.filter(({ slice }) => slice.by === "month");
  const parts = [
    units.length === 0 ? [] : [counted(units.length, "unit")],
    months.length === 0 ? [] : [counted(months.length, "month")],
  ].flat();
  return html`<div class="timing">
    <h3>How long it takes</h3>
    <p>${lagSentence(timing)}</p>
    <p>${waitingSentence(timing, currency)}</p>
    ${trend(months)}
    <details>
      <summary>Times as a table${parts.length === 0 ? nothing : html` <span class="note">${parts.join(", ")}</span>`}</summary>
      ${timingTable(handoff, [...total, ...units, ...months], unitTitle)}
    </details>
  </div>`;
}

function timingTable(handoff: ReviewedHandoff, slices: HandoffTiming["slices"], unitTitle: (id: string) => string): Markup {
  const cells = (quantiles: Quantiles, written: (value: number) => string) =>
    [quantiles.p50, quantiles.p90, quantiles.p99].map((value) => html`<td>${written(value)}</td>`);
  const rows = slices.map(
    (entry) =>
      html`<tr>
        <th scope="row">${title(entry, unitTitle)}</th>
        <td>${count(entry.pairs)}</td>
        <td>${entry.early === 0 ? "·" : count(entry.early)}</td>
        ${cells(entry.calendar, lag)}${cells(entry.business, (days) => `${days < 0 ? "−" : ""}${Math.abs(days).toFixed(1)}`)}
      </tr>`,
  );
  return tableBox(
    `${handoff.title}: how long records take`,
    html`<table class="numbers matrix">
      <caption>
        From the upstream record’s time to the downstream record’s; each figure is the time of a pair
      </caption>
      <thead>
        <tr>
          <th scope="col" rowspan="2">Part</th>
          <th scope="col" rowspan="2">Pairs</th>
          <th scope="col" rowspan="2">Early</th>
          <th scope="colgroup" colspan="3">Calendar time</th>
          <th scope="colgroup" colspan="3">Business days</th>
        </tr>
        <tr>
          <th scope="col">p50</th>
          <th scope="col">p90</th>
          <th scope="col">p99</th>
          <th scope="col">p50</th>
          <th scope="col">p90</th>
          <th scope="col">p99</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  );
}

function title({ slice }: TimingSlice, unitTitle: (id: string) => string): Markup | string {
  if (slice.by === "total") return "All";
  if (slice.value === "") return "none stated";
  return slice.by === "month" ? monthName(slice.value) : named(unitTitle(slice.value), 60);
}

/** The median month by month as a line; its figures stand in the table. */
function trend(months: readonly TimingSlice[]): Markup {
  const points = months.filter(({ pairs }) => pairs > 0);
  const first = points[0];
  const last = points.at(-1);
  if (points.length < 2 || first === undefined || last === undefined) return nothing;
  const values = points.map(({ calendar }) => calendar.p50);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const spread = high - low === 0 ? 1 : high - low;
  const x = (index: number) => (4 + (index / (points.length - 1)) * (TREND_WIDTH - 8)).toFixed(1);
  const y = (value: number) => (TREND_HEIGHT - 4 - ((value - low) / spread) * (TREND_HEIGHT - 8)).toFixed(1);
  const line = values.map((value, index) => `${index === 0 ? "M" : "L"}${x(index)} ${y(value)}`).join("");
  const told = `The median month by month: ${name(first)} ${lag(values[0] ?? 0)}, ${name(last)} ${lag(values.at(-1) ?? 0)}, the longest ${lag(high)}.`;
  return html`<p class="trend">
    <svg width="${TREND_WIDTH}" height="${TREND_HEIGHT}" viewBox="0 0 ${TREND_WIDTH} ${TREND_HEIGHT}" role="img" aria-label="${told}">
      <line class="ground" x1="0" x2="${TREND_WIDTH}" y1="${y(0)}" y2="${y(0)}" />
      <path class="trend-line" d="${line}" />
      <circle class="trend-end" cx="${x(values.length - 1)}" cy="${y(values.at(-1) ?? 0)}" r="3.5" />
    </svg>
    <span class="note">${told}</span>
  </p>`;
}

function name({ slice }: TimingSlice): string {
  return slice.by === "total" ? "All" : monthName(slice.value);
}
