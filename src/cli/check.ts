import { checkEstate } from "../check.ts";
import { formatProblem } from "../model/index.ts";
import { withEstate } from "../runtime.ts";
import { printable } from "./failure.ts";
import { startProgress } from "./progress.ts";

export interface CheckFlags {
  readonly threads?: number;
  readonly memory?: string;
  readonly json?: boolean;
}

/** `tieout check`: exit code 2 when a review would be refused, 1 when it would run with something left open. */
export async function runCheck(estatePath: string, flags: CheckFlags): Promise<void> {
  const progress = startProgress();
  const limits = { threads: flags.threads, memory: flags.memory, progress: progress.say };
  const result = await withEstate(estatePath, limits, checkEstate);
  progress.stop();
  process.exitCode = result.errors.length > 0 ? 2 : result.warnings.length > 0 ? 1 : 0;
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  const count = (number: number, noun: string): string => `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
  const lines = [...result.errors, ...result.warnings].map((problem) => `${formatProblem(problem)}\n`);
  const checked = `${count(result.records, "record")} in ${count(result.datasets, "dataset")}`;
  const verdict =
    result.errors.length > 0
      ? `A review would be refused: ${count(result.errors.length, "error")}, ${count(result.warnings.length, "warning")}.`
      : result.warnings.length > 0
        ? `A review would run; ${count(result.warnings.length, "thing")} should be settled first. ${checked} were checked.`
        : `The estate fits its data: ${checked} were checked.`;
  process.stdout.write(`${printable([verdict, ...lines].join("\n\n"))}\n`);
}
