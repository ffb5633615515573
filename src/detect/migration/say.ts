import type { DetectorContext } from "../detector.ts";

/** What a finding tells of the signs of one outcome and subject. */
export interface Told {
  readonly outcome: string;
  readonly subject: string;
  readonly dataset: string;
  readonly signs: number;
  readonly records: number;
  readonly amount: string | undefined;
  /** Of the sign with the most records. */
  readonly field: string | undefined;
  readonly value: string | undefined;
  readonly otherValue: string | undefined;
  readonly day: string | undefined;
  /** undefined where the signs speak of several units, or of all. */
  readonly unit: string | undefined;
  readonly detail: Readonly<Record<string, string>>;
}

/** One plain sentence. */
export function titleOf(told: Told, context: DetectorContext): string {
  const { outcome, field, value, otherValue, detail } = told;
  const place = `${detail["title"] ?? told.dataset} (${detail["system"] ?? context.systemOf(told.dataset)})`;
  const where = told.unit === undefined ? "" : ` in ${context.unitTitle(told.unit)}`;
  const since = told.day === undefined ? "" : ` since ${dayInWords(told.day)}`;
  if (outcome === "two-id-formats") {
    const use =
      detail["inUse"] === "unknown"
        ? "records have the old one"
        : detail["inUse"] === "0"
          ? "records have the old one, none of them in use"
          : "records of the old one are still in use";
    const rests = told.signs > 1 ? `, and ${told.signs - 1} more such ${told.signs === 2 ? "change" : "changes"}` : "";
    return `${place}: ${field}${where} is written ${otherValue}${since} and was ${value} before: ${counted(told.records)} ${use}${rests}`;
  }
  if (outcome === "column-stopped")
    return `${place}: ${field}${where} stopped being filled${at(told.day)}: ${counted(told.records)} later records lack it`;
  if (outcome === "column-started")
    return `${place}: ${field}${where} began to be filled${at(told.day)}: ${counted(told.records)} earlier records lack it`;
  if (outcome === "old-word") {
    const more = told.signs > 1 ? ` and ${told.signs - 1} more old ${told.signs === 2 ? "word" : "words"}` : "";
    const instead = otherValue === undefined ? "" : ` (now "${otherValue}")`;
    return `${place}: ${counted(told.records)} ${told.records === 1 ? "record" : "records"}${where} still bear${told.records === 1 ? "s" : ""} the ${field} "${value}"${instead}${more}, out of use${since}`;
  }
  const worth = told.amount === undefined ? "" : `, worth ${context.amountInWords(told.amount)}`;
  const [records, are] = told.records === 1 ? ["record", "is"] : ["records", "are"];
  return `${place}: ${counted(told.records)} ${records} ${are} open only in a system that is retired${since}${worth}`;
}

/** The next thing to do. */
export function moveOf(told: Told): string {
  const owner = told.detail["owner"] === undefined ? `; name an owner of ${told.detail["system"] ?? told.dataset} first` : "";
  const moves: Readonly<Record<string, string>> = {
    "two-id-formats": `Trace which reports, maps and links still read ids of the form ${told.value}, keep one table that gives each its new id, and move what is in use onto it`,
    "column-stopped": `Find what still reads ${told.field}, and name the field that took its place, or fill it again`,
    "column-started": `Fill ${told.field} for the earlier records from the old model, or say in each report that uses it since when it is there`,
    "old-word": `Map "${told.value}" to today's word for it, change the open records, and stop what still writes it`,
    "open-in-retired": "Enter the listed records in the system that took over, or close them, and shut the old one for good",
  };
  return `${moves[told.outcome] ?? "Look at the listed records"}${owner}.`;
}

function at(day: string | undefined): string {
  return day === undefined ? "" : ` on ${dayInWords(day)}`;
}

function counted(records: number): string {
  return records.toLocaleString("en-US");
}

function dayInWords(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}
