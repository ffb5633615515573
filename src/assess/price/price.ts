import type { CauseClass, Figure, Finding, FindingPrice, MoneyKind, Price } from "../../model/index.ts";
import { assumed, constant, figure, measured, ofFigure, over, plus, times, type Estimate } from "./estimate.ts";
import { moneyKindOf } from "./money-kind.ts";
import { datasetOf, monthsFor, touchesOf, type PriceGrounds } from "./touches.ts";
import type { Share } from "./share.ts";

const EMPTY: Share = { money: "0.00", records: 0, delay: "0.00" };
const HOUR = constant(60);
const YEAR = constant(365);

/** Money of these kinds is yet to come in: its delay must be financed. */
const WAITING: readonly MoneyKind[] = ["unbilled", "uncollected"];

/**
 * What one finding costs. Each figure is computed from others as they are shown, so that
 * a reader can compute it again.
 *
 * @param first is it the first finding of its workbook, of its kind?
 */
export function priceFinding(finding: Finding, first: boolean, grounds: PriceGrounds): FindingPrice {
  const { assumptions } = grounds;
  const share = grounds.shares.get(finding.fingerprint) ?? EMPTY;
  const kind = moneyKindOf(finding, grounds.estate);
  const [months, word] = monthsFor(datasetOf(finding, grounds), grounds);
  const rateKey = rateOf(finding.owner, grounds);
  const rate = assumed(assumptions, rateKey);
  const touches = touchesOf(finding, share, first, grounds);
  const hours = figure(touches.hours, touches.formula);
  const moneyAtRisk = figure(measured("money", share.money, "money in its records, each record's at one finding only"), "money");
  const delay = figure(measured("delay", share.delay, "amount × days beyond the agreed time, each record's at one finding only"), "delay");
  const labour = figure(times(ofFigure(hours), rate), `hours × ${rateKey}`);
  const isWaiting = WAITING.includes(kind);
  const capital =
    isWaiting && Number(share.delay) > 0
      ? figure(
          over(times(ofFigure(delay), assumed(assumptions, "costOfCapital")), times(months, YEAR)),
          `delay ÷ ${word} × costOfCapital ÷ 365`,
        )
      : figure(constant(0), "0: it delays no money that is yet to come in");
  const lost = `lost.${kind}`;
  const leakage =
    Number(share.money) === 0
      ? figure(constant(0), "0: no money of its own is at risk")
      : figure(over(times(ofFigure(moneyAtRisk), assumed(assumptions, lost)), months), `money ÷ ${word} × ${lost}`);
  const interest = figure(plus(ofFigure(labour), ofFigure(capital), ofFigure(leakage)), "labour + capital + leakage");
  const { effort, words } = effortOf(finding, share, grounds);
  const shownEffort = figure(effort, words);
  return {
    finding: finding.fingerprint,
    money: kind,
    hours,
    moneyAtRisk,
    delay,
    labour,
    capital,
    leakage,
    interest,
    effort: shownEffort,
    principal: figure(times(ofFigure(shownEffort), rate), `effort × ${rateKey}`),
    growth: growthOf(interest, grounds),
  };
}

/**
 * Removing the cause, and working what is broken already. A symptom goes with what
 * explains it; records of which no cause was looked for, since they are so few, are only
 * worked.
 */
function effortOf(finding: Finding, { records }: Share, { assumptions }: PriceGrounds): { effort: Estimate; words: string } {
  const backlog = finding.kind !== "corrected-export" && records > 0;
  const cause = causeClassOf(finding);
  const terms: Estimate[] = [];
  const words: string[] = [];
  if (finding.symptomOf === undefined && cause !== undefined) {
    terms.push(assumed(assumptions, `effort.${cause}`));
    words.push(`effort.${cause}`);
  }
  if (backlog) {
    const open = measured("records", records, "records of the finding that no other finding counts");
    terms.push(over(times(open, assumed(assumptions, "minutes.exception")), HOUR));
    words.push("records × minutes.exception ÷ 60");
  }
  if (terms.length > 0) return { effort: plus(...terms), words: words.join(" + ") };
  const why = finding.symptomOf === undefined ? "other findings count its records" : "it goes with the finding of which it is a symptom";
  return { effort: constant(0), words: `0: ${why}` };
}

/** What kind of thing must be changed: the cause's class, or what a sign says by itself; undefined where none was looked for. */
function causeClassOf({ cause, kind, outcome, subject }: Finding): CauseClass | undefined {
  if (cause !== undefined) return cause.class;
  if (outcome === "no-alert" || kind === "unowned-automation") return "ownership";
  if (outcome === "defined-otherwise" || outcome === "value-sets-differ" || outcome === "definition-differs")
    return "reporting-architecture";
  if (outcome === "unmapped-word") return "configuration";
  if (outcome === "avoided-word") return "workflow";
  if (kind === "source-of-truth-conflict") return "ownership";
  if (kind === "spreadsheet-middleware" || kind === "corrected-export") return "workflow";
  return subject === undefined ? undefined : "unknown";
}

/** What holds for one unit holds for the next. */
function growthOf(interest: Figure, { estate, assumptions }: PriceGrounds): Figure {
  const units = measured(
    "units now",
    Math.max(1, estate.units.length),
    estate.units.length > 0 ? "units of the estate" : "the estate as one unit",
  );
  const added = times(ofFigure(interest), assumed(assumptions, "units"));
  // Shown interest is all that it is computed from; how that came about stands there.
  return figure(over(added, units), "interest ÷ units now × units");
}

/** The owner's own rate, without case; else everybody's. */
function rateOf(owner: string | undefined, { assumptions }: PriceGrounds): string {
  const own = `rates.${owner ?? ""}`.toLowerCase();
  return owner === undefined ? "rate" : ([...assumptions.keys()].find((key) => key.toLowerCase() === own) ?? "rate");
}

const FIGURES = [
  "hours",
  "moneyAtRisk",
  "delay",
  "labour",
  "capital",
  "leakage",
  "interest",
  "effort",
  "principal",
  "growth",
] as const satisfies readonly (keyof Price)[];

/** Several findings together: the sums of their figures as shown. */
export function sumPrices(prices: readonly Price[], source: string): Price {
  const count = measured("findings", prices.length, source);
  const sum = (name: keyof Price): Figure => {
    const terms = prices.map((price) => ofFigure(price[name]));
    const total = plus(constant(0), ...terms);
    return figure({ ...total, measured: count.measured }, `sum of ${NAMES[name]} over the findings`);
  };
  return Object.fromEntries(FIGURES.map((name) => [name, sum(name)])) as unknown as Price;
}

const NAMES: Readonly<Record<keyof Price, string>> = {
  hours: "hours",
  moneyAtRisk: "money at risk",
  delay: "delay",
  labour: "labour",
  capital: "capital",
  leakage: "leakage",
  interest: "interest",
  effort: "effort",
  principal: "principal",
  growth: "growth",
};
