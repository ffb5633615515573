import type { Break, RecordSource } from "../../model/index.ts";
import { count } from "../money.ts";
import { cut } from "../plain.ts";
import { counted } from "../words.ts";
import { html, named, nothing, type Markup } from "./markup.ts";

/** The row of a source behind a sample, as somebody can look it up: file, line and cells. */
export function rawRow({ source, key }: Break): Markup {
  if (source === undefined) return nothing;
  const place = sourcePlace(source);
  const rows = source.cells.map(
    ({ column, value }) =>
      html`<tr>
        <th scope="row">${named(column, 80)}</th>
        <td>${value === null ? html`<em>empty</em>` : named(value, 200)}</td>
      </tr>`,
  );
  const more = source.more === 0 ? nothing : html`<p class="note">${counted(source.more, "more cell")} stand in the file.</p>`;
  return html`<details class="raw">
    <summary>The raw row: <code>${named(source.file, 120)}</code>${place === undefined ? nothing : html`, ${place}`}</summary>
    <div class="scroll" role="region" aria-label="The raw row of ${cut(key, 60)}" tabindex="0">
      <table class="fields">
        <caption class="unseen">
          The cells as they stand in the file
        </caption>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">What stands there</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
    ${more}
  </details>`;
}

/** `line 418`, `record 7`, `Merge!G8`. */
function sourcePlace({ line, record, cell }: RecordSource): Markup | undefined {
  if (cell !== undefined) return html`<code>${named(cell, 60)}</code>`;
  if (line !== undefined) return html`line ${count(line)}`;
  return record === undefined ? undefined : html`record ${count(record)}`;
}
