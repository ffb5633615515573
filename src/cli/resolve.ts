import { userInfo } from "node:os";
import path from "node:path";
import { decide, resolveEstate, type IdentityAtWork } from "../identities.ts";
import { formatProblem, InputError, priceInWords, type Estate } from "../model/index.ts";
import { cutWide, painter, plain, table, wantsColor, wrap, type Paint } from "../report/index.ts";
import { createResolver } from "../resolver.ts";
import { withEstate } from "../runtime.ts";
import { readAnswers } from "./answers.ts";
import { printable } from "./failure.ts";
import { startProgress } from "./progress.ts";
import { count, percent, type ScreenContext } from "./resolve-screen.ts";
import { workQueue } from "./resolve-session.ts";

export interface ResolveFlags {
  readonly identity?: string;
  readonly list?: boolean;
  readonly export?: string;
  readonly freeze?: boolean;
  readonly by?: string;
  readonly failOnQueue?: boolean;
  readonly threads?: number;
  readonly memory?: string;
  readonly json?: boolean;
}

/**
 * `tieout resolve`: says who is who, then works the queue of pairs that a person
 * must judge, unless it is to be listed, exported or given as JSON. Exit code 1
 * when pairs are left and `--fail-on-queue` is given.
 */
export async function runResolve(estatePath: string, flags: ResolveFlags): Promise<void> {
  const works = flags.list !== true && flags.json !== true && flags.export === undefined && flags.freeze !== true;
  const by = works ? whoDecides(flags.by) : "";
  const progress = startProgress();
  const limits = { threads: flags.threads, memory: flags.memory, progress: progress.say };
  const file = flags.export === undefined ? undefined : path.resolve(flags.export);
  // The workspace is free again while a person thinks.
  const { estate, atWork } = await withEstate(estatePath, limits, async (estate, ports) => ({
    estate,
    atWork: await resolveEstate(estate, ports, createResolver(estate, ports, { estimates: flags.freeze === true }), {
      identity: flags.identity,
      export: file,
      freeze: flags.freeze,
    }),
  }));
  progress.stop();
  if (flags.json === true) process.stdout.write(`${JSON.stringify(asJson(atWork), null, 2)}\n`);
  const print = (text: string): void => void process.stdout.write(text);
  const paint = painter(wantsColor(process.env, process.stdout.isTTY));
  const width = Math.min(Math.max(process.stdout.columns || 80, 40), 120);
  let left = 0;
  for (const identity of atWork) {
    const context = screenContext(estate, identity, paint, width);
    if (flags.json !== true) print(summary(identity, width));
    if (flags.list === true && flags.json !== true) print(queueTable(identity, context));
    left += works ? await work(identity, { context, by, print }) : identity.waiting;
  }
  if (file !== undefined && flags.json !== true) print(`Crosswalk: ${plain(flags.export ?? "")}\n`);
  if (flags.freeze === true && flags.json !== true) {
    for (const { identity } of atWork) print(`Model: ${plain(identity.model ?? "")}\n`);
  }
  if (flags.failOnQueue === true && left > 0) process.exitCode = 1;
}

async function work(
  identity: IdentityAtWork,
  { context, by, print }: { readonly context: ScreenContext; readonly by: string; readonly print: (text: string) => void },
): Promise<number> {
  if (identity.pairs.length === 0) return 0;
  const answers = readAnswers(process.stdin);
  try {
    const { accepted, rejected, skipped, left } = await workQueue({
      title: identity.identity.title,
      pairs: identity.pairs,
      waiting: identity.waiting,
      by,
      now: () => new Date(),
      decide: (decision) => decide(identity.decisions, decision),
      answers,
      print,
      context,
      clears: process.stdin.isTTY && process.stdout.isTTY && process.env["TERM"] !== "dumb",
    });
    const decided = accepted + rejected;
    const kept = decided === 0 ? "" : ` Kept in ${plain(identity.decisions.path)}; they hold from the next run on.`;
    const tally = `Decided ${count(decided, "pair")}: ${accepted} accepted, ${rejected} rejected; ${skipped} skipped.`;
    print(`${wrap(`${tally} ${waits(left)}${kept}`, context.width).join("\n")}\n`);
    return left;
  } finally {
    answers.close();
  }
}

/** What is known before anything is decided, in plain sentences; problems after it. */
function summary(identity: IdentityAtWork, width: number): string {
  const { records, entities, withoutKey, byEvidence } = identity.linked;
  const share = withoutKey === 0 ? "" : ` (${percent(byEvidence / withoutKey)})`;
  const evidence =
    withoutKey === 0
      ? "All of them share a key or were decided on."
      : `${count(withoutKey, "record")} share${withoutKey === 1 ? "s" : ""} no key with another; of them ${byEvidence.toLocaleString("en-US")}${share} ${byEvidence === 1 ? "was" : "were"} linked by evidence.`;
  const members = identity.reviewed.members.length;
  const stand = `${plain(identity.identity.title)}: ${count(records, "record")} in ${count(members, "dataset")} stand for ${entities.toLocaleString("en-US")} ${entities === 1 ? "entity" : "entities"}.`;
  const sentences = wrap(`${stand} ${evidence} ${waits(identity.waiting)}`, width);
  const problems = identity.contradictions.map((problem) => printable(formatProblem(problem)));
  return `${[...sentences, ...[...identity.notes, ...identity.reviewed.notes].flatMap((note) => wrap(plain(note), width)), ...problems].join("\n")}\n\n`;
}

function waits(pairs: number): string {
  if (pairs === 0) return "Nothing waits for review.";
  return pairs === 1 ? "1 pair waits for review." : `${pairs.toLocaleString("en-US")} pairs wait for review.`;
}

function queueTable({ pairs, waiting }: IdentityAtWork, { width, paint, currency }: ScreenContext): string {
  if (pairs.length === 0) return "";
  const columns = [
    { title: "one record", align: "left" },
    { title: "the other", align: "left" },
    { title: "likely", align: "right" },
    { title: "at stake", align: "right" },
    { title: "named by", align: "right" },
  ] as const;
  const rows = pairs.map(({ from, to, confidence, dollars, reach }) => [
    plain(`${from.dataset} ${from.key}`),
    cutWide(plain(`${to.dataset} ${to.key}`), Math.floor(width * 0.35)),
    percent(confidence),
    priceInWords(dollars, currency),
    reach.toLocaleString("en-US"),
  ]);
  const more = waiting > pairs.length ? [`… and ${(waiting - pairs.length).toLocaleString("en-US")} more`] : [];
  return `${[...table(columns, rows, { width, indent: "", paint }), ...more].join("\n")}\n\n`;
}

function screenContext(estate: Estate, { identity }: IdentityAtWork, paint: Paint, width: number): ScreenContext {
  const titles = new Map(estate.systems.map(({ id, title }) => [id, title]));
  const systems = identity.members.map(({ dataset }) => {
    const system = estate.datasets.find(({ id }) => id === dataset)?.system ?? "";
    return [dataset, titles.get(system) ?? dataset] as const;
  });
  return { attributes: identity.attributes, systems: new Map(systems), currency: estate.currency, width, paint };
}

/** For machines: stable keys, values as they stand. */
function asJson(atWork: readonly IdentityAtWork[]): unknown {
  return {
    version: 1,
    identities: atWork.map(({ identity, reviewed, linked, attributes, pairs, waiting, decided, notes, contradictions, decisions }) => ({
      id: identity.id,
      title: identity.title,
      ...linked,
      links: reviewed.links,
      waiting,
      decided,
      decisions: decisions.path,
      notes: [...notes, ...reviewed.notes],
      contradictions,
      queue: pairs.map((pair) => ({
        ...pair,
        from: { ...pair.from, values: named(attributes, pair.from.values) },
        to: { ...pair.to, values: named(attributes, pair.to.values) },
      })),
    })),
  };
}

function named(attributes: readonly string[], values: readonly (string | undefined)[]): Readonly<Record<string, string>> {
  return Object.fromEntries(attributes.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index]]])));
}

/** @throws InputError `nobody` when neither the command nor the system says who decides */
function whoDecides(by: string | undefined): string {
  const name = by ?? systemUser();
  if (name !== undefined && name.trim() !== "") return name.trim();
  throw new InputError([{ code: "nobody", message: "Nobody is named who decides.", expected: "--by and a name" }]);
}

function systemUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user that has no name.
    return process.env["USER"] ?? process.env["LOGNAME"];
  }
}
