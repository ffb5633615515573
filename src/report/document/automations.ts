import type { Finding, ReviewedAutomation } from "../../model/index.ts";
import { AUTOMATION_WORDS, automationSentence } from "../automation-words.ts";
import { count } from "../money.ts";
import { cut } from "../plain.ts";
import { outcomeTitle } from "../state-words.ts";
import { counted } from "../words.ts";
import { heading, note, paragraph, soft, strong, type Block, type Cell, type Inline } from "./model.ts";
import { firstOf, joined, type Places } from "./places.ts";

const AUTOMATIONS = 80;
const FINDINGS = 80;
/** Findings linked in one row. */
const NAMED = 3;

/** What runs: the register with its gaps, then actors that stand in none; and what was found of them. */
export function automationBlocks(places: Places): Block[] {
  const { review } = places;
  const found = review.findings.filter(({ kind }) => kind === "unowned-automation");
  if (review.automations.length === 0) return [paragraph(automationSentence(review)), ...findingTable(found, places)];
  const { told, left } = firstOf(review.automations, AUTOMATIONS);
  return [
    paragraph(automationSentence(review)),
    {
      kind: "table",
      caption: `What runs, as the register has it, then what writes and stands in none${left === 0 ? "" : `; ${counted(left, "more")} in review.html`}`,
      columns: [
        { title: "Automation or actor", align: "left", share: 3 },
        { title: "Owner", align: "left", share: 1.6 },
        { title: "Runs, and writes", align: "left", share: 4 },
        { title: "Not written down", align: "left", share: 3 },
        { title: "Findings", align: "left", share: 1.4 },
      ],
      rows: told.map((automation) => row(automation, places)),
    },
    ...findingTable(found, places),
  ];
}

function row(automation: ReviewedAutomation, { finding, handoff }: Places): Cell[] {
  const { title, id, registered, owner, trigger, output, gaps, seen } = automation;
  const runs = [trigger === undefined ? undefined : cut(trigger, 160), output === undefined ? undefined : `writes ${cut(output, 160)}`];
  const said = runs.filter((text) => text !== undefined).join("; ");
  const links = automation.findings.slice(0, NAMED).map((fingerprint, at) => finding(fingerprint, String(at + 1)));
  const more = automation.findings.length - links.length;
  const carries: Inline[] = automation.handoff === undefined ? [] : [soft("; carries "), handoff(automation.handoff)];
  return [
    [cut(title === "" ? id : title, 80), soft(registered ? signs(seen) : " in no register")],
    [owner === undefined ? strong("nobody") : cut(owner, 60)],
    [said === "" ? "not told" : said, ...carries],
    gaps.length === 0
      ? ["nothing is missing"]
      : [strong(registered ? gaps.map((gap) => AUTOMATION_WORDS[gap].toLowerCase()).join(", ") : "everything")],
    links.length === 0 ? ["none"] : [...joined(links), ...(more === 0 ? [] : [` and ${more} more`])],
  ];
}

function signs(seen: readonly string[]): string {
  return seen.length === 0 ? "" : ` seen as ${cut(seen.slice(0, 3).join(", "), 120)}`;
}

function findingTable(found: readonly Finding[], { finding }: Places): Block[] {
  if (found.length === 0) return [];
  const { told, left } = firstOf(found, FINDINGS);
  return [
    heading(2, "What was found of them"),
    {
      kind: "table",
      caption: `Who writes records, and what nobody wrote down${left === 0 ? "" : `; ${counted(left, "more finding")} in review.html`}`,
      columns: [
        { title: "Actor or automation", align: "left", share: 2 },
        { title: "Sign", align: "left", share: 2 },
        { title: "Finding", align: "left", share: 5 },
        { title: "Owner", align: "left", share: 1 },
        { title: "Records", align: "right" },
      ],
      rows: told.map((one): Cell[] => [
        [cut(one.subject?.id ?? one.handoff ?? "", 80)],
        [outcomeTitle(one.outcome)],
        [finding(one.fingerprint)],
        [one.owner === undefined ? strong("nobody") : cut(one.owner, 60)],
        [count(one.records)],
      ]),
    },
    note("The register itself is declared in the estate; the baseline says of which handoffs nothing tells when they fail."),
  ];
}
