import { assumedSentence, uncheckedSentence } from "../brief-words.ts";
import { identityRemarks, identitySentence, linkKinds, memberRecords } from "../identity.ts";
import { count, money } from "../money.ts";
import { cut } from "../plain.ts";
import { counted, STATUS_WORDS } from "../words.ts";
import { code, heading, list, note, paragraph, soft, strong, type Block, type Cell, type Inline } from "./model.ts";
import { firstOf, type Places } from "./places.ts";

const RUNS = 200;
const IDENTITIES = 10;

/** Every check: on how many records, with which result, and if it did not run, why. */
export function coverageBlocks({ review, subject }: Places): Block[] {
  const { told, left } = firstOf(review.coverage, RUNS);
  return [
    paragraph(uncheckedSentence(review)),
    ...(told.length === 0
      ? []
      : [
          {
            kind: "table",
            caption: `Checks${left === 0 ? "" : `; ${counted(left, "more check")} in review.json`}`,
            columns: [
              { title: "Subject", align: "left", share: 3 },
              { title: "Check", align: "left", share: 2 },
              { title: "Result", align: "left" },
              { title: "Records", align: "right" },
              { title: "Findings", align: "right" },
              { title: "Why", align: "left", share: 3 },
            ],
            rows: told.map((run): Cell[] => [
              [cut(subject(run.subject), 100)],
              [cut(run.check, 60)],
              [run.status === "skipped" || run.status === "failed" ? strong(STATUS_WORDS[run.status]) : STATUS_WORDS[run.status]],
              [count(run.records)],
              [count(run.findings)],
              [cut(run.reason ?? "", 300)],
            ]),
          } as const,
        ]),
  ];
}

/** Which records are one, by what, and what was not compared. */
export function identityBlocks({ review }: Places): Block[] {
  const { told, left } = firstOf(review.identities, IDENTITIES);
  if (told.length === 0) return [paragraph("No identity is declared: records are matched by fields.")];
  return [
    ...told.flatMap((identity): Block[] => [
      heading(2, cut(identity.title, 120)),
      paragraph(cut(identitySentence(identity), 400)),
      list(
        [`Records: ${memberRecords(identity, review)}`, `Accepted links: ${linkKinds(identity)}`, ...identityRemarks(identity)].map(
          (text): Inline[] => [cut(text, 400)],
        ),
      ),
    ]),
    ...(left === 0 ? [] : [note(`${counted(left, "more identity", "more identities")} in audit.html and review.json.`)]),
  ];
}

/** How the figures came about, in sentences that hold for every review. */
export function methodBlocks(): Block[] {
  const said = [
    "Every record in scope of a handoff has exactly one outcome, and the two sides’ totals bridge to the cent; a residual that is not 0.00 would be a defect of Tieout and is shown.",
    "A record that is too recent to be expected on the other side is in flight, measured on the clock of its capture, and is no break.",
    "A check that did not run, and a value that could not be read, are listed; they never read as clean.",
    "Money at risk counts each record once, whatever number of findings it stands in; a symptom is told with its cause and costs nothing of its own.",
    "A cause is called proven only where an experiment on the records shows it; otherwise it is suspected, with what would refute it.",
    "A metric is computed again from raw records; what stands between it and a report is split into corrections, each with its cell.",
    "The same records give the same bytes, whatever the order of rows, the number of threads or the machine.",
  ];
  return [list(said.map((sentence): Inline[] => [sentence]))];
}

/** All that the prices rest on and that no record tells. */
export function assumptionBlocks({ review }: Places): Block[] {
  const { assumptions } = review.prices;
  if (assumptions.length === 0) return [paragraph(assumedSentence(review))];
  const right = (title: string) => ({ title, align: "right" }) as const;
  return [
    paragraph(assumedSentence(review)),
    {
      kind: "table",
      caption: "Assumptions; each can be set below costs in the estate",
      columns: [
        { title: "What is assumed", align: "left", share: 4 },
        right("Low"),
        right("Likely"),
        right("High"),
        { title: "Whose", align: "left" },
        { title: "Key", align: "left", share: 2 },
      ],
      rows: assumptions.map(({ key, words, value, set }): Cell[] => [
        [cut(words, 120)],
        [plainNumber(value.low)],
        [plainNumber(value.likely)],
        [plainNumber(value.high)],
        [set ? "the estate’s" : soft("a default")],
        [code(key)],
      ]),
    },
  ];
}

/** `0.10` stays, `45.00` is `45`. */
function plainNumber(value: string): string {
  return value.includes(".") ? value : money(value).replace(/\.00$/, "");
}
