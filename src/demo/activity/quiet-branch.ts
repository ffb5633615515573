import type { Branch } from "../business.ts";
import type { StateFaultStatement, ToldMismatch } from "../lifecycle-truth.ts";
import type { Activity } from "./activity.ts";

/** Below so many jobs that are over nothing can be said of a branch. */
const least = 30;

/** Counts the jobs of the branch that never says Dispatched: that is told of the branch, not of a job. */
export class QuietBranch {
  readonly #branch: Branch;
  #jobs = 0;
  #others = 0;

  constructor(branch: Branch) {
    this.#branch = branch;
  }

  hear({ jobs }: Activity): void {
    for (const { job } of jobs) {
      if (job.status !== "Completed" && job.status !== "Canceled") continue;
      if (job.person.branch === this.#branch) this.#jobs++;
      else this.#others++;
    }
  }

  get statements(): readonly StateFaultStatement[] {
    const cause = "The dispatcher of one branch was never told to set jobs to Dispatched: they go from Scheduled to InProgress.";
    return [{ name: "branch-never-says-dispatched", lifecycle: "job", cause, unit: this.#branch }];
  }

  get told(): readonly ToldMismatch[] {
    if (Math.min(this.#jobs, this.#others) < least) return [];
    const fault = "branch-never-says-dispatched";
    const place = { lifecycle: "job", track: "dispatch", key: this.#branch, state: "dispatched" };
    return [{ ...place, outcome: "avoided-word", records: this.#jobs, fault }];
  }
}
