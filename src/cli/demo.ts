import { generateDemo } from "../demo/index.ts";
import { startProgress } from "./progress.ts";

export interface DemoFlags {
  readonly jobs: number;
  readonly seed: number;
  readonly shuffle?: number;
  readonly clean?: boolean;
}

/** `tieout demo`. */
export async function runDemo(directory: string, flags: DemoFlags): Promise<void> {
  const progress = startProgress();
  const truth = await generateDemo({
    directory,
    jobs: flags.jobs,
    seed: flags.seed,
    clean: flags.clean ?? false,
    ...(flags.shuffle === undefined ? {} : { shuffle: flags.shuffle }),
    progress: progress.say,
  });
  progress.stop();
  const breaks = Object.values(truth.handoffs).reduce((sum, handoff) => sum + handoff.breaks.length, 0);
  const mismatches = Object.values(truth.lifecycles).reduce((sum, lifecycle) => sum + lifecycle.mismatches.length, 0);
  const known = `${breaks.toLocaleString("en-US")} known breaks and ${mismatches.toLocaleString("en-US")} mismatches of states`;
  process.stdout.write(
    `Made ${directory}: ${flags.jobs.toLocaleString("en-US")} jobs, ${known} (truth.json).\nReview it: tieout review ${directory}\n`,
  );
}
