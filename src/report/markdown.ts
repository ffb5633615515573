import type { Review } from "../model/index.ts";
import { markdownText } from "./markdown-text.ts";
import { count, price } from "./money.ts";
import { cut, plain } from "./plain.ts";
import { alsoSentence, decisionSentence, MOVE_WORDS, openSentence } from "./triage-words.ts";
import { SEVERITY_WORDS } from "./words.ts";

/** How many findings the summary tells. */
const TOLD = 20;

/**
 * A short summary in GitHub's Markdown, as jobs of a pipeline show it: verdict,
 * move, workflows, the first findings, what was not checked. Text from data is
 * written so that it can be neither markup, nor a link, nor a mention.
 */
export function reviewToSummary(review: Review): string {
  const { estate, verdict, triage, coverage } = review;
  const roots = review.findings.filter(({ symptomOf }) => symptomOf === undefined);
  const unseen = coverage.filter(({ status }) => status === "skipped" || status === "failed");
  const more = [alsoSentence(triage.estate), openSentence(triage.estate)].filter((text) => text !== undefined);
  const titles = new Map(review.workflows.map(({ id, title }) => [id, title]));
  const sections = [
    `## ${safe(estate.title)}: tie-out review`,
    safe(verdict.sentence, 1000),
    `**What to do:** ${safe(decisionSentence(triage.estate), 1000)}`,
    ...more.map((text) => safe(text, 1000)),
    ...(triage.workflows.length === 0
      ? []
      : [
          rows(
            ["Workflow", "Exposes", "Move"],
            triage.workflows.map(({ workflow, decision, primary }) => [
              titles.get(workflow ?? "") ?? workflow ?? "",
              decision ?? "–",
              primary === undefined ? "Not decided" : MOVE_WORDS[primary],
            ]),
          ),
        ]),
    ...(roots.length === 0
      ? []
      : [
          `### ${roots.length > TOLD ? `The first ${TOLD} of ${count(roots.length)} findings` : "Findings"}`,
          rows(
            ["Severity", "Finding", "Amount", "Owner", "Next"],
            roots
              .slice(0, TOLD)
              .map(({ severity, title, amount, owner, move }) => [
                SEVERITY_WORDS[severity],
                title,
                amount === undefined ? "–" : price(amount, estate.currency),
                owner ?? "nobody",
                move,
              ]),
          ),
        ]),
    ...(unseen.length === 0
      ? []
      : [
          "### Not checked",
          unseen.map(({ check, subject, reason }) => `- ${safe(`${check}: ${subject}: ${reason ?? "no reason is known"}`)}`).join("\n"),
        ]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => safe(cell)).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...body.map(line)].join("\n");
}

function safe(text: string, limit = 300): string {
  return markdownText(cut(plain(text), limit).trim());
}
