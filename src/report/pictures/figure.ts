import { html, nothing, tableBox, type Markup } from "../html/markup.ts";

/** The least widths of a picture in the page: beside another on a wide screen, and what a screen of 375 px leaves. */
const WIDE = 400;
const NARROW = 300;

/** A table of what a picture draws. */
export interface FigureTable {
  readonly caption: string;
  /** Heads; those of texts are said so. */
  readonly heads: readonly { readonly words: string; readonly text?: boolean }[];
  /** The first cell names the row. */
  readonly rows: readonly (readonly (Markup | string)[])[];
}

/** Pictures side by side, once for wide screens and paper, once for narrow ones; what they say in a sentence; and the same as a table. */
export function figure(
  draw: (id: string, room: number) => readonly Markup[],
  id: string,
  caption: Markup | string,
  table: FigureTable,
): Markup {
  return html`<figure>
      <div class="pictures wide">${draw(`${id}-wide`, WIDE).map((each) => html`<div>${each}</div>`)}</div>
      <div class="pictures narrow">${draw(`${id}-narrow`, NARROW).map((each) => html`<div>${each}</div>`)}</div>
      <figcaption>${caption}</figcaption>
    </figure>
    ${table.rows.length === 0 ? nothing : asTable(table)}`;
}

function asTable({ caption, heads, rows }: FigureTable): Markup {
  const cell = (value: Markup | string, column: number): Markup =>
    column === 0
      ? html`<th scope="row">${value}</th>`
      : heads[column]?.text === true
        ? html`<td class="text">${value}</td>`
        : html`<td>${value}</td>`;
  return html`<details>
    <summary>${caption} <span class="note">as a table</span></summary>
    ${tableBox(
      caption,
      html`<table class="numbers">
        <caption class="unseen">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${heads.map(({ words, text }, column) =>
              text === true && column > 0 ? html`<th scope="col" class="text">${words}</th>` : html`<th scope="col">${words}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map(cell)}
              </tr>`,
          )}
        </tbody>
      </table>`,
    )}
  </details>`;
}
