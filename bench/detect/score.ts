import type { Found, FoundAll, FoundRecord } from "./found.ts";
import type { Fault, Place } from "./truth.ts";

/** How many there are, and which are wrong, in words. */
interface Count {
  right: number;
  wrong: string[];
}

/** What was found of one kind of debt. */
export interface Tally {
  /** Faults that a finding speaks of; those of which none does. */
  readonly faults: Count;
  /** Findings that are true; those that speak of nothing that was done. */
  readonly findings: Count;
  /** Records of faults that a true finding has; those that it lacks. */
  readonly lacked: Count;
  /** Records of true findings that are of its faults; those that are not. */
  readonly added: Count;
  /** Faults whose finding says why. */
  readonly causes: Count;
}

/** Adds one estate to the tallies, by kind. */
export function score(tallies: Map<string, Tally>, where: string, faults: readonly Fault[], { findings, records }: FoundAll): void {
  for (const fault of faults) {
    const tally = tallyOf(tallies, fault.kind);
    const said = findings.filter((finding) => isAt(finding, fault) && finding.title.includes(fault.names ?? ""));
    const words = `${where}: ${fault.outcome} ${fault.subjects[0]}`;
    count(tally.faults, said.length > 0, `${words} (${fault.what})`);
    if (fault.cause !== undefined) {
      const right = said.some(({ cause }) => (cause ?? "unknown") === fault.cause);
      count(
        tally.causes,
        right,
        `${words}: ${said.map(({ cause }) => cause ?? "no cause").join(", ") || "no finding"}, not ${fault.cause}`,
      );
    }
    if (fault.records === undefined) continue;
    const rows = new Set(said.length === 0 ? [] : records.filter((record) => isAt(record, fault)).flatMap(({ names }) => names));
    if (rows.size === 0 && said.length > 0) {
      // It names no record: what it counts must be right.
      const told = said.reduce((sum, { records }) => sum + records, 0);
      for (let index = 0; index < Math.max(told, fault.records.length); index++) {
        count(
          index < told ? tally.added : tally.lacked,
          index < told && index < fault.records.length,
          `${words}: counts ${told}, there are ${fault.records.length}`,
        );
        if (index < told && index < fault.records.length) tally.lacked.right++;
      }
      continue;
    }
    for (const names of fault.records)
      count(
        tally.lacked,
        names.some((name) => rows.has(name)),
        `${words}: ${names[0]}`,
      );
  }
  for (const finding of findings) {
    const places = faults.filter((fault) => [fault, ...fault.also].some((place) => isAt(finding, place)));
    const tally = tallyOf(tallies, finding.kind);
    count(tally.findings, places.length > 0, `${where}: ${finding.outcome} ${finding.subjects.join(" ")}: ${finding.title}`);
    if (places.length > 0) countAdded(tally, where, finding, places, records);
  }
}

function countAdded(tally: Tally, where: string, finding: Found, faults: readonly Fault[], records: readonly FoundRecord[]): void {
  if (faults.some((fault) => fault.records === undefined)) return;
  const names = new Set(faults.flatMap((fault) => fault.records ?? []).flat());
  const place = { kind: finding.kind, outcome: finding.outcome, subjects: finding.subjects };
  for (const record of records) {
    // A record's own name is what it stands for; a finding of no single record has none.
    if (record.names.length === 0 || !isAt(record, place)) continue;
    count(
      tally.added,
      record.names.some((name) => names.has(name)),
      `${where}: ${finding.outcome} ${finding.subjects[0]}: ${record.names.join(" – ")}`,
    );
  }
}

function isAt(found: Pick<Found, "kind" | "outcome" | "subjects">, place: Place | Pick<Found, "kind" | "outcome" | "subjects">): boolean {
  return found.kind === place.kind && found.outcome === place.outcome && found.subjects.some((subject) => place.subjects.includes(subject));
}

function count(counted: Count, right: boolean, words: string): void {
  if (right) counted.right++;
  else counted.wrong.push(words);
}

function tallyOf(tallies: Map<string, Tally>, kind: string): Tally {
  const none = (): Count => ({ right: 0, wrong: [] });
  const tally = tallies.get(kind) ?? { faults: none(), findings: none(), lacked: none(), added: none(), causes: none() };
  tallies.set(kind, tally);
  return tally;
}

/** From 0 to 1, four digits; undefined where nothing was to be counted. */
export function share({ right, wrong }: Count): number | undefined {
  const all = right + wrong.length;
  return all === 0 ? undefined : Math.round((right / all) * 10_000) / 10_000;
}
