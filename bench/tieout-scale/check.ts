/** What the check reads of `truth.json`. */
export interface GivenTruth {
  readonly handoffs: Readonly<
    Record<string, { readonly outcomes: readonly GivenOutcome[]; readonly breaks: readonly { readonly outcome: string }[] }>
  >;
}

/** What the check reads of `review.json`. */
export interface GivenReview {
  readonly datasets: readonly { readonly rows: number }[];
  readonly handoffs: readonly {
    readonly id: string;
    /** There where records are matched by who is who, which is found by evidence. */
    readonly identity?: string | undefined;
    readonly outcomes: readonly GivenOutcome[];
    readonly breaks: number;
    readonly bridges: readonly { readonly residual: string }[];
  }[];
}

interface GivenOutcome {
  readonly side: string;
  readonly outcome: string;
  readonly records: number;
  readonly amount?: string | undefined;
}

/** Of the records that are matched by who is who, so many of those that the truth calls matched. */
const FOUND = { least: 0.97, most: 1.003 };

/**
 * What a review says that the truth does not, in words; undefined when both agree to
 * the record and the cent. Who is who is found by evidence, so where records are
 * matched by it all must be there and nearly all of the matched must be matched.
 */
export function wrongReview(review: GivenReview, truth: GivenTruth): string | undefined {
  const expected = Object.entries(truth.handoffs);
  if (review.handoffs.length !== expected.length) return `${review.handoffs.length} handoffs, must be ${expected.length}`;
  for (const [id, known] of expected) {
    const found = review.handoffs.find((handoff) => handoff.id === id);
    if (found === undefined) return `${id} was not reviewed`;
    if (found.identity !== undefined) {
      const wrong = wrongIdentity(found.outcomes, known.outcomes);
      if (wrong !== undefined) return `${id}: ${wrong}`;
      continue;
    }
    const [said, must] = [summed(found.outcomes), summed(known.outcomes)];
    for (const place of new Set([...said.keys(), ...must.keys()])) {
      const [a, b] = [said.get(place) ?? "none", must.get(place) ?? "none"];
      if (a !== b) return `${id}, ${place}: ${a}, must be ${b}`;
    }
    if (found.breaks !== known.breaks.length) return `${id}: ${found.breaks} breaks, must be ${known.breaks.length}`;
    const open = found.bridges.find(({ residual }) => residual !== "0.00");
    if (open !== undefined) return `${id}: a bridge leaves ${open.residual}`;
  }
  return undefined;
}

function wrongIdentity(said: readonly GivenOutcome[], must: readonly GivenOutcome[]): string | undefined {
  const count = (outcomes: readonly GivenOutcome[], outcome?: string): number =>
    outcomes.reduce((sum, each) => sum + (outcome === undefined || each.outcome === outcome ? each.records : 0), 0);
  if (count(said) !== count(must)) return `${count(said)} records, must be ${count(must)}`;
  const [matched, known] = [count(said, "matched"), count(must, "matched")];
  const share = known === 0 ? 1 : matched / known;
  return share < FOUND.least || share > FOUND.most ? `${matched} matched, must be about ${known}` : undefined;
}

/** Records and cents by side and outcome, whatever the reasons. */
function summed(outcomes: readonly GivenOutcome[]): ReadonlyMap<string, string> {
  const sums = new Map<string, { records: number; amount: bigint | undefined }>();
  for (const { side, outcome, records, amount } of outcomes) {
    const sum = sums.get(`${side} ${outcome}`) ?? { records: 0, amount: undefined };
    sum.records += records;
    if (amount !== undefined && amount !== null) sum.amount = (sum.amount ?? 0n) + tenThousandths(amount);
    sums.set(`${side} ${outcome}`, sum);
  }
  return new Map(
    [...sums]
      .filter(([, { records }]) => records > 0)
      .map(([place, { records, amount }]) => [place, `${records} records${amount === undefined ? "" : `, ${inUnits(amount)}`}`]),
  );
}

function tenThousandths(decimal: string): bigint {
  const [units = "0", places = ""] = decimal.replace("-", "").split(".");
  const amount = BigInt(units) * 10_000n + BigInt(places.padEnd(4, "0").slice(0, 4));
  return decimal.startsWith("-") ? -amount : amount;
}

function inUnits(tenThousandths: bigint): string {
  const digits = String(tenThousandths < 0n ? -tenThousandths : tenThousandths).padStart(5, "0");
  return `${tenThousandths < 0n ? "-" : ""}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
