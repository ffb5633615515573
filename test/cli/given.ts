import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

export const MAIN = path.join(import.meta.dirname, "../../dist/cli/main.js");

/** A directory for one test file, gone after it; anybody may look into it. */
export async function scratchDirectory(): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), "tieout-cli-"));
  await chmod(directory, 0o755);
  afterAll(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

export interface RunOptions {
  readonly cwd?: string;
  /** The user to run as; only root may choose. */
  readonly uid?: number;
  /** 1,024 bytes each: no file may grow larger. */
  readonly largestFile?: number;
  /** Where the system looks for what is the user's own; the temporary directory when not given. */
  readonly home?: string;
}

/** Starts the built command line. */
export function start(args: readonly string[], { cwd, uid, largestFile, home = tmpdir() }: RunOptions = {}): Started {
  const user = uid === undefined ? {} : { uid, gid: uid };
  const options = { ...user, ...(cwd === undefined ? {} : { cwd }), env: { PATH: process.env["PATH"] ?? "", HOME: home } };
  const child =
    largestFile === undefined
      ? spawn(process.execPath, [MAIN, ...args], options)
      : spawn("bash", ["-c", `ulimit -f ${largestFile}; exec "$0" "$@"`, process.execPath, MAIN, ...args], options);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { process: child, ended };
}

export function run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** Files by name; text or bytes. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export async function write(directory: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(directory, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** A small estate that ties out: three jobs, three invoices. */
export const SMALL: Files & { readonly "tieout.yaml": string; readonly "jobs.csv": string; readonly "invoices.csv": string } = {
  "tieout.yaml": `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
systems:
  dispatch:
    datasets:
      jobs:
        entity: job
        source: { path: jobs.csv, capturedAt: 2026-10-01T05:30:00-04:00 }
        key: number
        fields:
          number: Number
          total: Total
          note: Note
        amount: total
  books:
    datasets:
      invoices:
        entity: invoice
        source: { path: invoices.csv, capturedAt: 2026-10-01T05:30:00-04:00 }
        key: id
        fields:
          id: Id
          job: Job
          total: Total
        amount: total
handoffs:
  job-to-invoice: { from: dispatch.jobs, to: books.invoices, match: { number: job } }
`,
  "jobs.csv": "Number,Total,Note\n00101,100.00,first\n00102,250.50,second\n00103,75.25,third\n",
  "invoices.csv": "Id,Job,Total\n1,00101,100.00\n2,00102,250.50\n3,00103,75.25\n",
};

/** Every file below a directory with a hash of its bytes; an empty map where there is no directory. */
export async function fingerprints(directory: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    found.set(
      path.relative(directory, file),
      createHash("sha256")
        .update(await readFile(file))
        .digest("hex"),
    );
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What runs that were stopped may leave half done. */
export async function leftovers(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true });
  return names.filter((name) => /\.partial|\.old|scratch-/.test(name)).sort();
}
