import type { CauseCode, CauseTerm } from "../../model/index.ts";
import type { SliceTerm } from "../slices/index.ts";
import type { CauseAttribute, Evidence, Part, PartOnset } from "./population.ts";

/** What causes are told with. */
export interface Told {
  /** What the breaks are called: `missing records`. */
  readonly breaks: string;
  /** Where they are: `the handoff Completed jobs become invoices`. */
  readonly place: string;
  readonly unitTitle: (unit: string) => string;
  readonly fileName: (file: string) => string;
}

export interface PartWords {
  readonly statement: string;
  readonly refutedBy: string;
  readonly recreated: string;
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** One sentence, what would refute it, and what a new system would bring back. */
export function partWords(part: Part, code: CauseCode, evidence: Evidence, told: Told): PartWords {
  const { signature, slice, onset, inside } = part;
  const where = slice === undefined ? undefined : termWords(slice.terms, evidence.attributes, told);
  const since = sinceWords(onset);
  const whole = inside.broken === inside.records;
  const of = where === undefined ? "" : ` of ${where}`;
  const recreated = `the same mapping in a new system: ${settingOf(part, evidence, told)} has to be set there too, and the ${counted(part.records)} stay as they are`;
  if (signature !== undefined) {
    const { statement, refutation } = signature.signature;
    const place =
      where === undefined && onset === undefined
        ? ""
        : ` (${[where, since.trim()].filter((text) => text !== undefined && text !== "").join(", ")})`;
    return { statement: `${statement.replace(/\.$/, "")}${place}.`, refutedBy: refutation, recreated };
  }
  const refutedBy = whole
    ? `a record${of}${since} that does not break`
    : onset?.from === undefined
      ? `as many of the others that break as${of === "" ? " these" : ` those${of}`}`
      : `as many breaks${of} before ${dayWords(onset.from)} as after, or as many elsewhere`;
  return { statement: statementOf(code, where, onset, whole, told), refutedBy, recreated };
}

function statementOf(code: CauseCode, where: string | undefined, onset: PartOnset | undefined, whole: boolean, told: Told): string {
  const since = sinceWords(onset);
  switch (code) {
    case "person":
      return `Typed by one person: ${told.breaks} crowd at ${where ?? ""}${since}.`;
    case "automation":
      return `One automation: ${told.breaks} crowd at ${where ?? ""}${since}.`;
    case "outage":
      return `An interruption${where === undefined ? "" : ` of ${where}`}${since}.`;
    case "change":
      return onset === undefined ? `It never worked: all records break.` : `A change that struck everywhere${since}.`;
    case "practice":
      return `A way of working at ${where ?? "all"}: ${told.breaks} crowd there at all times, though not all records break.`;
    default:
      return whole && onset === undefined
        ? `A setting of ${where ?? ""}: all of its records break.`
        : `A setting of ${where ?? ""}${since}${whole ? ": all of its records break" : ""}.`;
  }
}

/** What is set, as a phrase. */
export function settingOf({ signature, slice }: Part, { attributes }: Evidence, told: Told): string {
  const where = slice === undefined ? undefined : termWords(slice.terms, attributes, told);
  if (signature === undefined) return where ?? told.place;
  const { code, parameters } = signature.signature;
  if (code === "swapped-fields") {
    const fields = `the field map of ${parameters["first"]} and ${parameters["second"]}`;
    return where === undefined ? fields : `${fields} at ${where}`;
  }
  const field = signature.from === signature.to ? signature.to : `${signature.from} → ${signature.to}`;
  return where === undefined ? `the field map ${field}` : `${field} at ${where}`;
}

/** ` since 15 June 2026`, with the blank before it; empty without an onset. */
export function sinceWords(onset: Pick<PartOnset, "from" | "until"> | undefined): string {
  if (onset === undefined) return "";
  const { from, until } = onset;
  if (from === undefined) return until === undefined ? "" : ` until ${dayWords(until)}`;
  if (until === undefined) return ` since ${dayWords(from)}`;
  return from === until ? ` on ${dayWords(from)}` : ` from ${dayWords(from)} until ${dayWords(until)}`;
}

export function termWords(terms: readonly SliceTerm[], attributes: readonly CauseAttribute[], told: Told): string {
  return terms
    .map((term) => {
      const { title, words } = named(term, attributes, told);
      return term.value === null ? `empty ${title}` : `${title} ${words}`;
    })
    .join(" and ");
}

export function sliceOf({ slice }: Part, { attributes }: Evidence, told: Told): CauseTerm[] {
  return (slice?.terms ?? []).map((term) => named(term, attributes, told));
}

function named({ attribute, value }: SliceTerm, attributes: readonly CauseAttribute[], told: Told): CauseTerm {
  const of = attributes.find(({ name }) => name === attribute);
  return { field: attribute, title: of?.title ?? attribute, value, words: value === null ? "empty" : valueWords(value, of, told) };
}

function valueWords(value: string, of: CauseAttribute | undefined, told: Told): string {
  if (of?.kind === "unit") return told.unitTitle(value);
  if (of?.kind === "file") return told.fileName(value);
  if (of?.name === "weekday") return WEEKDAYS[Number(value)] ?? value;
  if (of?.name === "hour") return `${value}:00`;
  return value;
}

/** `15 June 2026`. */
function dayWords(iso: string): string {
  const [year, month, day] = iso.split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

function counted(records: number): string {
  return `${records.toLocaleString("en-US")} ${records === 1 ? "record" : "records"}`;
}
