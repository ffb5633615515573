import { createHash } from "node:crypto";
import {
  formatMoney,
  money,
  priceInWords,
  type Cause,
  type CausePart,
  type Finding,
  type FindingSubject,
  type FindingSymptom,
} from "../../model/index.ts";
import { LEAST } from "./searchable.ts";
import { sinceWords } from "./words.ts";

const KIND = "vendor-setting";
/** The settings of a group explain at least this share of it, or it is not settings that it is about. */
const LEAST_SHARE = 0.6;

/** A finding with its cause, and where it was found. */
export interface SettingGroup {
  readonly finding: Finding;
  readonly cause: Cause;
  /** Those whose records it speaks of, and compares them with. */
  readonly datasets: readonly string[];
}

interface Candidate {
  readonly group: SettingGroup;
  readonly part: CausePart;
}

/**
 * One finding a setting: what is set, since when, what it explains, what it leaves, and
 * what another vendor would bring back. Groups that one setting breaks are its symptoms.
 */
export function vendorSettings(groups: readonly SettingGroup[], currency: string): Finding[] {
  const candidates = groups.flatMap((group) => settingsOf(group.cause).map((part) => ({ group, part })));
  const clusters: Candidate[][] = [];
  for (const candidate of candidates.toSorted(byRecords)) {
    const same = clusters.find(([first]) => first !== undefined && isSame(first, candidate));
    if (same === undefined) clusters.push([candidate]);
    else same.push(candidate);
  }
  return clusters.filter((cluster) => cluster.some(isMost)).map((cluster) => findingOf(cluster, currency));
}

function settingsOf({ besides, ...main }: Cause): CausePart[] {
  return [main, ...besides].filter(({ setting, explained }) => setting !== undefined && explained.records >= LEAST);
}

/** Are settings what the group is about? */
function isMost({ group: { cause } }: Candidate): boolean {
  return settingsOf(cause).reduce((sum, { explained }) => sum + explained.share, 0) >= LEAST_SHARE;
}

/** The most records first; those of handoffs before those of states, which only follow. */
function byRecords(a: Candidate, b: Candidate): number {
  const states = ({ group }: Candidate): number => (group.finding.lifecycle === undefined ? 0 : 1);
  return (
    states(a) - states(b) ||
    b.part.explained.records - a.part.explained.records ||
    (a.group.finding.fingerprint < b.group.finding.fingerprint ? -1 : 1)
  );
}

/** One slice, one transformation, one time, and records that have to do with each other. */
function isSame(a: Candidate, b: Candidate): boolean {
  return (
    a.group.datasets.some((dataset) => b.group.datasets.includes(dataset)) &&
    placeOf(a.part) === placeOf(b.part) &&
    JSON.stringify([a.part.signature?.code, a.part.signature?.parameters]) ===
      JSON.stringify([b.part.signature?.code, b.part.signature?.parameters]) &&
    overlaps(a.part, b.part)
  );
}

function placeOf({ slices }: CausePart): string {
  return JSON.stringify(slices.map(({ terms }) => terms.map(({ field, value }) => `${field.split(".").at(-1)}=${value}`).sort()));
}

function overlaps({ onset: a }: CausePart, { onset: b }: CausePart): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.between.earliest <= b.between.latest && b.between.earliest <= a.between.latest;
}

function findingOf(cluster: readonly Candidate[], currency: string): Finding {
  const [first] = cluster;
  if (first === undefined) throw new TypeError("a setting without breaks");
  const { finding, cause } = first.group;
  const { part } = first;
  const subject = subjectOf(first);
  const setting = part.setting ?? "";
  const place = [KIND, subject.type, subject.id, placeOf(part), JSON.stringify(part.signature ?? null)].join("|");
  const worth = part.explained.amount === undefined ? "" : `, worth ${priceInWords(part.explained.amount, currency)}`;
  const since = sinceWords(part.onset);
  const left = finding.records - part.explained.records;
  const others = cluster.slice(1).map(({ group }) => group.finding);
  const symptoms = [finding, ...others].map(({ fingerprint, title }): FindingSymptom => ({ fingerprint, title }));
  return {
    fingerprint: createHash("sha256").update(place).digest("hex").slice(0, 16),
    kind: KIND,
    severity: finding.severity,
    handoff: undefined,
    lifecycle: undefined,
    subject,
    outcome: "setting",
    title: `One setting (${setting}${since}) makes ${part.explained.records.toLocaleString("en-US")} of ${breaks(finding.records)}${worth}: ${finding.title}`,
    records: part.explained.records,
    amount: part.explained.amount,
    share: Math.round(finding.share * part.explained.share * 1e6) / 1e6,
    onset: part.onset?.from ?? finding.onset,
    latest: part.onset?.until ?? finding.latest,
    slice: finding.slice,
    cause: { ...part, proven: cause.proven, unexplained: { records: left, amount: minus(finding.amount, part) }, besides: [] },
    delay: undefined,
    identity: undefined,
    owner: finding.owner,
    alert: finding.alert,
    decision: finding.decision,
    samples: samplesOf(first),
    move: `Fix the setting: ${setting}${since}; then correct the ${breaks(part.explained.records)}. ${
      part.refutedBy === undefined ? "" : `Look first for what would refute it: ${part.refutedBy}. `
    }A new vendor would not end it: it would bring back ${part.recreated ?? "the same setting"}.`,
    symptoms,
  };
}

function subjectOf({ group: { finding, datasets }, part }: Candidate): FindingSubject {
  const { signature } = part;
  const dataset = datasets.at(-1);
  if (signature !== undefined && dataset !== undefined) return { type: "field", id: `${dataset}.${signature.to}` };
  if (finding.handoff !== undefined) return { type: "handoff", id: finding.handoff };
  return { type: "dataset", id: datasets[0] ?? "" };
}

/** Of the group's largest breaks those that are surely the setting's: where it is one of a unit alone. */
function samplesOf({ group: { finding }, part }: Candidate): Finding["samples"] {
  const terms = part.slices.flatMap((slice) => slice.terms);
  if (part.signature !== undefined || terms.some(({ field }) => field !== "unit")) return [];
  const { from, until } = part.onset ?? {};
  return finding.samples.filter(
    ({ unit, date }) =>
      terms.every(({ value }) => (unit ?? null) === value) &&
      (from === undefined || (date !== undefined && date >= from)) &&
      (until === undefined || (date !== undefined && date <= until)),
  );
}

function minus(amount: string | undefined, { explained }: CausePart): string | undefined {
  return amount === undefined ? undefined : formatMoney(money(amount).minus(money(explained.amount)));
}

function breaks(records: number): string {
  return `${records.toLocaleString("en-US")} ${records === 1 ? "break" : "breaks"}`;
}
