import { cellName } from "../../formulas/index.ts";
import type { ProvenFile, ProvenTable, Review, ReviewedWorkbook } from "../../model/index.ts";
import { titles } from "../figures.ts";
import { count, signedMoney } from "../money.ts";
import { ORIGIN_WORDS, originText } from "../origin-words.ts";
import { counted, day } from "../words.ts";
import { fitting } from "./fitting.ts";
import { moreIn } from "./link.ts";
import { anchor, html, named, nothing, type Markup } from "./markup.ts";
import { tableOf } from "./table.ts";

/** Faults and comments listed of one file. */
const LISTED = 40;

/** Spreadsheets between systems and reports: where every column comes from, and what is wrong with their logic. */
export function workbooksSection(review: Review, room: number): Markup {
  if (review.workbooks.length === 0) return nothing;
  const parts = fitting(review.workbooks, room, (workbook, index) => workbookPart(workbook, index, review));
  return html`<section id="workbooks" aria-labelledby="workbooks-h">
    <h2 id="workbooks-h">Workbooks</h2>
    <p class="lead">What people keep between the systems and the reports: each column is copied, looked up, computed or typed.</p>
    ${parts}${moreIn(review.workbooks.length, parts.length, "workbook")}
  </section>`;
}

function workbookPart(workbook: ReviewedWorkbook, index: number, review: Review): Markup {
  const name = titles(review);
  const id = anchor("workbook", workbook.id, index);
  const latest = workbook.files.at(-1);
  const list = (words: readonly string[]): string => (words.length === 0 ? "nothing that was found" : words.join(", "));
  const feeds = workbook.feeds.map((feed) => review.reports.find((report) => report.id === feed)?.title ?? name.dataset(feed));
  return html`<details class="part">
    <summary>
      <span class="name">${named(workbook.title, 120)}</span> <span class="note">${counted(workbook.files.length, "file")}</span>
    </summary>
    <div class="handoff" id="${id}">
      <p>
        ${counted(workbook.files.length, "file")}${workbook.everyDays === undefined ? "" : `, one every ${counted(workbook.everyDays, "day")}`}.
        It copies from ${named(list(workbook.from.map((dataset) => name.dataset(dataset))), 300)}, and feeds ${named(list(feeds), 300)}.
        Kept by ${named(list(workbook.people), 300)}.
      </p>
      ${latest === undefined ? nothing : filePart(latest, name.dataset)}
    </div>
  </details>`;
}

function filePart(file: ProvenFile, dataset: (id: string) => string): Markup {
  const saved = file.savedAt === undefined ? "" : `, saved ${day(file.savedAt.slice(0, 10))}`;
  return html`<p class="note">
      The newest file, <code>${named(file.file, 160)}</code>${saved}${file.savedBy === undefined ? "" : ` by ${file.savedBy}`}.
    </p>
    ${file.tables.map((table) => tablePart(table, dataset))} ${faultsPart(file)} ${commentsPart(file)}
    ${file.hiddenSheets.length === 0 ? nothing : html`<p>Hidden sheets: ${named(file.hiddenSheets.join(", "), 300)}.</p>`}
    ${file.reads.length === 0 ? nothing : html`<p>It also reads ${named(file.reads.join(", "), 400)}.</p>`}
    ${file.notes.map((note) => html`<p class="note">${named(note, 300)}</p>`)}`;
}

function tablePart({ sheet, columns, records, hiddenRows }: ProvenTable, dataset: (id: string) => string): Markup {
  const of =
    records === undefined ? "of no dataset's records" : `${count(records.matched)} rows are records of ${dataset(records.dataset)}`;
  const hidden = hiddenRows === 0 ? "" : `; ${counted(hiddenRows, "row")} hidden`;
  const rows = columns
    .filter(({ origin }) => origin.kind !== "empty")
    .map((column) => [
      html`${named(column.title, 80)}${column.hidden ? html`<span class="why">hidden</span>` : nothing}`,
      ORIGIN_WORDS[column.origin.kind],
      named(originText(column.origin, dataset), 300),
      column.exceptions === 0 ? "0" : html`<strong class="broken">${count(column.exceptions)}</strong>`,
    ]);
  return html`<h3>${named(sheet, 80)}: ${named(of + hidden, 200)}</h3>
    ${tableOf({
      label: `Columns of ${sheet}`,
      caption: "Where each column comes from",
      columns: [{ head: "Column" }, { head: "Origin", text: true }, { head: "From", text: true }, { head: "Exceptions" }],
      rows,
    })}`;
}

function faultsPart({ faults }: ProvenFile): Markup {
  if (faults.length === 0) return nothing;
  const rows = faults
    .slice(0, LISTED)
    .map((fault) => [
      html`<code>${named(`${fault.sheet}!${cellName(fault.range.fromRow, fault.range.fromColumn)}`, 80)}</code>`,
      named(fault.why, 300),
      html`<code>${named(fault.found, 120)}</code>`,
      html`<code>${named(fault.expected, 120)}</code>`,
      fault.effect === undefined ? "not known" : signedMoney(fault.effect),
    ]);
  return html`<details>
    <summary>${counted(faults.length, "fault")} in its formulas</summary>
    ${tableOf({
      label: "Faults in formulas",
      caption: "What is wrong with its logic",
      columns: [
        { head: "Cell" },
        { head: "Why", text: true },
        { head: "Found", text: true },
        { head: "Expected", text: true },
        { head: "Effect" },
      ],
      rows,
    })}${moreIn(faults.length, LISTED, "fault")}
  </details>`;
}

function commentsPart({ comments }: ProvenFile): Markup {
  if (comments.length === 0) return nothing;
  return html`<ul>
    ${comments
      .slice(0, LISTED)
      .map(
        ({ sheet, cell, author, text }) =>
          html`<li><code>${named(`${sheet}!${cell}`, 80)}</code> ${named(author ?? "somebody", 80)}: “${named(text, 300)}”</li>`,
      )}
  </ul>`;
}
