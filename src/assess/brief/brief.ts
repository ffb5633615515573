import type { Brief, Plan, Undecided } from "../../model/index.ts";

/** Which decision is exposed, what it costs, what to do first, and who owns it. */
export function briefOf({ prices, verdict }: Undecided, _plan: Plan): Brief {
  const { interest, hours } = prices.estate;
  return {
    exposed: { sentence: "", decisions: [] },
    cost: { sentence: "", interest: interest.value, hours: hours.value, moneyAtRisk: verdict.amount },
    first: { sentence: "", steps: [] },
    owners: { sentence: "", owners: [] },
  };
}
