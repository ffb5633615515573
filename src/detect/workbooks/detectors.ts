import { counted, signDetector, type ToldSigns } from "../sign-findings.ts";

const of = (told: ToldSigns): string => told.detail["title"] ?? told.subject.id;
const columns = (told: ToldSigns): string => told.detail["columns"] ?? told.values.join(", ");
const first = (told: ToldSigns): string => told.detail["first"] ?? "";
/** ` in a workbook made every 7 days`. */
const cadence = (told: ToldSigns): string =>
  told.detail["everyDays"] === undefined ? "" : `, made anew every ${counted(Number(told.detail["everyDays"]), "day", "days")}`;
const feeds = (told: ToldSigns): boolean => Number(told.detail["feeds"] ?? 0) > 0;

/** What people do in workbooks that a system should; a finding for each workbook and thing. */
export const workbookMiddleware = signDetector({
  kind: "spreadsheet-middleware",
  title: "Spreadsheet middleware",
  looksAt: "workbooks",
  requires: (context) => (context.workbooks === 0 ? "the estate declares no workbook" : undefined),
  words: {
    "undocumented-join": {
      title: (told) =>
        `${of(told)}: ${counted(told.signs, "lookup joins", "lookups join")} what no system joins, over ${counted(told.records, "row", "rows")}${cadence(told)}: ${columns(told)}`,
      move: (told) =>
        `Move the join upstream, ${told.shown[0].value ?? first(told)} first: keep it as a field where the records are, with an owner, and let ${of(told)} read it.`,
      severity: (told) => (told.shown.some(({ detail }) => detail?.includes('"approximate":"yes"')) || feeds(told) ? "high" : "medium"),
    },
    "missing-backend-state": {
      title: (told) =>
        `${of(told)}: people type ${counted(told.signs, "column", "columns")} that no system holds${cadence(told)}: ${columns(told)}`,
      move: (told) => `Give ${first(told)} a field where the work is done, then the others; what is only a remark may stay.`,
      severity: (told) => (feeds(told) && told.shown.some(({ detail }) => detail?.includes('"read":"yes"')) ? "high" : "medium"),
    },
    "typed-over": {
      title: (told) =>
        `${of(told)}: ${counted(told.signs, "value stands", "values stand")} where a formula or a copy belongs${told.worth === undefined ? "" : `, ${told.worth} apart`}: ${columns(told)}`,
      move: (told) =>
        `Ask ${told.detail["owner"] ?? "who keeps it"} why each was changed, and make the change where the record is kept, ${first(told)} first.`,
      severity: (told) => (feeds(told) ? "high" : "medium"),
    },
    "formula-fault": {
      title: (told) =>
        `${of(told)}: ${counted(told.signs, "fault", "faults")} in its formulas${told.worth === undefined ? "" : `, ${told.worth} apart`}: ${columns(told)}`,
      move: (told) => `Mend ${first(told)} first, then let a system compute what ${of(told)} computes.`,
      severity: (told) => (feeds(told) && told.worth !== undefined ? "high" : "medium"),
    },
  },
});
