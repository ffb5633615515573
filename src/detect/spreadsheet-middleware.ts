import { counted, signDetector, type ToldSigns } from "./sign-findings.ts";

/** People who type into one system what another one has: a finding a handoff. */
export const spreadsheetMiddleware = signDetector({
  kind: "spreadsheet-middleware",
  title: "Spreadsheet middleware",
  looksAt: "records",
  requires: (context) => (context.handoffs.size === 0 ? "the estate declares no handoff" : undefined),
  words: {
    "re-keyed": {
      title: (told) =>
        `${told.handoff?.title ?? told.subject.id}: ${counted(told.records, "record was", "records were")} typed by hand after ${told.context.systemOf(told.detail["from"] ?? "")} had ${told.records === 1 ? "it" : "them"}, about ${timeOf(told)} at ${told.detail["minutesEach"] ?? ""} minutes each (assumed)${Number(told.detail["typingDifferences"] ?? 0) === 0 ? "" : `, with ${counted(Number(told.detail["typingDifferences"]), "typing difference", "typing differences")}`}`,
      move: (told) =>
        `Ask ${told.detail["people"] ?? "who types them"} why these records are typed, and let the connection between ${told.context.systemOf(told.detail["from"] ?? "")} and ${told.context.systemOf(told.detail["to"] ?? "")} carry them.`,
      severity: (told) => (told.share >= 0.25 ? "high" : told.share >= 0.02 ? "medium" : "low"),
    },
  },
});

/** Below an hour in minutes. */
function timeOf({ detail }: ToldSigns): string {
  const minutes = Number(detail["minutes"]);
  return minutes < 60 ? `${minutes} minutes` : `${detail["hours"] ?? ""} hours`;
}
