import type { DetectorContext } from "../detector.ts";
import { counted, signDetector, type ToldSigns } from "../sign-findings.ts";

const of = (told: ToldSigns): string => told.detail["title"] ?? told.subject.id;
const worth = (told: ToldSigns, before: string): string => (told.worth === undefined ? "" : `${before}${told.worth}`);

/** Without a number nothing is held against raw records: that is no clean bill. */
function unread({ reports, numbers }: DetectorContext): string | undefined {
  if (reports === 0) return "the estate declares no report";
  return numbers === 0 ? "no report's numbers could be read" : undefined;
}

/** Reports that people's corrections carry from raw records to the number that is read; a finding a report. */
export const correctedExport = signDetector({
  kind: "corrected-export",
  title: "Corrected export",
  looksAt: "numbers",
  requires: unread,
  words: {
    corrected: {
      title: (told) =>
        `${of(told)}: ${counted(told.records, "correction", "corrections")}${told.detail["workbook"] === undefined ? "" : ` in ${told.detail["workbook"]}`}${worth(told, " move ")} between raw records and ${counted(Number(told.detail["numbers"] ?? 0), "number", "numbers")} that people read`,
      move: (told) =>
        `Trace each correction to the record it changes, mend it where the record is kept, and let ${of(told)} read ${told.detail["metric"] ?? "the metric"} from there.`,
      severity: (told) => (Number(told.detail["numbers"] ?? 0) >= 0.5 * Number(told.detail["of"] ?? 0) ? "high" : "medium"),
    },
    "unexplained-number": {
      title: (told) =>
        `${of(told)}: ${counted(told.records, "number", "numbers")}${worth(told, " with ")} that neither raw records nor any correction explains`,
      move: (told) =>
        `Ask ${told.detail["owner"] ?? "who keeps it"} where the listed numbers of ${of(told)} come from, and read them from raw records until that is known.`,
      severity: () => "high",
    },
  },
});

/** Reports that read a metric by another definition than the one declared. */
export const definedOtherwise = signDetector({
  kind: "source-of-truth-conflict",
  title: "Source of truth conflict",
  looksAt: "numbers",
  requires: unread,
  words: {
    "defined-otherwise": {
      title: (told) =>
        `${of(told)} reads ${told.detail["metric"] ?? "the metric"} by another definition: ${told.detail["reading"] ?? "not the declared one"}; ${counted(told.records, "number differs", "numbers differ")}${worth(told, " by ")}`,
      move: (told) =>
        `Agree on one definition of ${told.detail["metric"] ?? "the metric"}, write it into the estate, and let ${of(told)} and every other reader use it. Nobody has to correct anything.`,
      severity: (told) => (Number(told.detail["of"] ?? 0) > 0 && told.records >= 0.5 * Number(told.detail["of"]) ? "high" : "medium"),
    },
  },
});
