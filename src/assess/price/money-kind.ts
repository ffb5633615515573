import type { Estate, Finding, MoneyKind } from "../../model/index.ts";

type Named = Pick<Estate, "datasets" | "handoffs" | "lifecycles">;

const INVOICE = /invoice|bill/i;
const PAYMENT = /payment|charge|deposit|payout|receipt|application|settlement/i;
const WORK = /job|visit|order|appointment|activity/i;
const CANCELLED = /cancel|void|lost|withdrawn/i;

/** What is wrong with a finding's money, by the entities between which it stands; `unreconciled` where they do not tell. */
export function moneyKindOf(finding: Finding, estate: Named): MoneyKind {
  const handoff = estate.handoffs.find(({ id }) => id === finding.handoff);
  if (handoff !== undefined) return ofHandoff(finding, entityOf(estate, handoff.from.dataset), entityOf(estate, handoff.to.dataset));
  const lifecycle = estate.lifecycles.find(({ id }) => id === finding.lifecycle?.id);
  const rule = lifecycle?.rules.find(({ id }) => id === finding.lifecycle?.rule);
  if (lifecycle === undefined || rule === undefined) return "unreconciled";
  const entity = (track: string): string => entityOf(estate, lifecycle.tracks.find(({ id }) => id === track)?.dataset ?? "");
  const [when, then] = [entity(rule.when.track), entity(rule.then.track)];
  if (rule.when.states.some((state) => CANCELLED.test(state)))
    return INVOICE.test(then) || PAYMENT.test(then) ? "against-cancelled" : "unreconciled";
  if (INVOICE.test(when) || PAYMENT.test(when)) return INVOICE.test(then) || PAYMENT.test(then) ? "unreconciled" : "misbilled";
  return notArrived(when, then);
}

function ofHandoff({ outcome }: Finding, from: string, to: string): MoneyKind {
  if (outcome === "missing") return notArrived(from, to);
  const money = [from, to].some((entity) => INVOICE.test(entity) || PAYMENT.test(entity));
  if (outcome === "duplicate" && money) return "duplicated";
  if ((outcome === "different" || outcome === "extra") && INVOICE.test(to)) return "misbilled";
  return "unreconciled";
}

/** Work that was sold or done must be billed; what was billed must be collected. */
function notArrived(from: string, to: string): MoneyKind {
  if (INVOICE.test(to)) return "unbilled";
  if (PAYMENT.test(to)) return "uncollected";
  return WORK.test(to) && !INVOICE.test(from) && !PAYMENT.test(from) && from.toLowerCase() !== to.toLowerCase()
    ? "unbilled"
    : "unreconciled";
}

function entityOf({ datasets }: Named, dataset: string): string {
  return datasets.find(({ id }) => id === dataset)?.entity ?? "";
}
