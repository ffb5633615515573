import {
  causeOfSign,
  classify,
  followedPopulation,
  LEAST,
  linkSymptoms,
  pageLimitCause,
  readInCommon,
  searchCauses,
  tiedPopulation,
  vendorSettings,
  zeroedCause,
  type CauseContext,
  type InCommon,
  type Population,
  type SettingGroup,
} from "./assess/index.ts";
import type { KeptNames } from "./detect/index.ts";
import type { GatherPorts } from "./gather.ts";
import {
  BREAK_OUTCOMES,
  type Cause,
  type CheckRun,
  type Estate,
  type Finding,
  type Handoff,
  type Lifecycle,
  type MismatchOutcome,
  type OutcomeName,
  type RecordSet,
  type Side,
} from "./model/index.ts";
import { id, sql } from "./sql/index.ts";

/** What causes are looked for in. */
export interface CauseInput {
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** By handoff. */
  readonly kept: ReadonlyMap<string, KeptNames>;
  readonly breaks: string;
  readonly mismatches: string;
  readonly signs: string;
}

/** Findings with their causes, those of settings among them, and what was looked at. */
export interface CausesRun {
  readonly findings: readonly Finding[];
  readonly check: CheckRun;
}

/** A finding's breaks, and how they can be looked at. */
interface Group {
  readonly datasets: readonly string[];
  readonly context: CauseContext;
  readonly populate: (prefix: string) => Promise<Population>;
  /** A cause that needs no search. */
  readonly known?: () => Promise<Cause | undefined>;
}

const PREFIX = "cause_";
/** Of these no record is followed by itself. */
const GROUPED: readonly string[] = ["unmapped-word", "avoided-word", "definition-differs"];

/**
 * Why each group of breaks happens; a finding that has a cause already keeps it. Adds a
 * finding for each vendor setting that breaks records, and links findings that are
 * symptoms of one another.
 */
export async function explainCauses(
  estate: Estate,
  ports: GatherPorts,
  input: CauseInput,
  findings: readonly Finding[],
): Promise<CausesRun> {
  const { engine, progress } = ports;
  const explained: Finding[] = [];
  const settings: SettingGroup[] = [];
  const common = await readInCommon(engine, input);
  let searched = 0;
  let records = 0;
  for (const finding of findings) {
    const own = finding.cause ?? causeOfSign(finding);
    const group = own === undefined && finding.records >= LEAST ? groupOf(estate, ports, input, common, finding) : undefined;
    if (group === undefined) {
      explained.push(own === undefined ? finding : { ...finding, cause: own });
      continue;
    }
    progress(`${finding.handoff ?? finding.lifecycle?.id ?? finding.kind}: looking for causes …`);
    const cause = (await group.known?.()) ?? (await searchGroup(ports, group));
    searched += 1;
    records += finding.records;
    explained.push({ ...finding, cause });
    settings.push({ finding, cause, datasets: group.datasets });
  }
  const found = vendorSettings(settings, estate.currency);
  const linked = await linkSymptoms(engine, [...explained, ...found], input, PREFIX);
  const check: CheckRun = {
    check: "vendor-setting",
    subject: "all groups of breaks",
    status: searched === 0 ? "skipped" : found.length > 0 ? "found" : "clear",
    records,
    findings: found.length,
    reason: searched === 0 ? `no group holds ${LEAST} breaks` : undefined,
  };
  return { findings: linked, check };
}

async function searchGroup({ engine }: GatherPorts, group: Group): Promise<Cause> {
  const population = await group.populate(PREFIX);
  try {
    return classify(await searchCauses(engine, population, PREFIX), group.context);
  } finally {
    await engine.runInline(sql`DROP TABLE IF EXISTS ${id(population.relation)}`);
  }
}

function groupOf(estate: Estate, ports: GatherPorts, input: CauseInput, common: InCommon, finding: Finding): Group | undefined {
  const handoff = estate.handoffs.find(({ id: name }) => name === finding.handoff);
  if (handoff !== undefined && finding.subject === undefined) return tiedGroup(estate, ports, input, common, finding, handoff);
  const lifecycle = estate.lifecycles.find(({ id: name }) => name === finding.lifecycle?.id);
  return lifecycle === undefined ? undefined : followedGroup(estate, ports, input, common, finding, lifecycle);
}

function tiedGroup(
  estate: Estate,
  ports: GatherPorts,
  input: CauseInput,
  common: InCommon,
  finding: Finding,
  handoff: Handoff,
): Group | undefined {
  const { engine } = ports;
  const side = finding.samples[0]?.side;
  const outcome = BREAK_OUTCOMES.find((each) => each === finding.outcome);
  const [from, to] = [input.sets.get(handoff.from.dataset), input.sets.get(handoff.to.dataset)];
  const kept = input.kept.get(handoff.id);
  if (side === undefined || outcome === undefined || from === undefined || to === undefined || kept === undefined) return undefined;
  if (handoff.match.kind === "total") return undefined;
  const group = { handoff, from, to, kept, breaks: input.breaks, side, outcome };
  const [own, other] = side === "from" ? [from, to] : [to, from];
  const context: CauseContext = {
    ...wordsOf(estate, own),
    breaks: BREAK_WORDS[outcome] ?? "breaks",
    place: `the handoff “${handoff.title}”`,
    owner: handoff.owner,
    same: commonReason(common, handoff.id, side, outcome),
    definitions: otherWords(common, [from.dataset.id, to.dataset.id]),
  };
  return {
    datasets: [own.dataset.id, other.dataset.id],
    context,
    populate: (prefix) => tiedPopulation(engine, estate, group, prefix),
    known: async () =>
      (await pageLimitCause(engine, { ...group, signs: input.signs, own, other })) ??
      (await zeroedCause(engine, { ...group, signs: input.signs })),
  };
}

function followedGroup(
  estate: Estate,
  ports: GatherPorts,
  input: CauseInput,
  common: InCommon,
  finding: Finding,
  lifecycle: Lifecycle,
): Group | undefined {
  const { engine } = ports;
  const track = lifecycle.tracks.find(({ id: name }) => name === finding.lifecycle?.track);
  const set = input.sets.get(track?.dataset ?? "");
  if (track === undefined || set === undefined || GROUPED.includes(finding.outcome)) return undefined;
  const rule = finding.lifecycle?.rule;
  const outcome = finding.outcome as MismatchOutcome;
  const group = { lifecycle: lifecycle.id, rule, track, outcome, set, mismatches: input.mismatches };
  const context: CauseContext = {
    ...wordsOf(estate, set),
    breaks: "mismatches",
    place: `the lifecycle “${lifecycle.title}”`,
    owner: finding.owner,
    same: commonStates(common, finding, lifecycle.id, track.id),
    definitions: common.isDefinedOtherwise(lifecycle.id, rule)
      ? "Units define this state otherwise: what follows it is not the same everywhere."
      : undefined,
  };
  const linked =
    lifecycle.rules.find(({ id: name }) => name === rule)?.then.track ?? lifecycle.carries.find(({ id: name }) => name === rule)?.to.track;
  const other = lifecycle.tracks.find(({ id: name }) => name === linked)?.dataset;
  return {
    datasets: [set.dataset.id, ...(other === undefined ? [] : [other])],
    context,
    populate: (prefix) => followedPopulation(engine, estate, group, prefix),
  };
}

const BREAK_WORDS: Readonly<Partial<Record<OutcomeName, string>>> = {
  missing: "missing records",
  different: "changed records",
  extra: "records without an origin",
  duplicate: "second copies",
  ambiguous: "ambiguous records",
};

/** What is common to breaks is no news where it says only what their outcome says. */
const REASON_WORDS: Readonly<Record<string, string>> = {
  "no-reference": "bears no reference",
  "counterpart-excluded": "has a counterpart that is out of scope",
  "counterpart-deleted": "has a counterpart that was deleted",
};

function wordsOf(estate: Estate, { capture }: RecordSet): Pick<CauseContext, "people" | "automations" | "unitTitle" | "fileName"> {
  return {
    people: estate.people,
    automations: estate.automations,
    unitTitle: (unit) => estate.units.find(({ id: name }) => name === unit)?.title ?? unit,
    fileName: (file) => capture.files[Number(file)]?.path ?? file,
  };
}

function commonReason(common: InCommon, handoff: string, side: Side, outcome: OutcomeName): CauseContext["same"] {
  const top = common.reason(handoff, side, outcome);
  const words = REASON_WORDS[top?.reason ?? ""];
  return words === undefined || top === undefined ? undefined : { words, records: top.records };
}

function commonStates(common: InCommon, { lifecycle, outcome }: Finding, name: string, track: string): CauseContext["same"] {
  const top = common.states(name, lifecycle?.rule, track, outcome);
  if (top === undefined || top.state === null) return undefined;
  const other = top.other === null ? "" : ` beside ${top.other}`;
  return { words: `is ${top.state}${other}`, records: top.records };
}

/** Do two systems have other words for one thing? */
function otherWords(common: InCommon, datasets: readonly [string, string]): string | undefined {
  return datasets.some((dataset) => common.hasOtherWords(dataset))
    ? "The two systems have different words for one thing, so each counts other records."
    : undefined;
}
