import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Refusal } from "./problem.ts";
import type { RunProgress } from "./contract/index.ts";

/** Reviews of an estate, one at a time. */
export interface Reviewer {
  /** The one that runs, or the last one; undefined: none was started here. */
  current(): RunProgress | undefined;
  /** @throws Refusal 409 when one runs, here or at another server */
  start(by: string, asOf: string | undefined): Promise<RunProgress>;
  /** false: none runs. Nothing of it is kept. */
  cancel(): Promise<boolean>;
  close(): Promise<void>;
}

/** What the process that reviews says. */
export type WorkerMessage =
  | { readonly type: "progress"; readonly text: string }
  /** All sources are read: from here on the captures are only looked at. */
  | { readonly type: "gathered" }
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly reason: string };

/** What it is told. */
export interface WorkerTask {
  readonly estatePath: string;
  readonly workspace: string;
  readonly scratch: string;
  readonly asOf: string | undefined;
  /** Where the review's files go. */
  readonly out: string;
  readonly threads: number | undefined;
  readonly memory: string | undefined;
}

export interface ReviewerPorts {
  readonly now: () => string;
  readonly newId: () => string;
  /** Does a review in a process of its own. */
  readonly begin: (asOf: string | undefined, say: (message: WorkerMessage) => void) => RunningReview;
  /** Keeps what a finished review wrote; gives the run's id. */
  readonly keep: () => Promise<string>;
  /** Runs `work` as the only one of all servers of this store; undefined when another does. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T | undefined>;
  /** Keeps others away from the captures until it is called. */
  readonly holdCaptures: () => Promise<() => void>;
  readonly changed: (progress: RunProgress, line: string | undefined) => void;
}

export interface RunningReview {
  /** When the process has ended, whatever it said. */
  readonly ended: Promise<void>;
  kill(): void;
}

const LINES = 500;

interface Attempt {
  progress: RunProgress;
  running: RunningReview | undefined;
  cancelled: boolean;
  readonly over: Promise<void>;
}

export function createReviewer(ports: ReviewerPorts): Reviewer {
  let attempt: Attempt | undefined;
  const busy = (): Refusal =>
    new Refusal(409, "review-running", "A review is running.", {
      detail: "One review of an estate runs at a time; wait for it, or cancel it.",
    });
  const set = (change: Partial<RunProgress>, line?: string): void => {
    if (attempt === undefined) return;
    const lines = line === undefined ? attempt.progress.lines : [...attempt.progress.lines, { at: ports.now(), text: line }].slice(-LINES);
    attempt.progress = { ...attempt.progress, ...change, lines };
    ports.changed(attempt.progress, line);
  };
  const work = async (mine: () => Attempt, asOf: string | undefined): Promise<void> => {
    const release = await ports.holdCaptures();
    try {
      if (mine().cancelled) return;
      let last: WorkerMessage | undefined;
      const running = ports.begin(asOf, (message) => {
        if (message.type === "progress") set({}, message.text);
        else if (message.type === "gathered") release();
        else last = message;
      });
      mine().running = running;
      await running.ended;
      mine().running = undefined;
      if (mine().cancelled) return;
      if (last?.type === "failed") set({ state: "failed", reason: last.reason, endedAt: ports.now() });
      else if (last?.type !== "done")
        set({ state: "failed", reason: "The review's process ended before it was done.", endedAt: ports.now() });
      else {
        set({}, "recording what was found …");
        const run = await ports.keep();
        set({ state: "finished", run, endedAt: ports.now() });
      }
    } finally {
      release();
      if (mine().cancelled) set({ state: "cancelled", endedAt: ports.now() });
    }
  };
  return {
    current: () => attempt?.progress,
    start: (by, asOf) => {
      if (attempt?.progress.state === "running") return Promise.reject(busy());
      return new Promise((resolve, reject) => {
        const progress: RunProgress = {
          id: ports.newId(),
          state: "running",
          startedAt: ports.now(),
          startedBy: by,
          endedAt: undefined,
          lines: [],
          run: undefined,
          reason: undefined,
        };
        const before = attempt;
        const own: Attempt = { progress, running: undefined, cancelled: false, over: Promise.resolve() };
        attempt = own;
        const over = ports
          .alone(async () => {
            ports.changed(own.progress, undefined);
            resolve(own.progress);
            await work(() => own, asOf);
            return true;
          })
          .then((done) => {
            if (done !== undefined) return;
            attempt = before;
            reject(busy());
          })
          .catch((error: unknown) => {
            set({ state: "failed", reason: error instanceof Error ? error.message : String(error), endedAt: ports.now() });
            reject(error instanceof Error ? error : new Error(String(error)));
          });
        Object.assign(own, { over });
      });
    },
    cancel: async () => {
      if (attempt?.progress.state !== "running" || attempt.cancelled) return false;
      // What is being recorded is done as a whole: it is too late to cancel.
      if (attempt.running === undefined && attempt.progress.lines.length > 0) return false;
      attempt.cancelled = true;
      attempt.running?.kill();
      await attempt.over;
      return true;
    },
    close: async () => {
      if (attempt?.progress.state !== "running") return;
      attempt.cancelled = attempt.running !== undefined;
      attempt.running?.kill();
      await attempt.over;
    },
  };
}

/** Starts the process that reviews. It is told its task, and killed when it is to stop: nothing of it is half written. */
export function beginReview(task: WorkerTask, say: (message: WorkerMessage) => void): RunningReview {
  const child: ChildProcess = fork(fileURLToPath(new URL("./review-worker.js", import.meta.url)), [], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: [],
  });
  let errors = "";
  child.stderr?.on("data", (piece: Buffer) => {
    errors = (errors + piece.toString("utf8")).slice(-2_000);
  });
  let said = false;
  child.on("message", (message: WorkerMessage) => {
    said ||= message.type === "done" || message.type === "failed";
    say(message);
  });
  child.send(task);
  const ended = new Promise<void>((resolve) => {
    child.on("error", (error) => {
      errors = error.message;
      resolve();
    });
    child.on("exit", () => {
      if (!said && errors !== "") say({ type: "failed", reason: errors.split("\n")[0] ?? errors });
      resolve();
    });
  });
  return { ended, kill: () => void child.kill("SIGKILL") };
}
