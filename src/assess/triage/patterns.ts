import type { Finding, TriageGround } from "../../model/index.ts";
import { all, counted, ground, not } from "./answers.ts";
import { facesOf, type Scope } from "./scope.ts";

/** Breaks from which on something repeats. */
const REPEATS = 3;
/** Days from the first break to the latest beyond which something recurs: more than one month's work. */
const RECURS_DAYS = 31;
/** Days within which all breaks of one event lie: night runs end on the next day. */
const ONCE_DAYS = 1;

interface Stretch {
  readonly first: string;
  readonly last: string;
}

/** When its breaks were, where the records tell. */
function stretchOf({ onset, latest }: Finding): Stretch | undefined {
  return onset === undefined ? undefined : { first: onset, last: latest ?? onset };
}

function days({ first, last }: Stretch): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);
}

function union(stretches: readonly Stretch[]): Stretch | undefined {
  const first = stretches.map((one) => one.first).sort()[0];
  const last = stretches
    .map((one) => one.last)
    .sort()
    .at(-1);
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** Does it come back month after month? */
export function recursGround({ findings, unchecked }: Scope): TriageGround {
  const recurring = findings.filter((finding) => {
    const stretch = stretchOf(finding);
    return stretch !== undefined && finding.records >= REPEATS && days(stretch) > RECURS_DAYS;
  });
  const stretch = union(recurring.flatMap((finding) => stretchOf(finding) ?? []));
  if (stretch !== undefined) {
    const words = `${counted(recurring.length, "finding")} ${recurring.length === 1 ? "has" : "have"} breaks again and again, from ${stretch.first} to ${stretch.last}`;
    return ground("recurs", "yes", words, recurring);
  }
  if (unchecked !== undefined) return ground("recurs", "unknown", unchecked);
  const undated = findings.filter((finding) => finding.records >= REPEATS && stretchOf(finding) === undefined);
  if (undated.length > 0)
    return ground("recurs", "unknown", `nothing tells when the breaks of ${counted(undated.length, "finding")} were`, undated);
  return ground(
    "recurs",
    "no",
    findings.length === 0 ? "nothing was found" : `no finding has ${REPEATS} breaks over more than ${RECURS_DAYS} days`,
  );
}

/** Do breaks repeat around one handoff, on several days? Those that a setting makes there count too. */
export function repeatsGround(scope: Scope): TriageGround {
  const { handoffs, findings, unchecked } = scope;
  const repeating: { readonly title: string; readonly findings: readonly Finding[]; readonly records: number }[] = [];
  const undated: Finding[] = [];
  const faces = findings.map((finding) => ({ finding, faces: facesOf(scope, finding) }));
  for (const { id, title } of handoffs) {
    const at = faces.map((one) => ({ ...one, here: one.faces.filter(({ handoff, subject }) => handoff === id && subject === undefined) }));
    const broken = at.flatMap(({ here }) => here);
    const here = at.filter((one) => one.here.length > 0).map(({ finding }) => finding);
    const records = broken.reduce((sum, one) => sum + one.records, 0);
    if (records < REPEATS) continue;
    const stretch = union(broken.flatMap((one) => stretchOf(one) ?? []));
    if (stretch === undefined) undated.push(...here);
    else if (days(stretch) > ONCE_DAYS) repeating.push({ title, findings: here, records });
  }
  if (repeating.length > 0) {
    const most = repeating.toSorted((a, b) => b.records - a.records || (a.title < b.title ? -1 : 1))[0];
    const others = repeating.length === 1 ? "" : ` and at ${counted(repeating.length - 1, "other handoff")}`;
    const words = `${counted(most?.records ?? 0, "break")} at “${most?.title ?? ""}”${others}, on several days`;
    return ground(
      "repeats-at-handoff",
      "yes",
      words,
      findings.filter((finding) => repeating.some((one) => one.findings.includes(finding))),
    );
  }
  if (unchecked !== undefined) return ground("repeats-at-handoff", "unknown", unchecked);
  if (undated.length > 0) return ground("repeats-at-handoff", "unknown", "nothing tells on how many days the breaks were", undated);
  return ground("repeats-at-handoff", "no", `no handoff has ${REPEATS} breaks on several days`);
}

/** Do all breaks lie within one day, or within one interruption that is over? */
export function onceGround({ findings, unchecked }: Scope): TriageGround {
  if (findings.length === 0)
    return ground("happened-once", unchecked === undefined ? "no" : "unknown", unchecked ?? "nothing happened that was found");
  const stretch = union(findings.flatMap((finding) => stretchOf(finding) ?? []));
  const undated = findings.filter((finding) => stretchOf(finding) === undefined);
  const outage = findings.every(({ cause }) => cause?.code === "outage");
  if (stretch !== undefined && days(stretch) > ONCE_DAYS && !outage)
    return ground("happened-once", "no", `breaks lie between ${stretch.first} and ${stretch.last}`, findings);
  if (undated.length > 0)
    return ground("happened-once", "unknown", `nothing tells when ${counted(undated.length, "finding")} happened`, undated);
  if (unchecked !== undefined) return ground("happened-once", "unknown", unchecked);
  const words = outage ? "all breaks lie within one interruption that is over" : `all breaks are of ${stretch?.first ?? ""}`;
  return ground("happened-once", "yes", words, findings);
}

/** Neither does it recur, nor repeat around one handoff. */
export function occasionalGround(scope: Scope, recurs: TriageGround, repeats: TriageGround): TriageGround {
  const answer = all([not(recurs.answer), not(repeats.answer)]);
  const weight = [recurs, repeats].find((one) => not(one.answer) === answer);
  const words =
    answer === "yes"
      ? scope.findings.length === 0
        ? "nothing was found"
        : "it neither recurs nor repeats around one handoff"
      : (weight?.because ?? "");
  return ground(
    "occasional",
    answer,
    words,
    answer === "yes" ? scope.findings : scope.findings.filter(({ fingerprint }) => weight?.findings.includes(fingerprint)),
  );
}
