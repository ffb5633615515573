import path from "node:path";
import { gather } from "../gather.ts";
import { InputError, formatProblem } from "../model/index.ts";
import { publish } from "../publish.ts";
import { reviewEstate } from "../review.ts";
import { withHeldEstate } from "../runtime.ts";
import type { WorkerMessage, WorkerTask } from "./reviewer.ts";

/*
 * The process in which a server reviews. The server holds the workspace and waits;
 * it kills this process to cancel.
 */

function say(message: WorkerMessage): void {
  process.send?.(message);
}

function reasonOf(error: unknown): string {
  if (error instanceof InputError) return error.problems.map(formatProblem).join("\n");
  return error instanceof Error ? error.message : String(error);
}

async function review(task: WorkerTask): Promise<void> {
  const progress = (text: string): void => say({ type: "progress", text });
  const limits = { threads: task.threads, memory: task.memory, progress };
  await withHeldEstate(task.estatePath, task, limits, async (estate, ports) => {
    progress("reading the sources …");
    await gather(estate, ports);
    say({ type: "gathered" });
    const run = await reviewEstate(estate, ports, { asOf: task.asOf });
    progress("writing the report …");
    await publish(ports.engine, run, path.resolve(task.out));
  });
}

process.once("message", (task: WorkerTask) => {
  review(task)
    .then(
      () => say({ type: "done" }),
      (error: unknown) => say({ type: "failed", reason: reasonOf(error) }),
    )
    .finally(() => process.disconnect());
});
// The server is gone: nobody waits for this any more.
process.once("disconnect", () => process.exit());
