import { count } from "../money.ts";
import { cut } from "../plain.ts";
import { outcomeTitle } from "../state-words.ts";
import { counted } from "../words.ts";
import { note, paragraph, strong, type Block, type Cell } from "./model.ts";
import { firstOf, type Places } from "./places.ts";

const AUTOMATIONS = 80;

/** What runs without an owner, a register or an alert: the findings of that kind, by who writes. */
export function automationBlocks({ review, finding }: Places): Block[] {
  const found = review.findings.filter(({ kind }) => kind === "unowned-automation");
  const checks = review.coverage.filter(({ check }) => check === "unowned-automation");
  if (found.length === 0) {
    const blind = checks.every(({ status }) => status === "skipped" || status === "failed");
    const why = checks.find(({ reason }) => reason !== undefined)?.reason;
    if (blind) return [paragraph(`Not checked: ${why ?? "no check of automations ran"}.`)];
    const seen = checks.some(({ records }) => records > 0);
    return [
      paragraph(
        seen
          ? "Every actor that was seen is registered, with an owner and its rules."
          : "No actor was seen and no automation is registered, so nothing is proven of them.",
      ),
    ];
  }
  const { told, left } = firstOf(found, AUTOMATIONS);
  return [
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
