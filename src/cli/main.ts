#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { readFileSync } from "node:fs";
// The list alone: the room behind it reads SQLite and XML, and loading it takes longer than printing a help text.
import { LOG_FORMATS } from "../interchange/log.ts";
import { SEVERITIES } from "../model/index.ts";
import type { AuditFlags } from "./audit.ts";
import type { BaselineFlags } from "./baseline.ts";
import type { CheckFlags } from "./check.ts";
import type { CompareFlags } from "./compare.ts";
import type { DemoFlags } from "./demo.ts";
import type { ExportFlags, ImportFlags } from "./events.ts";
import type { ContractFlags } from "./contract.ts";
import { failure } from "./failure.ts";
import type { LineageFlags } from "./lineage.ts";
import type { ResolveFlags } from "./resolve.ts";
import type { ReviewFlags } from "./review.ts";
import type { ServeFlags } from "./serve.ts";
import type { TraceFlags } from "./trace.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };

/** What a command needs is loaded when it is run: `--help` and a wrong option answer at once. */
const program = new Command("tieout")
  .description("Proves, record by record and cent by cent, which of a company's systems tie out.")
  .version(version)
  .exitOverride()
  .configureHelp({ showGlobalOptions: true })
  .addHelpText("after", "\nExit codes: 0 clean or nothing to fail on, 1 findings at or above --fail-on, 2 could not run.");

const limits = (command: Command, json = true): Command => {
  const limited = command
    .addOption(new Option("--threads <n>", "processors to use; all when not given").argParser(positive))
    .addOption(
      new Option("--memory <size>", "memory for the query engine, such as 4GiB; three quarters of the machine's when not given").argParser(
        memory,
      ),
    );
  return json ? limited.option("--json", "print JSON for machines instead of text for people") : limited;
};

limits(program.command("review", { isDefault: false }))
  .description("tie out every handoff of an estate and report what breaks")
  .argument("[estate]", "directory with a tieout.yaml, or the file itself", ".")
  .option("--out <directory>", "where the report goes; <estate>/review when not given")
  .option("--as-of <time>", "the time to review as of, with its zone; the estate's when not given")
  .addOption(new Option("--fail-on <severity>", "end with exit code 1 when a finding is at least this severe").choices([...SEVERITIES]))
  .option("--no-pdf", "leave review.pdf and audit.pdf out: they take a second or two")
  .option("--record", "record it in the desk, also when there is none yet; in that of DATABASE_URL where it is set")
  .option("--junit <file>", "write the findings and checks as JUnit XML too; those that --fail-on names are failures")
  .option("--summary <file>", "write a short summary in Markdown too, as pipelines show it")
  .action(async (estate: string, flags: ReviewFlags) => (await import("./review.ts")).runReview(estate, flags));

limits(program.command("check"))
  .description("hold an estate against its data without reviewing: unknown columns, repeated keys, words without mapping")
  .argument("[estate]", "directory with a tieout.yaml, or the file itself", ".")
  .action(async (estate: string, flags: CheckFlags) => (await import("./check.ts")).runCheck(estate, flags));

limits(program.command("compare"))
  .description("hold two reviews of one estate against each other: what opened, closed, grew and shrank")
  .argument("<before>", "directory of the earlier review, or its review.json")
  .argument("<after>", "the same of the later one")
  .option("--fail-on-worse", "end with exit code 1 when a finding opened or grew")
  .action(async (before: string, after: string, flags: CompareFlags) => (await import("./compare.ts")).runCompare(before, after, flags));

program
  .command("baseline")
  .description("print what a review knows of the company before tools are changed: declared, contradicted, inferred or unknown")
  .argument("<review>", "directory of a written review, or its review.json")
  .option("--out <file>", "where it goes, as Markdown; standard output when not given")
  .option("--json", "JSON for machines instead of Markdown for people")
  .action(async (written: string, flags: BaselineFlags) => (await import("./baseline.ts")).runBaseline(written, flags));

limits(program.command("trace"))
  .description("tell one record's story across systems, or a metric's way from raw records to what is reported")
  .argument("<entity>", "what the record is: job, invoice, payment …; or metric")
  .argument("<key>", "its native key, or any number it is known by; or the metric's id")
  .option("--estate <path>", "directory with a tieout.yaml, or the file itself", ".")
  .option("--period <period>", "of a metric: a day of the period, or its name: 2026-09, 2026-W38; all when not given")
  .option("--unit <unit>", "of a metric: the unit; all when not given")
  .option("--report <id>", "of a metric: the report that tells it; all when not given")
  .addOption(new Option("--rows <n>", "of a metric: how many raw records to tell of each number; 5 when not given").argParser(positive))
  .action(async (entity: string, key: string, flags: TraceFlags) =>
    entity === "metric"
      ? (await import("./trace-metric.ts")).runTraceMetric(key, flags)
      : (await import("./trace.ts")).runTrace(entity, key, flags),
  );

limits(program.command("lineage"))
  .description("review an estate and write what was seen as OpenLineage events, one a line")
  .argument("[estate]", "directory with a tieout.yaml, or the file itself", ".")
  .option("--out <file>", "where the events go; standard output when not given")
  .option("--dbt <file>", "a dbt manifest.json: its models, metrics and exposures are linked to the estate")
  .action(async (estate: string, flags: LineageFlags) => (await import("./lineage.ts")).runLineage(estate, flags));

limits(program.command("contract"))
  .description("review an estate and write the data contract that a workbook implies (Open Data Contract Standard, YAML)")
  .argument("<workbook>", "the workbook's id in the estate")
  .argument("[estate]", "directory with a tieout.yaml, or the file itself", ".")
  .option("--out <file>", "where the contract goes; standard output when not given")
  .action(async (workbook: string, estate: string, flags: ContractFlags) =>
    (await import("./contract.ts")).runContract(workbook, estate, flags),
  );

limits(program.command("resolve"))
  .description("say who is who across systems that share no key, and decide on the pairs that wait for a person")
  .argument("[estate]", "directory with a tieout.yaml, or the file itself", ".")
  .option("--identity <id>", "the identity to resolve; all of them when not given")
  .option("--list", "print what waits as a table instead of asking")
  .option("--export <file>", "write who is who as CSV instead of asking")
  .option("--freeze", "estimate the model and keep it in the identity's model file instead of asking")
  .option("--by <name>", "who decides; the user of this computer when not given")
  .option("--fail-on-queue", "end with exit code 1 when pairs are left that wait")
  .action(async (estate: string, flags: ResolveFlags) => (await import("./resolve.ts")).runResolve(estate, flags));

limits(program.command("serve"), false)
  .description("serve an estate's desk: its exceptions with owners, in the browser and as an API")
  .argument("[estate]", "directory with a tieout.yaml, or the file itself", ".")
  .addOption(new Option("--port <n>", "where to listen; 0 takes any that is free").default(4180).argParser(port))
  .option("--host <address>", "on which address; this computer alone when not given")
  .option("--open", "open the browser and sign it in")
  .option("--team", "people have accounts: by password, or by the company's own sign-in (TIEOUT_OIDC_ISSUER …)")
  .option("--url <address>", "with --team: how people reach it, such as https://tieout.example.com")
  .option("--proxy", "a proxy in front adds X-Forwarded-For: clients are told apart by it")
  .addOption(new Option("--log <level>", "what to log on standard error").choices(["error", "warn", "info"]).default("info"))
  .action(async (estate: string, flags: ServeFlags) => (await import("./serve.ts")).runServe(estate, flags));

program
  .command("demo")
  .description("make the example estate: an HVAC company with seeded faults and the exact truth about them")
  .argument("<directory>", "a directory that is empty or not there yet")
  .addOption(new Option("--jobs <n>", "how many jobs; about twelve records each in all").default(400).argParser(positive))
  .addOption(new Option("--seed <n>", "the same seed makes the same estate").default(1).argParser(positive))
  .addOption(new Option("--shuffle <n>", "write the same records in another order").argParser(positive))
  .option("--clean", "the same business without any fault")
  .action(async (directory: string, flags: DemoFlags) => (await import("./demo.ts")).runDemo(directory, flags));

program
  .command("audit")
  .description("the audit log of an estate's desk")
  .command("verify")
  .description("walk the log's chain of hashes: ends with exit code 1 where something was changed, removed or cut")
  .argument("[estate]", "directory with a tieout.yaml, or the file itself", ".")
  .option("--json", "print JSON for machines instead of text for people")
  .action(async (estate: string, flags: AuditFlags) => (await import("./audit.ts")).runAuditVerify(estate, flags));

const events = program.command("events").description("exchange event logs with process mining tools: OCEL 2.0, XES, plain tables");
const formats = [...LOG_FORMATS];

limits(events.command("import"))
  .description("make an estate of an event log, with a lifecycle for each type of object")
  .argument("<log>", "the file; a folder of CSV in the form of OCEL's SQLite tables")
  .requiredOption("--into <directory>", "a directory that is empty or not there yet")
  .addOption(new Option("--format <format>", "told by the file when not given").choices(formats))
  .option("--case <column>", "plain tables: the column that names the case")
  .option("--activity <column>", "plain tables: the column that names the activity")
  .option("--time <column>", "plain tables: the column with the time")
  .option("--time-zone <zone>", "the zone of times that name none, such as Europe/Berlin; UTC when not given")
  .option("--time-format <format>", "how times are written that are not ISO 8601, such as %d.%m.%Y %H:%M")
  .option("--fail-on-problems", "end with exit code 1 when events cannot be read or references lead nowhere")
  .action(async (log: string, flags: ImportFlags) => (await import("./events.ts")).runEventsImport(log, flags));

limits(events.command("export"))
  .description("write the log that was imported into a directory, or else the lifecycles of an estate, as an event log")
  .argument("[estate]", "directory with a tieout.yaml, or the file itself", ".")
  .addOption(new Option("--as <format>", "what to write").choices(formats).makeOptionMandatory())
  .requiredOption("--out <file>", "the file; for ocel-csv a folder that is empty or not there yet")
  .option("--object-type <type>", "xes and csv: the type of object that is the case; the only one when not given")
  .action(async (estate: string, flags: ExportFlags) => (await import("./events.ts")).runEventsExport(estate, flags));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : failure(error);
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError("expected a whole number from 1.");
  return Number(text);
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError("expected a port, 0 to 65535.");
  return Number(text);
}

function memory(text: string): string {
  if (!/^\d+(\.\d+)?\s?([KMGT]i?B)$/i.test(text)) throw new InvalidArgumentError("expected a size such as 512MiB or 4GiB.");
  return text;
}
