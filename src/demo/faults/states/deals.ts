import type { Activity, DealActivity } from "../../activity/activity.ts";
import { within } from "../../activity/agreements.ts";
import type { Case, Job } from "../../business.ts";
import { deadline } from "../../deadlines.ts";
import { isShownTwice } from "../../time.ts";
import type { StateFault } from "./state-fault.ts";

const lifecycle = "quote";

/** A deal that became one job. */
function booking(affair: Case, activity: Activity): (DealActivity & { readonly job: Job }) | undefined {
  const own = activity.deals.find(({ deal }) => deal.jobMark.outcome === "matched");
  const [job, second] = affair.jobs;
  return own !== undefined && job !== undefined && second === undefined && job.dealId === own.deal.id ? { ...own, job } : undefined;
}

/** What can go wrong with the states of quotes. */
export const quoteFaults: readonly StateFault[] = [
  {
    name: "booked-before-signature",
    lifecycle,
    cause: "The work was booked on a promise; the contract was signed days later.",
    least: 3,
    perThousand: 1.4,
    apply(affair, activity, { tell, random }) {
      const own = booking(affair, activity);
      const won = own?.stages.at(-1);
      if (own === undefined || won === undefined || isShownTwice(own.job.created)) return false;
      const { deal, stages, job } = own;
      deal.closes = job.created + random.between(4 * 24 * 60, 6 * 24 * 60) * 60;
      stages.splice(-1, 1, { ...won, at: deal.closes });
      tell(() => ({
        rule: "booked-is-won",
        outcome: "disagreed",
        track: "dispatch",
        key: job.number,
        state: "booked",
        otherKey: deal.id,
        otherState: "contract",
        cents: job.total,
        from: job.created,
        due: deadline(job.created, within.bookedIsWon),
        to: deal.closes,
      }));
      return true;
    },
  },
  {
    name: "won-taken-back",
    lifecycle,
    cause: "A won deal was set back to Contract Sent to change its terms, and won a second time.",
    least: 2,
    perThousand: 0.8,
    apply(affair, activity, { tell }) {
      const own = booking(affair, activity);
      const [sent, won] = own?.stages.slice(-2) ?? [];
      if (own === undefined || sent === undefined || won === undefined) return false;
      const { deal, stages } = own;
      stages.splice(-1, 0, { ...won, at: won.at - 3000 }, { ...sent, at: won.at - 1500 });
      tell(() => ({
        outcome: "regression",
        track: "crm",
        key: deal.id,
        state: "contract",
        otherState: "won",
        from: won.at - 1500,
        cents: deal.amount,
      }));
      return true;
    },
  },
  {
    name: "won-without-contract",
    lifecycle,
    cause: "The deal was closed as won though no contract had been sent.",
    least: 3,
    perThousand: 1.4,
    apply(affair, activity, { tell }) {
      const own = booking(affair, activity);
      const won = own?.stages.at(-1);
      if (own === undefined || won === undefined) return false;
      const { deal, stages } = own;
      stages.splice(-2, 1);
      tell(() => ({
        outcome: "skipped-state",
        track: "crm",
        key: deal.id,
        state: "won",
        otherState: "presentation",
        from: won.at,
        cents: deal.amount,
      }));
      return true;
    },
  },
];
