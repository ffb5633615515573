import { html, nothing, tableBox, type Markup } from "./markup.ts";

export interface Column {
  readonly head: Markup | string;
  /** Texts stand at the left and may wrap; figures stand at the right. */
  readonly text?: boolean;
}

export interface Table {
  /** What it is, for those who do not see it. */
  readonly label: string;
  readonly caption: Markup | string;
  /** The caption stands there already as a heading or a summary. */
  readonly unseenCaption?: boolean;
  readonly columns: readonly Column[];
  /** The first cell names its row. */
  readonly rows: readonly (readonly (Markup | string)[])[];
  /** The sum of the rows, if they add up. */
  readonly sum?: readonly (Markup | string)[];
  /** Words of the table's own style. */
  readonly look?: string;
}

/** A table as every part of the page has it: it scrolls by itself where it is wide. */
export function tableOf({ label, caption, unseenCaption, columns, rows, sum, look }: Table): Markup {
  const isText = (index: number): boolean => index > 0 && columns[index]?.text === true;
  const row = (cells: readonly (Markup | string)[], name: Markup): Markup =>
    html`<tr${name}>${cells.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : isText(index) ? html`<td class="text">${cell}</td>` : html`<td>${cell}</td>`))}</tr>`;
  return tableBox(
    label,
    html`<table class="numbers${look === undefined ? "" : ` ${look}`}">
      ${
        unseenCaption === true
          ? html`<caption class="unseen">
              ${caption}
            </caption>`
          : html`<caption>
              ${caption}
            </caption>`
      }
      <thead>
        <tr>
          ${columns.map(({ head }, index) => (isText(index) ? html`<th scope="col" class="text">${head}</th>` : html`<th scope="col">${head}</th>`))}
        </tr>
      </thead>
      <tbody>
        ${rows.map((cells) => row(cells, nothing))}${sum === undefined ? nothing : row(sum, html` class="sum"`)}
      </tbody>
    </table>`,
  );
}
