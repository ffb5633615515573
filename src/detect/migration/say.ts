import type { ToldSigns } from "../sign-findings.ts";

/** One plain sentence. */
export function titleOf(told: ToldSigns): string {
  const { outcome, detail, context } = told;
  const [{ field, value, other_value: otherValue, dataset }] = told.shown;
  const day = detail["cutover"];
  const place = `${detail["title"] ?? dataset} (${detail["system"] ?? context.systemOf(dataset ?? "")})`;
  const where = inUnits(told);
  const since = day === undefined ? "" : ` since ${dayInWords(day)}`;
  if (outcome === "two-id-formats") {
    const use =
      detail["inUse"] === "unknown"
        ? "records have the old one"
        : detail["inUse"] === "0"
          ? "records have the old one, none of them in use"
          : "records of the old one are still in use";
    const rests = told.signs > 1 ? `, and ${told.signs - 1} more such ${told.signs === 2 ? "change" : "changes"}${others(told)}` : "";
    return `${place}: ${field}${where} is written ${otherValue}${since} and was ${value} before: ${counted(told.records)} ${use}${rests}`;
  }
  if (outcome === "column-stopped")
    return `${place}: ${field}${where} stopped being filled${at(day)}: ${counted(told.records)} later records lack it${seldom(detail["filledBefore"], "the earlier ones had")}`;
  if (outcome === "column-started")
    return `${place}: ${field}${where} began to be filled${at(day)}: ${counted(told.records)} earlier records lack it${seldom(detail["filledAfter"], "the later ones have")}`;
  if (outcome === "old-word") {
    const more = told.signs > 1 ? ` and ${told.signs - 1} more old ${told.signs === 2 ? "word" : "words"}${others(told)}` : "";
    const instead = otherValue === null ? "" : ` (now "${otherValue}")`;
    // What the count speaks of is in one unit, or only the word that is named.
    const [all, own] = told.unit === undefined ? ["", where] : [where, ""];
    return `${place}: ${counted(told.records)} ${told.records === 1 ? "record" : "records"}${all} still bear${told.records === 1 ? "s" : ""} the ${field} "${value}"${own}${instead}${more}, out of use${since}`;
  }
  const worth = told.worth === undefined ? "" : `, worth ${told.worth}`;
  const [records, are] = told.records === 1 ? ["record", "is"] : ["records", "are"];
  return `${place}: ${counted(told.records)} ${records} ${are} open only in a system that is retired${since}${worth}`;
}

/** ` in Rochester`: the units of which a column's signs tell; of others, that of the largest sign. */
function inUnits({ outcome, shown, context }: ToldSigns): string {
  const titles = [...new Set(shown.map(({ unit }) => (unit === null ? undefined : context.unitTitle(unit))))];
  const [first] = titles;
  if (first === undefined || outcome === "open-in-retired") return "";
  if (!outcome.startsWith("column")) return ` in ${first}`;
  const named = titles.flatMap((title) => title ?? []).slice(0, 3);
  const more = titles.length > named.length ? [`${titles.length - named.length} more`] : [];
  const all = [...named, ...more];
  return ` in ${all.length === 1 ? first : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`}`;
}

/** Of a column that was never filled for all, not all that lack it would have had it. */
function seldom(filled: string | undefined, whose: string): string {
  return filled === undefined || Number.parseFloat(filled) >= 80 ? "" : `, where ${filled} of ${whose} it`;
}

/** ` ("Done" in Rochester)`: what the other signs say of single units. */
function others({ shown: [first, ...rest], context }: ToldSigns): string {
  const told = rest.flatMap(({ unit, value }) =>
    unit === null || unit === first.unit ? [] : [`"${value}" in ${context.unitTitle(unit)}`],
  );
  return told.length === 0 ? "" : ` (${told.slice(0, 3).join(", ")})`;
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
