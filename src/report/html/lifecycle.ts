import type { Review, ReviewedLifecycle, ReviewedTrack, StateCount } from "../../model/index.ts";
import { count, money } from "../money.ts";
import { inDays, MISMATCH_WORDS } from "../state-words.ts";
import { stateNames, trackFigures, type StateNames } from "../states.ts";
import { counted, moment } from "../words.ts";
import type { Names } from "./finding.ts";
import { fitting } from "./fitting.ts";
import { findingLink, moreIn } from "./link.ts";
import { anchor, html, named, nothing, tableBox, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";
import { definitionTables, ruleLedger } from "./rules.ts";

const WORDS = 20;
/** Findings named with one lifecycle. */
const LISTED = 40;

/** Lifecycle by lifecycle: what each system says, where they agree, and what is stuck. What does not fit the room is counted. */
export function lifecycleSection(review: Review, names: Names, places: Places, room: number): Markup {
  if (review.lifecycles.length === 0) return nothing;
  const parts = fitting(review.lifecycles, room, (lifecycle, index) => oneLifecycle(lifecycle, index, names, places, review));
  return html`<section id="states" aria-labelledby="states-h">
    <h2 id="states-h">What state things are in</h2>
    <p class="lead">One thing, followed through every system that speaks of it. Open cases within their limits are no findings.</p>
    ${parts}${moreIn(review.lifecycles.length, parts.length, "lifecycle")}
  </section>`;
}

function oneLifecycle(lifecycle: ReviewedLifecycle, index: number, names: Names, places: Places, review: Review): Markup {
  const id = anchor("lifecycle", lifecycle.id, index);
  const words = stateNames(lifecycle);
  const findings = review.findings.filter((finding) => finding.lifecycle?.id === lifecycle.id && finding.handoff === undefined);
  return html`<details class="part">
    <summary>
      <span class="name">${named(lifecycle.title)}</span>
      <span class="note">${findings.length === 0 ? "no finding" : counted(findings.length, "finding")}</span>
    </summary>
    <div class="handoff" id="${id}">
      <p class="note dots">
        <span>${counted(lifecycle.states.length, "state")}</span
        >${lifecycle.tracks.map((track) => html`<span>${named(track.title, 60)}: ${named(names.dataset(track.dataset), 60)}</span>`)}${lifecycle.workflows.map((workflow) => html`<span>${named(workflow, 60)}</span>`)}
      </p>
      ${stateMatrix(lifecycle, words, review.estate.currency)}${ruleLedger(lifecycle, words, review.estate.currency)}${definitionTables(lifecycle, words, names)}${lifecycle.tracks.map((track) => trackRemarks(track, words, names, review))}
      ${
        findings.length === 0
          ? nothing
          : html`<h3 class="list">Findings here</h3>
              <ul class="plain">
                ${findings.slice(0, LISTED).map((finding) => html`<li>${findingLink(finding, places)}</li>`)}
              </ul>
              ${moreIn(findings.length, LISTED, "finding")}`
      }
    </div>
  </details>`;
}

/** Where the records are now: a row a state, a column a track. */
function stateMatrix(lifecycle: ReviewedLifecycle, names: StateNames, currency: string): Markup {
  const { tracks, states } = lifecycle;
  const now = tracks.map((track) => new Map(track.now.map((entry) => [entry.state, entry])));
  const most = Math.max(1, ...tracks.flatMap((track) => track.now.map(({ records, final }) => (final ? 0 : records))));
  const shown = states.filter((state) => now.some((byState) => byState.has(state.id)));
  if (shown.length === 0) return nothing;
  const rows = shown.map(
    (state) =>
      html`<tr>
        <th scope="row">
          ${named(names.state(state.id), 60)}${now.some((byState) => byState.get(state.id)?.final === true) ? html`<span class="why">may end here</span>` : nothing}
        </th>
        ${now.map((byState) => stateCell(byState.get(state.id), most))}
      </tr>`,
  );
  const sums = tracks.map((track) => {
    const { ended, open, stuck } = trackFigures(track);
    return html`<td>
      ${stuck === 0 ? "none stuck" : html`<strong class="broken">${count(stuck)} stuck</strong>`}<span class="why"
        >${count(open)} open, ${count(ended)} ended</span
      >
    </td>`;
  });
  return tableBox(
    `${lifecycle.title}: where the records are now`,
    html`<table class="numbers states">
      <caption>
        Where the records are now; below them their amount, ${currency}
      </caption>
      <thead>
        <tr>
          <th scope="col">State</th>
          ${tracks.map((track) => html`<th scope="col">${named(track.title, 40)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
        <tr class="sum">
          <th scope="row">All</th>
          ${sums}
        </tr>
      </tbody>
    </table>`,
  );
}

function stateCell(entry: StateCount | undefined, most: number): Markup {
  if (entry === undefined) return html`<td>·</td>`;
  const notes = [
    ...(entry.amount === undefined || entry.records === 0 ? [] : [money(entry.amount)]),
    ...(entry.oldest === undefined || entry.final || entry.records === 0 ? [] : [`oldest ${inDays(entry.oldest)}`]),
  ];
  return html`<td>
    ${entry.stuck === 0 ? nothing : html`<strong class="broken">${count(entry.stuck)} stuck</strong> of `}${count(entry.records)}${entry.final ? nothing : gauge(entry, most)}<span
      class="why"
      >${notes.join(" · ")}</span
    >
  </td>`;
}

/** How many are open, and of them stuck: a bar beside those of the other open states. */
function gauge({ records, stuck }: StateCount, most: number): Markup {
  const part = (share: number) => ((share / most) * 100).toFixed(1);
  return html`<svg class="gauge" width="100%" height="5" aria-hidden="true">
    <rect class="open" width="${part(records)}%" height="5" />
    <rect class="lost" width="${part(stuck)}%" height="5" />
  </svg>`;
}

function trackRemarks(track: ReviewedTrack, names: StateNames, place: Names, review: Review): Markup {
  const { counts } = track;
  const said = (value: number, words: string) => (value === 0 ? [] : [`${count(value)} ${words}`]);
  const remarks = [
    `${counted(counts.records, "record")}, ${counted(counts.events, "change")} of state; known until ${moment(track.knownUntil, review.estate.timeZone)}${track.exact ? "" : "; some times are known as intervals only"}`,
    ...said(counts.silent, "records of which no state is known"),
    ...said(counts.undated, "rows of the history without a readable time"),
    ...said(counts.nameless, "rows of the history that name no record"),
    ...said(counts.orphaned, "rows of the history that name a record which is not there"),
    ...said(counts.future, "events later than what is known"),
    ...said(counts.lateRecorded, "events recorded later than allowed"),
  ];
  const words = track.unmapped
    .slice(0, WORDS)
    .map(
      ({ word, dataset, records, samples }) =>
        html`<li>
          <code>${named(word, 120)}</code> in ${named(place.dataset(dataset), 60)} stands for no state:
          ${counted(records, "record")}${samples.length === 0 ? nothing : html`, such as ${samples.slice(0, 3).map((key, index) => html`${index === 0 ? "" : ", "}<code>${named(key, 60)}</code>`)}`}
        </li>`,
    );
  const more =
    track.unmapped.length > WORDS ? html`<li>${counted(track.unmapped.length - WORDS, "more word")} in review.json</li>` : nothing;
  return html`<div class="remarks">
    <h3>${named(track.title, 80)}</h3>
    <ul class="plain">
      ${remarks.map((remark) => html`<li>${remark}</li>`)}${words}${more}
    </ul>
    ${transitionTable(track, names)}
  </div>`;
}

function transitionTable(track: ReviewedTrack, names: StateNames): Markup {
  if (track.transitions.length === 0) return nothing;
  const wrong = track.transitions.filter(({ kind }) => kind !== "allowed" && kind !== "rework").length;
  const kinds = { allowed: "allowed", rework: "allowed, as rework" } as const;
  const rows = track.transitions.map(({ from, to, kind, times, records }) => {
    const bad = kind !== "allowed" && kind !== "rework";
    return html`<tr>
      <th scope="row">${named(names.state(from), 60)} → ${named(names.state(to), 60)}</th>
      <td class="text">${bad ? html`<strong class="broken">${MISMATCH_WORDS[kind].title.toLowerCase()}</strong>` : kinds[kind]}</td>
      <td>${count(times)}</td>
      <td>${count(records)}</td>
    </tr>`;
  });
  return html`<details>
    <summary>
      Changes of state
      <span class="note">${wrong === 0 ? "each of them allowed" : `${counted(wrong, "kind")} of ${count(rows.length)} not allowed`}</span>
    </summary>
    ${tableBox(
      `${track.title}: changes of state`,
      html`<table class="numbers">
        <caption>
          Every change that was seen
        </caption>
        <thead>
          <tr>
            <th scope="col">Change</th>
            <th scope="col" class="text">Kind</th>
            <th scope="col">Times</th>
            <th scope="col">Records</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
    )}
  </details>`;
}
