import { decide, reviewAutomations } from "./assess/index.ts";
import { explainCauses } from "./causes.ts";
import {
  createMismatches,
  createSigns,
  DETECTORS,
  runDetector,
  type DetectorContext,
  type KeptNames,
  type ReadyDetector,
  type TieOutResult,
} from "./detect/index.ts";
import { findDebts } from "./debts.ts";
import { reviewFlow } from "./flows.ts";
import { chooseCaptures, gather, type GatherPorts } from "./gather.ts";
import type { ResolveRecords } from "./identities.ts";
import { reviewLifecycles, type LifecyclesRun } from "./lifecycles.ts";
import {
  formatMoney,
  money,
  OUTCOMES,
  priceInWords,
  SEVERITIES,
  type CheckRun,
  type Estate,
  type Finding,
  type Handoff,
  type HandoffTiming,
  type OutcomeName,
  type RecordSet,
  type Review,
  type ReviewedDataset,
  type ReviewedHandoff,
  type ReviewedLifecycle,
  type Side,
  type Undecided,
} from "./model/index.ts";
import { reviewNumbers } from "./numbers.ts";
import { withOlderRecords } from "./older-records.ts";
import { reviewPrices } from "./prices.ts";
import { openRecordSets } from "./record-sets.ts";
import { writtenRecords } from "./records/index.ts";
import { createResolver } from "./resolver.ts";
import { proposeRepairs, type RepairRun } from "./repair/index.ts";
import { withSampleSources } from "./sample-sources.ts";
import { explainByCaptures } from "./stale-captures.ts";
import { id, sql } from "./sql/index.ts";
import { TieOutRunner } from "./tie-outs.ts";
import { proveWorkbooks, reviewWorkbooks } from "./workbooks.ts";
import { amountAtRisk, mismatchedRecords } from "./at-risk.ts";
import { verdictOf } from "./verdict.ts";

/** A finished review, and the relations of all its breaks and state mismatches in the engine that made it. */
export interface ReviewRun {
  readonly review: Review;
  readonly breaks: string;
  readonly mismatches: string;
  readonly repair: RepairRun;
}

export interface ReviewOptions {
  /** The time to review as of; the estate's when not given, else the newest capture's. */
  readonly asOf?: string | undefined;
  /** How records are resolved to entities; an estate with identities cannot be reviewed without. */
  readonly resolve?: ResolveRecords | undefined;
}

/**
 * The whole review, in order: sources → captures → records → identities → lifecycles
 * → tie-outs → flow → findings → causes → prices → verdict.
 *
 * @throws InputError RunError
 */
export async function reviewEstate(estate: Estate, ports: GatherPorts, options: ReviewOptions = {}): Promise<ReviewRun> {
  const { engine, progress } = ports;
  const declared = options.asOf ?? estate.asOf;
  const captures = chooseCaptures(estate, await gather(estate, ports), declared);
  const sets = await openRecordSets(estate, ports, captures, "table");
  const asOf = reviewedTime(declared, sets);
  const runner = new TieOutRunner(estate, ports, sets, options.resolve ?? createResolver(estate, ports));
  await runner.prepare(BREAKS);
  const identities = await runner.resolveIdentities();
  await engine.runInline(createMismatches(MISMATCHES));
  await engine.runInline(createSigns(SIGNS));
  const lifecycles = await reviewLifecycles(estate, ports, { sets, captures, crosswalks: runner.crosswalks, asOf }, MISMATCHES);
  const results = new Map<string, TieOutResult>();
  const kept = new Map<string, KeptNames>();
  for (const [index, handoff] of estate.handoffs.entries()) {
    progress(`${handoff.id}: tying out …`);
    kept.set(handoff.id, { pairs: `pairs ${index}`, outcomes: `outcomes ${index}` });
    results.set(handoff.id, await runner.run(handoff, sets, BREAKS, kept.get(handoff.id)));
  }
  const mismatches = estate.lifecycles.length === 0 ? undefined : MISMATCHES;
  const flow = await reviewFlow({ ...estate, asOf }, ports, { sets, kept, mismatches });
  const facts = await findDebts(estate, ports, { sets, captures, crosswalks: runner.crosswalks, kept, breaks: BREAKS }, SIGNS);
  const copied = { datasets: new Set(estate.workbooks.length === 0 ? [] : sets.keys()), prefix: "copied" };
  const books = await withOlderRecords(estate, ports, captures, copied, (older) => proveWorkbooks(estate, ports, sets, older));
  const workbooks = await reviewWorkbooks(estate, ports, books, SIGNS);
  const { numbers, placed: placedReports } = await reviewNumbers(estate, ports, sets, books, SIGNS);
  const told = numbers.reports.reduce((sum, report) => sum + report.numbers.length, 0);
  const context = { ...detectorContext(estate, results, lifecycles), numbers: told };
  const findings: Finding[] = [];
  const checks: CheckRun[] = [];
  const looked: Readonly<Record<ReadyDetector["looksAt"], number>> = {
    handoffs: tiedRecords(results),
    lifecycles: followedRecords(lifecycles),
    records: [...sets.values()].reduce((sum, { rows }) => sum + rows, 0),
    automations: estate.automations.length,
    facts: estate.facts.length,
    numbers: told,
    workbooks: estate.workbooks.length,
  };
  for (const detector of DETECTORS) {
    const records = looked[detector.looksAt];
    const run = await runDetector(engine, detector, { breaks: BREAKS, mismatches: MISMATCHES, signs: SIGNS }, context, records);
    findings.push(...run.findings);
    checks.push(run.check);
  }
  const resultOf = (handoff: Handoff): TieOutResult => results.get(handoff.id) as TieOutResult;
  const proven = await explainByCaptures(estate, runner, captures, sets, findings);
  const relations = { sets, kept, breaks: BREAKS, mismatches: MISMATCHES, signs: SIGNS };
  const explained = await explainCauses(estate, ports, relations, proven);
  const coverage = [
    ...estate.handoffs.map((handoff) => handoffCheck(handoff, resultOf(handoff), findings)),
    ...lifecycles.reviewed.map((lifecycle) => lifecycleCheck(lifecycle, findings)),
    ...checks,
    explained.check,
  ];
  const handoffs = estate.handoffs.map((handoff) => reviewedHandoff(handoff, resultOf(handoff), flow.timings.get(handoff.id)));
  const datasets: ReviewedDataset[] = [];
  for (const set of sets.values()) datasets.push(await reviewedDataset(set, ports));
  const placed = { ...relations, captures, reports: placedReports };
  const sorted = await withSampleSources(engine, explained.findings.toSorted(byWeight), placed);
  progress("looking for exact repairs …");
  const written = new Map([...sets].map(([dataset, set]) => [dataset, writtenRecords(set)]));
  const repair = await proposeRepairs(engine, estate, { ...relations, written }, sorted, REPAIRS);
  const priced = await reviewPrices(estate, ports, { ...relations, workbooks, asOf }, sorted);
  const undecided: Undecided = {
    version: 1,
    estate: { name: estate.name, title: estate.title, currency: estate.currency, timeZone: estate.timeZone },
    asOf,
    verdict: verdictOf({
      estate,
      handoffs,
      datasets,
      lifecycles: lifecycles.reviewed,
      findings: sorted,
      reports: numbers.reports,
      mismatched: await mismatchedRecords(engine, MISMATCHES),
      amount: await amountAtRisk(engine, BREAKS, MISMATCHES),
    }),
    systems: estate.systems.map(({ id, title, vendor, kind, owner }) => ({ id, title, vendor, kind, owner })),
    units: estate.units.map(({ id, title }) => ({ id, title })),
    datasets,
    identities,
    handoffs,
    lifecycles: lifecycles.reviewed,
    workflows: flow.workflows,
    facts,
    ...numbers,
    workbooks,
    automations: reviewAutomations(estate, sorted),
    findings: sorted,
    prices: priced.prices,
    coverage,
    ageing: priced.ageing,
    repairs: repair.repairs,
  };
  return { review: decide(undecided, estate.triage ?? []), breaks: BREAKS, mismatches: MISMATCHES, repair };
}

/** The relations of all breaks, and of all state mismatches. */
const BREAKS = "breaks";
const MISMATCHES = "mismatches";
const SIGNS = "signs";
const REPAIRS = "repairs";

function reviewedTime(declared: string | undefined, sets: ReadonlyMap<string, RecordSet>): string {
  const newest = [...sets.values()]
    .map(({ capture }) => capture.capturedAt)
    .sort()
    .at(-1);
  return new Date(declared ?? newest ?? 0).toISOString();
}

function detectorContext(
  estate: Estate,
  results: ReadonlyMap<string, TieOutResult>,
  { followed }: LifecyclesRun,
): Omit<DetectorContext, "numbers"> {
  const units = new Map(estate.units.map((unit) => [unit.id, unit.title]));
  return {
    handoffs: new Map(estate.handoffs.map((handoff) => [handoff.id, handoff])),
    inScope: (handoff: string, side: Side, unit?: string) => {
      const counts = results.get(handoff)?.inScope[side] ?? new Map<string, number>();
      return unit === undefined ? [...counts.values()].reduce((sum, count) => sum + count, 0) : (counts.get(unit) ?? 0);
    },
    lifecycles: new Map(estate.lifecycles.map((lifecycle) => [lifecycle.id, lifecycle])),
    followed,
    reports: estate.reports.length,
    workbooks: estate.workbooks.length,
    systemOf: (dataset) => {
      const system = estate.datasets.find(({ id: name }) => name === dataset)?.system;
      return estate.systems.find(({ id: name }) => name === system)?.title ?? dataset;
    },
    unitTitle: (unit) => units.get(unit) ?? unit,
    amountInWords: (amount) => priceInWords(amount, estate.currency),
  };
}

function tiedRecords(results: ReadonlyMap<string, TieOutResult>): number {
  return [...results.values()].reduce((sum, result) => sum + result.records, 0);
}

function followedRecords({ reviewed }: LifecyclesRun): number {
  return reviewed.flatMap(({ tracks }) => tracks).reduce((sum, { counts }) => sum + counts.records, 0);
}

function handoffCheck(handoff: Handoff, result: TieOutResult, findings: readonly Finding[]): CheckRun {
  const empty = inScope(result) === 0;
  return {
    check: "tie-out",
    subject: handoff.id,
    status: empty ? "skipped" : result.breaks > 0 ? "found" : "clear",
    records: result.records,
    findings: findings.filter((finding) => finding.handoff === handoff.id).length,
    reason: empty ? "neither side holds a record in scope" : undefined,
  };
}

function lifecycleCheck({ id: name, tracks }: ReviewedLifecycle, findings: readonly Finding[]): CheckRun {
  const records = tracks.reduce((sum, { counts }) => sum + counts.records, 0);
  const silent = tracks.reduce((sum, { counts }) => sum + counts.silent, 0);
  const found = findings.filter(({ lifecycle }) => lifecycle?.id === name).length;
  const blind = records === silent ? "of no record is any state known" : undefined;
  return {
    check: "lifecycle",
    subject: name,
    status: found > 0 ? "found" : blind === undefined ? "clear" : "skipped",
    records,
    findings: found,
    reason: found > 0 ? undefined : blind,
  };
}

function inScope({ inScope: sides }: TieOutResult): number {
  return [...sides.from.values(), ...sides.to.values()].reduce((sum, count) => sum + count, 0);
}

function reviewedHandoff(handoff: Handoff, result: TieOutResult, timing: HandoffTiming | undefined): ReviewedHandoff {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<OutcomeName, number>;
  for (const { outcome, records } of result.outcomes) counts[outcome] += records;
  const breaks = result.breaks;
  return {
    id: handoff.id,
    title: handoff.title,
    from: handoff.from.dataset,
    to: handoff.to.dataset,
    cardinality: handoff.cardinality,
    identity: handoff.match.kind === "identity" ? handoff.match.identity : undefined,
    owner: handoff.owner,
    alert: handoff.alert,
    decision: handoff.decision,
    workflows: handoff.workflows,
    outcomes: result.outcomes,
    bridges: result.bridges,
    breaks,
    timing,
    clean: breaks === 0 && result.records > 0,
    counts,
  };
}

async function reviewedDataset(set: RecordSet, { engine }: GatherPorts): Promise<ReviewedDataset> {
  const { dataset, capture } = set;
  const [total] = await engine.rows<{ amount: string | null }>(sql`SELECT sum(_amount) AS amount FROM ${id(set.relation)}`);
  return {
    id: dataset.id,
    title: dataset.title,
    system: dataset.system,
    entity: dataset.entity,
    files: capture.files.map((file) => file.path),
    capturedAt: capture.capturedAt,
    rows: set.rows,
    unreadable: set.unreadable,
    unreadableSamples: set.unreadableSamples.slice(0, 20),
    amount: dataset.amount === undefined ? undefined : formatMoney(money(total?.amount)),
    hints: capture.hints,
    notes: set.notes,
  };
}

function byWeight(a: Finding, b: Finding): number {
  const severity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
  return severity || money(b.amount).cmp(money(a.amount)) || b.records - a.records || (a.fingerprint < b.fingerprint ? -1 : 1);
}
