import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InputError, RunError } from "../model/index.ts";
import { acquiredBreaks, acquiredFaults, acquiredJobs } from "./activity/acquired.ts";
import { activityOf, type Activity } from "./activity/activity.ts";
import { brokenStates } from "./activity/broken-handoffs.ts";
import { ActivityExports, activityHandoffs } from "./activity/exports.ts";
import { closePeriods, periodBreaks, periodFaults } from "./activity/periods.ts";
import { QuietBranch } from "./activity/quiet-branch.ts";
import { filtered, type Case } from "./business.ts";
import { buildCase } from "./case.ts";
import { edgeCases } from "./edges.ts";
import { estateFile } from "./estate-file.ts";
import { lifecycles } from "./estate-lifecycles.ts";
import { Exports, handoffs } from "./exports.ts";
import { bookPayouts, payoutFaultStatements } from "./faults/payouts.ts";
import type { FaultTools } from "./faults/fault.ts";
import { caseFaults, FaultSchedule, stateFaults } from "./faults/schedule.ts";
import { quietBranch, type StateTools } from "./faults/states/state-fault.ts";
import { LifecycleLedger } from "./lifecycle-truth.ts";
import { PayoutLedger } from "./payouts.ts";
import { Random } from "./random.ts";
import { WeeklyRecords } from "./reporting/records.ts";
import { writeReporting, type ReportingTruth } from "./reporting/reporting.ts";
import { asOf, daysOfBusiness, firstDay, instant, lastDay, weekday } from "./time.ts";
import { TruthLedger, type DemoTruth } from "./truth.ts";
import { World } from "./world.ts";

export interface DemoOptions {
  /** Where to write; must not exist or be empty. */
  readonly directory: string;
  /** Jobs of the year, at least 1; the default of the command line is 400. About twelve records come of each. */
  readonly jobs: number;
  /** A whole number from 0; the same one gives the same bytes. */
  readonly seed: number;
  /** The same business without a fault. */
  readonly clean: boolean;
  /** Puts the records of every dataset into another order without changing them; for at most 50,000 jobs. */
  readonly shuffle?: number;
  /** Hears how far it is, now and then. */
  readonly progress?: (line: string) => void;
}

/** Above this, values hold no line breaks, and nothing is shuffled. */
const smallEstate = 50_000;
const mostJobs = 5_000_000;

/**
 * Writes Summit Mechanical, an HVAC company with three branches, as the exports
 * of its systems, with `tieout.yaml`, `truth.json` and `truth-customers.csv`. Bytes depend on jobs,
 * seed, clean and shuffle alone (those of the gzip file on Node's zlib too).
 *
 * @returns the truth, as it stands in `truth.json`
 * @throws InputError when the directory is not empty or a number is out of range; nothing is written then
 * @throws RunError `disk-full`, `no-permission` or `demo`; what was written is removed
 */
export async function generateDemo(options: DemoOptions): Promise<DemoTruth> {
  const { directory } = options;
  checkNumbers(options);
  const existed = await checkDirectory(directory);
  try {
    return await write(options);
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    // A half of an estate would be taken for a whole one.
    await clear(directory, existed);
    throw refusal(cause, options);
  }
}

async function write(options: DemoOptions): Promise<DemoTruth> {
  const { directory, jobs, seed, clean, shuffle } = options;
  await mkdir(directory, { recursive: true });
  const truth = new TruthLedger(new Map([...handoffs, ...activityHandoffs]));
  const parts = { world: new World(seed), truth, payouts: new PayoutLedger(seed, jobs), states: new LifecycleLedger() };
  const files = await Exports.create(directory, shuffle, parts);
  const histories = await ActivityExports.create(directory, shuffle, parts).catch(async (cause: unknown) => {
    await files.abandon();
    throw cause;
  });
  const quiet = new QuietBranch(quietBranch);
  const weekly = new WeeklyRecords();
  const writers: Writers = { world: parts.world, files, histories, quiet, weekly };
  let reporting: ReportingTruth;
  try {
    await writeYear(options, writers);
    edgeCases(parts.world).forEach((affair, at) => {
      const random = new Random(seed, "edge activity", at);
      const activity = activityOf(affair, parts.world, random, { quiet: clean ? undefined : quietBranch, memberships: false });
      writeCase(writers, affair, activity);
    });
    const booked = bookPayouts(parts.payouts.payouts(), truth, { seed, jobs, clean });
    files.writeDeposits([...booked, ...parts.payouts.counterDeposits().map((deposit) => ({ deposit, mark: filtered }))]);
    histories.writeAcquired(acquiredJobs(options));
    const { periods, told } = closePeriods(histories.revenue, options);
    histories.writePeriods(periods);
    for (const each of [...told, ...(clean ? [] : quiet.told)]) parts.states.tell(each);
    await files.close();
    await histories.close();
    reporting = await writeReporting(weekly, options);
  } catch (cause) {
    await files.abandon();
    await histories.abandon();
    throw cause;
  }
  const identities = { customer: files.customers };
  const found: DemoTruth = {
    ...truth.close({ seed, jobs, clean, asOf, identities }, [...caseFaults, ...payoutFaultStatements, ...stateBreaks]),
    lifecycles: parts.states.close(lifecycles, [...stateFaults, ...quiet.statements, ...acquiredFaults, ...periodFaults]),
    ...reporting,
  };
  await writeFile(join(directory, "tieout.yaml"), estateFile(), { flag: "wx" });
  await writeFile(join(directory, "truth.json"), `${JSON.stringify(found, null, 2)}\n`, { flag: "wx" });
  return found;
}

/** Faults of states that break a handoff too. */
const stateBreaks = [
  ...stateFaults.flatMap(({ name, cause, breaks }) => (breaks === undefined ? [] : [{ name, cause, ...breaks }])),
  ...acquiredBreaks,
  ...periodBreaks,
];

interface Writers {
  readonly world: World;
  readonly files: Exports;
  readonly histories: ActivityExports;
  readonly quiet: QuietBranch;
  readonly weekly: WeeklyRecords;
}

async function writeYear({ jobs, seed, clean, progress }: DemoOptions, writers: Writers): Promise<void> {
  const { world, files, histories } = writers;
  const schedule = clean ? undefined : new FaultSchedule(caseFaults, seed, jobs);
  const states = clean ? undefined : new FaultSchedule(stateFaults, seed, jobs);
  const lineBreaks = jobs <= smallEstate;
  let told = 0;
  for (let index = 0, done = 0; done < jobs; index++) {
    const random = new Random(seed, "case", index);
    const affair = buildCase(world, random, { start: startOf(random, done, jobs), jobs: jobs - done, lineBreaks });
    const before = done;
    // A deal that is still to be booked counts as the job it will be, or a year would never fill.
    done += Math.max(1, affair.jobs.length);
    const struck = schedule?.strike(affair, index, before, (fault, random) => fault.apply(affair, { world, random, mark: markOf(fault) }));
    const own = new Random(seed, "activity", index);
    const activity = activityOf(affair, world, own, { quiet: clean ? undefined : quietBranch, memberships: true });
    if (struck !== undefined) activity.broken = struck.name;
    else {
      states?.strike(affair, index, before, (fault, random) => {
        const tell: StateTools["tell"] = (told) => activity.told.push(() => ({ ...told(), lifecycle: fault.lifecycle, fault: fault.name }));
        return fault.apply(affair, activity, { random, mark: markOf(fault), tell });
      });
    }
    writeCase(writers, affair, activity);
    if (index % 200 === 0) {
      await files.drain();
      await histories.drain();
    }
    if (progress !== undefined && done - told >= 100_000) {
      told = done;
      progress(`${done.toLocaleString("en-US")} of ${jobs.toLocaleString("en-US")} jobs`);
    }
  }
}

function markOf(fault: { readonly name: string }): FaultTools["mark"] {
  return (outcome, reason = "none") => ({ outcome, reason, fault: fault.name });
}

function writeCase({ files, histories, quiet, weekly }: Writers, affair: Case, activity: Activity): void {
  files.write(affair);
  weekly.hear(affair);
  if (activity.broken !== undefined) for (const told of brokenStates(affair, activity, activity.broken)) activity.told.push(() => told);
  histories.write(affair, activity);
  quiet.hear(activity);
}

/** Work comes in evenly over the year, in office hours; little of it on Sundays. */
function startOf(random: Random, done: number, jobs: number): number {
  const day = firstDay + Math.floor((done * daysOfBusiness) / jobs);
  const moved = weekday(day) === 0 && day < lastDay && random.chance(0.8) ? day + 1 : day;
  return instant(moved, random.between(450, 1020));
}

function checkNumbers({ jobs, seed, shuffle }: DemoOptions): void {
  const check = (fits: boolean, name: string, found: number, expected: string) => {
    if (!fits) {
      throw new InputError([{ code: "out-of-range", message: `The number of ${name} does not fit.`, found: String(found), expected }]);
    }
  };
  check(Number.isSafeInteger(jobs) && jobs >= 1 && jobs <= mostJobs, "jobs", jobs, `a whole number from 1 to ${mostJobs}`);
  check(Number.isSafeInteger(seed) && seed >= 0, "the seed", seed, "a whole number from 0");
  if (shuffle === undefined) return;
  check(Number.isSafeInteger(shuffle) && shuffle >= 0, "the shuffle", shuffle, "a whole number from 0");
  check(jobs <= smallEstate, "jobs", jobs, `at most ${smallEstate} when the records are shuffled, since they are held in memory`);
}

/** @returns whether it exists */
async function checkDirectory(directory: string): Promise<boolean> {
  let entries: string[];
  try {
    entries = await readdir(directory);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return false;
    const message = code === "ENOTDIR" ? "The demo is written into a directory, and this is a file." : "The directory cannot be read.";
    throw new InputError([{ code: code === "ENOTDIR" ? "not-a-directory" : "no-permission", message, at: { file: directory } }], { cause });
  }
  const [first] = entries;
  if (first !== undefined) {
    throw new InputError([
      {
        code: "not-empty",
        message: "The demo is written into a new or an empty directory only.",
        at: { file: directory },
        found: first,
        hint: "Name another directory, or remove this one.",
      },
    ]);
  }
  return true;
}

function refusal(cause: unknown, { directory, jobs }: DemoOptions): RunError {
  const said = cause instanceof Error ? cause.message : String(cause);
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  if (["ENOSPC", "EDQUOT", "EFBIG"].includes(code)) {
    const hint = "Free some space, or write fewer jobs: 100,000 jobs take about 200 MB.";
    return new RunError("disk-full", `The disk of ${directory} is full; what was written was removed.`, { cause, hint });
  }
  const denied = ["EACCES", "EPERM", "EROFS"].includes(code);
  return new RunError(denied ? "no-permission" : "demo", `The estate of ${jobs} jobs could not be written: ${said}`, { cause });
}

async function clear(directory: string, existed: boolean): Promise<void> {
  const names = existed
    ? [
        "crm",
        "dispatch",
        "books",
        "processor",
        "field",
        "acquired",
        "platform",
        "reporting",
        "tieout.yaml",
        "truth.json",
        "truth-customers.csv",
      ]
    : ["."];
  for (const name of names) await rm(join(directory, name), { recursive: true, force: true }).catch(() => undefined);
}
