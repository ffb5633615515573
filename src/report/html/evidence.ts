import { formatLocation, type Review, type ReviewedDataset } from "../../model/index.ts";
import { titles } from "../figures.ts";
import { count, money } from "../money.ts";
import { counted, moment, STATUS_WORDS } from "../words.ts";
import { html, named, nothing, tableBox, type Markup } from "./markup.ts";

/** What was read, from where, and what could not be read. */
export function dataSection(review: Review): Markup {
  const name = titles(review);
  const rows = review.datasets.map(
    (dataset) =>
      html`<tr>
        <th scope="row">
          ${named(dataset.title, 80)}<span class="why">${named(name.system(dataset.system), 60)} · ${named(dataset.entity, 40)}</span>
        </th>
        <td class="text">${files(dataset)}</td>
        <td class="text">${moment(dataset.capturedAt, review.estate.timeZone)}</td>
        <td>${count(dataset.rows)}</td>
        <td>${dataset.amount === undefined ? "·" : money(dataset.amount)}</td>
        <td>${dataset.unreadable === 0 ? "0" : html`<strong class="broken">${count(dataset.unreadable)}</strong>`}</td>
      </tr>`,
  );
  const remarks = review.datasets.filter((dataset) => dataset.unreadable > 0 || dataset.hints.length > 0 || dataset.notes.length > 0);
  return html`<section id="data" aria-labelledby="data-h">
    <h2 id="data-h">What was read</h2>
    ${
      review.datasets.length === 0
        ? html`<p>No dataset was read.</p>`
        : tableBox(
            "Datasets",
            html`<table class="numbers">
              <caption>
                Datasets as they were captured; times in ${review.estate.timeZone}, amounts in ${review.estate.currency}
              </caption>
              <thead>
                <tr>
                  <th scope="col">Dataset</th>
                  <th scope="col" class="text">Files</th>
                  <th scope="col" class="text">Captured</th>
                  <th scope="col">Records</th>
                  <th scope="col">Total</th>
                  <th scope="col">Unreadable</th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>`,
          )
    }${remarks.map(datasetRemarks)}
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

/** What ran, on how many records, and what was not checked and why. */
export function coverageSection(review: Review): Markup {
  const subjects = new Map([...review.workflows, ...review.lifecycles, ...review.handoffs].map((subject) => [subject.id, subject.title]));
  const rows = review.coverage.map(
    (run) =>
      html`<tr>
        <th scope="row">${named(subjects.get(run.subject) ?? run.subject, 100)}<span class="why">${named(run.check, 60)}</span></th>
        <td class="text"><span class="status ${run.status}">${STATUS_WORDS[run.status]}</span></td>
        <td>${count(run.records)}</td>
        <td>${count(run.findings)}</td>
        <td class="text">${run.reason === undefined ? "" : named(run.reason, 600)}</td>
      </tr>`,
  );
  const blind = review.coverage.filter((run) => run.status === "skipped" || run.status === "failed").length;
  return html`<section id="coverage" aria-labelledby="coverage-h">
    <h2 id="coverage-h">What was checked, and what was not</h2>
    <p>
      ${
        review.coverage.length === 0
          ? "No check ran, so nothing is proven."
          : blind === 0
            ? `All ${counted(review.coverage.length, "check")} ran.`
            : `${counted(blind, "check")} of ${count(review.coverage.length)} did not run; what ${blind === 1 ? "it" : "they"} would have covered is not proven.`
      }
    </p>
    ${
      review.coverage.length === 0
        ? nothing
        : tableBox(
            "Checks",
            html`<table class="numbers">
              <caption>
                Checks
              </caption>
              <thead>
                <tr>
                  <th scope="col">Subject</th>
                  <th scope="col" class="text">Result</th>
                  <th scope="col">Records</th>
                  <th scope="col">Findings</th>
                  <th scope="col" class="text">Why</th>
                </tr>
              </thead>
              <tbody>
                ${rows}
              </tbody>
            </table>`,
          )
    }
  </section>`;
}
