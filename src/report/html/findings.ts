import type { Finding, FindingPrice, Review } from "../../model/index.ts";
import { titles } from "../figures.ts";
import { count, isZero, price } from "../money.ts";
import { about, hoursText, whole } from "../price-words.ts";
import { counted, KIND_WORDS, SEVERITY_WORDS } from "../words.ts";
import { findingCard } from "./finding.ts";
import { findingLink, moreIn } from "./link.ts";
import { html, nothing, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";
import { tableOf } from "./table.ts";

/** Findings that stand open to be read; the rest open when they are asked for. */
const OPEN = 8;
/** Rows of a list of findings. */
const LISTED = 600;

/** What is wrong: all findings as a list that adds up, then each with its samples and their raw rows. */
export function findingsSection(review: Review, places: Places): Markup {
  const names = titles(review);
  const cards = review.findings
    .filter(({ fingerprint }) => places.finding(fingerprint) !== undefined)
    .map((finding) => ({ finding, card: findingCard(finding, places, names, review) }));
  const first = cards.slice(0, OPEN);
  const rest = cards.slice(OPEN);
  return html`<section id="findings" aria-labelledby="findings-h">
    <h2 id="findings-h">Findings</h2>
    ${
      review.findings.length === 0
        ? html`<p id="sum">Nothing was found. What was not checked stands under <a href="#coverage">coverage</a>.</p>`
        : html`<p class="lead">
              Breaks of one kind and place, the heaviest first. Each opens to its largest records, and each record to its raw row.
            </p>
            <details>
              <summary>${counted(review.findings.length, "finding")} and what each adds</summary>
              <div id="sum">${findingTable(review.findings, "All findings", places, review)}</div>
            </details>
            ${first.map(({ card }) => card)}${["high", "medium", "low"].map((severity) => {
              const own = rest.filter(({ finding }) => finding.severity === severity);
              if (own.length === 0) return nothing;
              const words = SEVERITY_WORDS[severity as Finding["severity"]].toLowerCase();
              return html`<details class="more">
                <summary>${counted(own.length, `more finding`)} of ${words} severity</summary>
                <div>${own.map(({ card }) => card)}</div>
              </details>`;
            })}${moreIn(review.findings.length, cards.length, "finding")}`
    }
  </section>`;
}

/** Findings with what each adds: records, money at risk and interest; each record's money stands at one of them. */
export function findingTable(findings: readonly Finding[], label: string, places: Places, review: Review, most = LISTED): Markup {
  const { currency } = review.estate;
  const prices = new Map<string, FindingPrice>(review.prices.findings.map((each) => [each.finding, each]));
  const shown = findings.slice(0, most);
  const rows = shown.map((finding) => {
    const own = prices.get(finding.fingerprint);
    const money = own?.moneyAtRisk.value.likely ?? "0.00";
    const interest = own?.interest.value;
    return [
      html`${findingLink(finding, places)}${finding.symptomOf === undefined ? nothing : html`<span class="why">a symptom of another: counted there</span>`}`,
      KIND_WORDS[finding.kind],
      count(finding.records),
      isZero(money) ? "·" : price(money, currency),
      interest === undefined || isZero(interest.high) ? "·" : whole(interest.likely, currency),
      own === undefined || isZero(own.hours.value.likely) ? "·" : hoursText(own.hours.value.likely).replace(/ hours?$/, ""),
    ];
  });
  const isWhole = findings.length === review.findings.length && shown.length === findings.length;
  const { estate } = review.prices;
  return html`${tableOf({
    label,
    caption: "Each record’s money once; interest and hours a month, as is likely",
    columns: [
      { head: "Finding" },
      { head: "Kind", text: true },
      { head: "Records" },
      { head: "Money at risk" },
      { head: "A month" },
      { head: "Hours" },
    ],
    rows,
    ...(isWhole
      ? {
          sum: [
            "All findings",
            "",
            "",
            price(estate.moneyAtRisk.value.likely, currency),
            about(estate.interest.value, currency),
            hoursText(estate.hours.value.likely).replace(/ hours?$/, ""),
          ],
        }
      : {}),
  })}${moreIn(findings.length, shown.length, "finding")}`;
}
