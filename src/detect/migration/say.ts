import type { ToldSigns } from "../sign-findings.ts";

/** One plain sentence. */
export function titleOf(told: ToldSigns): string {
  const { outcome, detail, context } = told;
  const [{ field, value, other_value: otherValue, dataset }] = told.shown;
  const day = detail["cutover"];
  const place = `${detail["title"] ?? dataset} (${detail["system"] ?? context.systemOf(dataset ?? "")})`;
  const where = told.unit === undefined ? "" : ` in ${context.unitTitle(told.unit)}`;
  const since = day === undefined ? "" : ` since ${dayInWords(day)}`;
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
    return `${place}: ${field}${where} stopped being filled${at(day)}: ${counted(told.records)} later records lack it`;
  if (outcome === "column-started")
    return `${place}: ${field}${where} began to be filled${at(day)}: ${counted(told.records)} earlier records lack it`;
  if (outcome === "old-word") {
    const more = told.signs > 1 ? ` and ${told.signs - 1} more old ${told.signs === 2 ? "word" : "words"}` : "";
    const instead = otherValue === null ? "" : ` (now "${otherValue}")`;
    return `${place}: ${counted(told.records)} ${told.records === 1 ? "record" : "records"}${where} still bear${told.records === 1 ? "s" : ""} the ${field} "${value}"${instead}${more}, out of use${since}`;
  }
  const worth = told.worth === undefined ? "" : `, worth ${told.worth}`;
  const [records, are] = told.records === 1 ? ["record", "is"] : ["records", "are"];
  return `${place}: ${counted(told.records)} ${records} ${are} open only in a system that is retired${since}${worth}`;
}

/** The next thing to do. */
export function moveOf(told: ToldSigns): string {
  const [{ field, value, dataset }] = told.shown;
  const owner = told.detail["owner"] === undefined ? `; name an owner of ${told.detail["system"] ?? dataset} first` : "";
  const moves: Readonly<Record<string, string>> = {
    "two-id-formats": `Trace which reports, maps and links still read ids of the form ${value}, keep one table that gives each its new id, and move what is in use onto it`,
    "column-stopped": `Find what still reads ${field}, and name the field that took its place, or fill it again`,
    "column-started": `Fill ${field} for the earlier records from the old model, or say in each report that uses it since when it is there`,
    "old-word": `Map "${value}" to today's word for it, change the open records, and stop what still writes it`,
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
