import { html, type Markup } from "./markup.ts";

interface Method {
  /** As the coverage names it. */
  readonly check: string;
  readonly title: string;
  readonly how: string;
  readonly parameters: string;
  readonly blind: string;
}

const SHOWN = "10 samples a finding; a unit is named where it holds 60 % of the records or more, and at least 3";

/** How each check works, in plain words; `docs/` says it in full. */
export const METHODS: readonly Method[] = [
  {
    check: "tie-out",
    title: "Tie-out of a handoff",
    how: "Every record of both sides is matched by the declared rule and ends in exactly one outcome; the two totals bridge to the cent. What may still be on its way, by the captures’ own clock, is no break.",
    parameters: "match rule, cardinality, tolerance, grace and filter, as the estate declares them",
    blind: "handoffs that are not declared; two errors that cancel each other in one record",
  },
  {
    check: "lifecycle",
    title: "States of a lifecycle",
    how: "Each record is followed through the systems that speak of it; where they must agree, every record agrees, waits within the agreed time, or does not agree.",
    parameters: "states, words, transitions, limits and agreed times, as the estate declares them",
    blind: "states that no system records; what was said before a history begins, or between two captures",
  },
  {
    check: "source-of-truth-conflict",
    title: "Source of truth conflict",
    how: "Copies of one fact in several systems are compared for the same real thing, beyond tolerance and grace; captures of several days show in which system changes begin.",
    parameters: "10 samples a finding; tolerance, grace and case stand with the fact in the estate",
    blind: "which value is right; who changes first, where there is only one capture",
  },
  {
    check: "status-mismatch",
    title: "Status mismatch",
    how: "What the lifecycles show is told as findings: states that disagree, are stuck, went astray or were recorded late, from when to when.",
    parameters: SHOWN,
    blind: "which of two systems is right; things that no declared link joins",
  },
  {
    check: "spreadsheet-middleware",
    title: "Spreadsheet middleware",
    how: "Each column of a workbook is traced to a system’s column, a lookup, a formula or typing; records that a person typed after another system had them are found by who made them, when, and what they repeat.",
    parameters: SHOWN,
    blind: "workbooks that are not declared; pasting, which is not told from typing; what macros do",
  },
  {
    check: "silent-sync-failure",
    title: "Silent sync failure",
    how: "Breaks of a handoff are told by outcome, and beside them what lost them or kept them silent: cut captures, voids not passed on, late entries, retries, logs that say success, no alert.",
    parameters: SHOWN,
    blind: "connectors’ logs that are not declared; captures cut at a number that is not round; lag within the grace",
  },
  {
    check: "corrected-export",
    title: "Corrected export",
    how: "Each reported number is computed again from raw records; the difference is split into the changes that people made, each with its cell, and what remains is a finding of its own.",
    parameters: SHOWN,
    blind: "what people changed in the system of record itself; workbooks that are not declared",
  },
  {
    check: "migration-residue",
    title: "Migration residue",
    how: "Fields and words are followed over time: two formats of ids split by a day, columns that stop or start, words that nobody gives any more, what is open in a retired system alone.",
    parameters: SHOWN,
    blind: "cutovers of the last 30 days; datasets whose records have no day",
  },
  {
    check: "unowned-automation",
    title: "Unowned automation",
    how: "Whoever signs records is held against the people and the register; expected runs that did not come, volumes that fell, and actors that break more than others are told.",
    parameters: SHOWN,
    blind: "automations that leave no name; whether what a register says is true",
  },
  {
    check: "vendor-setting",
    title: "Vendor setting",
    how: "For each group of breaks a concentrated cause is looked for: one place, one day, one exact transformation. The same break spread over all places is none.",
    parameters: "a setting makes at least 3 breaks, and 60 % of one of its groups",
    blind: "the setting itself; a setting on something that no field of the records holds",
  },
];

/** How the checks work, what they take for granted and what they cannot see. */
export function methodSection(): Markup {
  return html`<section id="method" aria-labelledby="method-h">
    <h2 id="method-h">Method</h2>
    <p class="lead">Every check says what it looked at. What it cannot see is not proven by it.</p>
    ${METHODS.map(
      ({ title, how, parameters, blind }) =>
        html`<details>
          <summary>${title}</summary>
          <div>
            <p>${how}</p>
            <p><strong>Parameters:</strong> ${parameters}.</p>
            <p><strong>It cannot see:</strong> ${blind}.</p>
          </div>
        </details>`,
    )}
  </section>`;
}
