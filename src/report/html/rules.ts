import type { Definition, ReviewedLifecycle, ReviewedRule, RuleCount } from "../../model/index.ts";
import { count, isZero, money, percent } from "../money.ts";
import { amountDaysUnit } from "../state-words.ts";
import { ruleText, type StateNames } from "../states.ts";
import { counted } from "../words.ts";
import type { Names } from "./finding.ts";
import { html, named, nothing, tableBox, type Markup } from "./markup.ts";

/** A unit speaks another language where a state's share is so far from that of all units. */
const APART = 0.2;

/** Where the systems must agree, and what became of every record. */
export function ruleLedger(lifecycle: ReviewedLifecycle, names: StateNames, currency: string): Markup {
  if (lifecycle.rules.length === 0) return nothing;
  const cell = ({ records, amount }: RuleCount, bad = false) =>
    records === 0
      ? html`<td>·</td>`
      : html`<td>
          ${bad ? html`<strong class="broken">${count(records)}</strong>` : count(records)}${amount === undefined ? nothing : html`<span class="why">${money(amount)}</span>`}
        </td>`;
  const rows = lifecycle.rules.map(
    (rule) =>
      html`<tr>
        <th scope="row">${named(rule.title, 120)}<span class="why">${named(ruleText(rule, names), 300)}</span>${shares(rule)}</th>
        ${cell(rule.checked)}${cell(rule.agrees)}${cell(rule.waiting)}${cell(rule.disagreed, true)}${cell(rule.disagrees, true)}
        <td>${isZero(rule.days) ? "·" : money(rule.days)}</td>
        <td>${rule.amountDays === undefined || isZero(rule.amountDays) ? "·" : money(rule.amountDays)}</td>
      </tr>`,
  );
  return tableBox(
    `${lifecycle.title}: where the systems must agree`,
    html`<table class="numbers matrix ledger">
      <caption>
        Where the systems must agree: every record once; below each number its amount, ${currency}
      </caption>
      <thead>
        <tr>
          <th scope="col">Rule</th>
          <th scope="col">Checked</th>
          <th scope="col">Agree</th>
          <th scope="col">Within time</th>
          <th scope="col">Were apart</th>
          <th scope="col">Apart now</th>
          <th scope="col">Days beyond</th>
          <th scope="col">${amountDaysUnit(currency)}</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  );
}

/** The four outcomes as parts of one bar. */
function shares(rule: ReviewedRule): Markup {
  if (rule.checked.records === 0) return html`<span class="why">no record was ever in these states</span>`;
  const parts = [
    ["agree", rule.agrees.records],
    ["wait", rule.waiting.records],
    ["were", rule.disagreed.records],
    ["lost", rule.disagrees.records],
  ] as const;
  let from = 0;
  const all = Math.max(1, rule.checked.records);
  const bars = parts.map(([kind, records]) => {
    const width = (records / all) * 100;
    const bar = html`<rect class="${kind}" x="${from.toFixed(2)}%" width="${width.toFixed(2)}%" height="7" />`;
    from += width;
    return bar;
  });
  return html`<svg class="gauge" width="100%" height="7" aria-hidden="true">${bars}</svg>`;
}

/** What follows a state in the next system, unit by unit: shown at once where units differ. */
export function definitionTables(lifecycle: ReviewedLifecycle, names: StateNames, place: Names): Markup {
  const byRule = new Map<string, Definition[]>();
  for (const definition of lifecycle.definitions) byRule.set(definition.rule, [...(byRule.get(definition.rule) ?? []), definition]);
  const tables = [...byRule].flatMap(([id, definitions]) => {
    const rule = lifecycle.rules.find((entry) => entry.id === id);
    const units = [...new Set(definitions.map(({ unit }) => unit))];
    if (rule === undefined || units.filter((unit) => unit !== "").length < 2) return [];
    return [{ rule, definitions, units, differ: differing(definitions) }];
  });
  return html`${tables.map(({ rule, definitions, units, differ }) => {
    const table = definitionTable(rule, definitions, units, names, place);
    const summary = html`Unit by unit: ${named(rule.title, 120)}`;
    return differ.length === 0
      ? html`<details>
          <summary>${summary} <span class="note">no unit stands apart</span></summary>
          ${table}
        </details>`
      : html`<details open>
          <summary>${summary} <span class="note">${counted(differ.length, "unit")} apart from the rest</span></summary>
          ${table}
        </details>`;
  })}`;
}

/** Units in which a state's share is far from that of all units. */
function differing(definitions: readonly Definition[]): string[] {
  const all = new Map(definitions.filter(({ unit }) => unit === "").map(({ state, share }) => [state, share]));
  if (all.size === 0) return [];
  const apart = definitions.filter(({ unit, state, share }) => unit !== "" && Math.abs(share - (all.get(state) ?? 0)) >= APART);
  return [...new Set(apart.map(({ unit }) => unit))];
}

function definitionTable(
  rule: ReviewedRule,
  definitions: readonly Definition[],
  units: readonly string[],
  names: StateNames,
  place: Names,
): Markup {
  const states = [...new Set(definitions.map(({ state }) => state))];
  const differ = new Set(differing(definitions));
  const rows = [...units]
    .sort((a, b) => Number(a === "") - Number(b === ""))
    .map((unit) => {
      const own = new Map(definitions.filter((definition) => definition.unit === unit).map((definition) => [definition.state, definition]));
      const total = [...own.values()].reduce((sum, { records }) => sum + records, 0);
      const cells = states.map((state) => {
        const found = own.get(state);
        return found === undefined
          ? html`<td>·</td>`
          : html`<td>${percent(found.share)}<span class="why">${count(found.records)}</span></td>`;
      });
      const title = unit === "" ? html`All units` : named(place.unit(unit), 60);
      return html`<tr${unit === "" ? html` class="sum"` : nothing}><th scope="row">${title}${differ.has(unit) ? html`<strong class="broken apart">stands apart</strong>` : nothing}</th><td>${count(total)}</td>${cells}</tr>`;
    });
  return tableBox(
    `${rule.title}, unit by unit`,
    html`<table class="numbers matrix">
      <caption>
        What ${named(names.track(rule.then.track), 60)} says of the records beyond the agreed time
      </caption>
      <thead>
        <tr>
          <th scope="col">Unit</th>
          <th scope="col">Records</th>
          ${states.map((state) => html`<th scope="col">${named(names.state(state), 40)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  );
}
