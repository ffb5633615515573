import { formatLocation, type CheckRun, type Review, type ReviewedDataset } from "../../model/index.ts";
import { uncheckedRuns, uncheckedSentence } from "../brief-words.ts";
import { titles } from "../figures.ts";
import { count, money } from "../money.ts";
import { counted, moment, STATUS_WORDS } from "../words.ts";
import { moreIn } from "./link.ts";
import { html, named, nothing, type Markup } from "./markup.ts";
import { tableOf } from "./table.ts";

/** Datasets that are listed. */
const DATASETS = 200;

/** What was read, from where, and what could not be read. */
export function dataSection(review: Review): Markup {
  const name = titles(review);
  const shown = review.datasets.slice(0, DATASETS);
  const rows = shown.map((dataset) => [
    html`${named(dataset.title, 80)}<span class="why">${named(name.system(dataset.system), 60)} · ${named(dataset.entity, 40)}</span>`,
    files(dataset),
    moment(dataset.capturedAt, review.estate.timeZone),
    count(dataset.rows),
    dataset.amount === undefined ? "·" : money(dataset.amount),
    dataset.unreadable === 0 ? "0" : html`<strong class="broken">${count(dataset.unreadable)}</strong>`,
  ]);
  const remarks = shown.filter((dataset) => dataset.unreadable > 0 || dataset.hints.length > 0 || dataset.notes.length > 0);
  return html`<section id="data" aria-labelledby="data-h">
    <h2 id="data-h">What was read</h2>
    ${
      review.datasets.length === 0
        ? html`<p>No dataset was read.</p>`
        : tableOf({
            label: "Datasets",
            caption: `Datasets as they were captured; times in ${review.estate.timeZone}, amounts in ${review.estate.currency}`,
            columns: [
              { head: "Dataset" },
              { head: "Files", text: true },
              { head: "Captured", text: true },
              { head: "Records" },
              { head: "Total" },
              { head: "Unreadable" },
            ],
            rows,
          })
    }${moreIn(review.datasets.length, shown.length, "dataset")}${remarks.map(datasetRemarks)}
  </section>`;
}

function files(dataset: ReviewedDataset): Markup {
  const shown = dataset.files.slice(0, 3).map((file) => html`<code>${named(file, 120)}</code> `);
  return html`${shown}${dataset.files.length > 3 ? html`<span class="note">and ${count(dataset.files.length - 3)} more</span>` : nothing}`;
}

function datasetRemarks(dataset: ReviewedDataset): Markup {
  const remarks = [...dataset.hints.map((hint) => hint.message), ...dataset.notes];
  const list =
    remarks.length === 0
      ? nothing
      : html`<ul class="plain">
          ${remarks.map((remark) => html`<li>${named(remark, 600)}</li>`)}
        </ul>`;
  const problems = dataset.unreadableSamples.map(
    (problem) =>
      html`<li>
        ${problem.at === undefined ? nothing : html`<code>${named(formatLocation(problem.at), 200)}</code> `}${named(problem.message, 400)}${problem.found === undefined ? nothing : html` Found <code>${named(problem.found, 200)}</code>.`}${problem.expected === undefined ? nothing : html` Expected ${named(problem.expected, 200)}.`}${problem.hint === undefined ? nothing : html` ${named(problem.hint, 200)}`}
      </li>`,
  );
  const unreadable =
    dataset.unreadable === 0
      ? nothing
      : html`<details>
          <summary>
            ${counted(dataset.unreadable, "value")} could not be
            read${problems.length < dataset.unreadable ? html` <span class="note">the first ${count(problems.length)}</span>` : nothing}
          </summary>
          <ol class="plain">
            ${problems}
          </ol>
        </details>`;
  return html`<div class="remarks">
    <h3>${named(dataset.title, 80)}</h3>
    ${list}${unreadable}
  </div>`;
}

/** Rows of the table of checks. */
const CHECKS = 400;

/** What ran, on how many records, and what was not checked and why. */
export function coverageSection(review: Review): Markup {
  const subjects = new Map([...review.workflows, ...review.lifecycles, ...review.handoffs].map((subject) => [subject.id, subject.title]));
  const table = (runs: readonly CheckRun[], caption: string): Markup =>
    html`${tableOf({
      label: caption,
      caption,
      columns: [
        { head: "Subject" },
        { head: "Result", text: true },
        { head: "Records" },
        { head: "Findings" },
        { head: "Why", text: true },
      ],
      rows: runs
        .slice(0, CHECKS)
        .map((run) => [
          html`${named(subjects.get(run.subject) ?? run.subject, 100)}<span class="why">${named(run.check, 60)}</span>`,
          html`<span class="status ${run.status}">${STATUS_WORDS[run.status]}</span>`,
          count(run.records),
          count(run.findings),
          run.reason === undefined ? "" : named(run.reason, 600),
        ]),
    })}${moreIn(runs.length, CHECKS, "check")}`;
  const blind = uncheckedRuns(review);
  return html`<section id="coverage" aria-labelledby="coverage-h">
    <h2 id="coverage-h">What was checked, and what was not</h2>
    <p>${uncheckedSentence(review)}</p>
    ${blind.length === 0 ? nothing : table(blind, "Checks that did not run")}${
      review.coverage.length === 0
        ? nothing
        : html`<details>
            <summary>All ${counted(review.coverage.length, "check")}</summary>
            <div>${table(review.coverage, "Checks")}</div>
          </details>`
    }
  </section>`;
}
