import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repository } from "./paths.ts";

/** What one run of a whole process took, its start included. */
export interface Cost {
  readonly seconds: number;
  /** User and system, all threads. */
  readonly cpuSeconds: number;
  /** Highest resident memory, in bytes. */
  readonly peakBytes: number;
}

/**
 * Runs a command as a process of its own and measures it from outside, in the
 * same way whatever it is written in: a small Python program waits for it with
 * `wait4` and reads the kernel's figures. The command's standard output comes
 * back as text; its errors go to ours.
 *
 * @throws Error when python3 is absent or the command fails
 */
export async function measure(command: readonly [string, ...string[]]): Promise<Cost & { readonly output: string }> {
  const directory = mkdtempSync(join(tmpdir(), "tieout-bench-"));
  const report = join(directory, "cost.json");
  try {
    const output = await capture("python3", [join(repository, "bench", "harness", "measure.py"), report, ...command]);
    return { ...(JSON.parse(readFileSync(report, "utf8")) as Cost), output };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Runs a command that is not measured: its standard output as text. */
export function capture(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: repository, stdio: ["ignore", "pipe", "inherit"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (cause) => reject(new Error(`${command} could not be started`, { cause })));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString("utf8"));
      else reject(new Error(`${command} ${args.join(" ")} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}

/** The middle one; of an even number, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
  if (middle === undefined) throw new Error("the median of nothing");
  return middle;
}
