import type { Case, Charge, Payment } from "../business.ts";
import type { Fault, FaultTools } from "./fault.ts";

const handoff = "payment-to-charge";

function cardPayment(affected: Case): { readonly payment: Payment; readonly charge: Charge } | undefined {
  const payment = affected.payments.find((payment) => payment.chargeMark.outcome === "matched");
  const charge = affected.charges.find((charge) => charge.reference === payment?.reference && charge.category === "charge");
  return payment !== undefined && charge !== undefined ? { payment, charge } : undefined;
}

function neverCharged(affected: Case, { mark }: FaultTools): boolean {
  const found = cardPayment(affected);
  if (found === undefined) return false;
  affected.charges = affected.charges.filter((charge) => charge.reference !== found.payment.reference);
  found.payment.chargeMark = mark("missing");
  return true;
}

/** From the card payment in the books to the money that the processor took. */
export const chargeFaults: readonly Fault[] = [
  {
    name: "terminals-offline",
    handoff,
    kind: "missing",
    cause: "Terminals of one branch recorded card payments offline and never sent them.",
    least: 4,
    perThousand: 3.4,
    unit: "albany",
    onset: "2026-04-20",
    apply: neverCharged,
  },
  {
    name: "card-payment-never-charged",
    handoff,
    kind: "missing",
    cause: "A card payment was typed into the books, but the card was not charged.",
    least: 2,
    perThousand: 0.8,
    apply: neverCharged,
  },
  {
    name: "charge-amount-differs",
    handoff,
    kind: "different",
    cause: "The card was charged another amount than the books say.",
    least: 2,
    perThousand: 1.4,
    apply(affected, { mark, random }) {
      const found = cardPayment(affected);
      if (found === undefined) return false;
      found.charge.gross += random.pick([1, 90, 1800, 10_000]);
      found.payment.chargeMark = found.charge.paymentMark = mark("different", "values-differ");
      return true;
    },
  },
  {
    name: "charge-lost-reference",
    handoff,
    kind: "missing",
    cause: "The charge was made at the counter and bears no payment reference.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark }) {
      const found = cardPayment(affected);
      if (found === undefined) return false;
      // Its refund too, or that would be a counterpart out of scope.
      for (const charge of affected.charges) if (charge.reference === found.payment.reference) charge.reference = "";
      found.payment.chargeMark = mark("missing");
      found.charge.paymentMark = mark("extra", "no-reference");
      return true;
    },
  },
  {
    name: "charge-not-in-books",
    handoff,
    kind: "extra",
    cause: "The card was charged, but no payment was recorded.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark, world, random }) {
      const found = cardPayment(affected);
      if (found === undefined) return false;
      affected.charges.push({
        ...found.charge,
        serial: world.charge(),
        reference: world.unknown(10),
        gross: random.between(4_900, 64_900),
        paymentMark: mark("extra"),
      });
      return true;
    },
  },
  {
    name: "card-charged-twice",
    handoff,
    kind: "duplicate",
    cause: "The terminal lost the line and charged the card a second time.",
    least: 2,
    perThousand: 1.4,
    apply(affected, { mark, world }) {
      const found = cardPayment(affected);
      if (found === undefined) return false;
      const again = { serial: world.charge(), created: found.charge.created + 60, paymentMark: mark("duplicate", "same-reference") };
      affected.charges.push({ ...found.charge, ...again });
      return true;
    },
  },
  {
    name: "payment-recorded-twice",
    handoff,
    kind: "duplicate",
    cause: "One charge was recorded as two payments; the second is applied to nothing.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark }) {
      const found = cardPayment(affected);
      if (found === undefined) return false;
      const created = found.payment.created + 180;
      affected.payments.push({ ...found.payment, lines: [], created, chargeMark: mark("duplicate", "same-reference") });
      return true;
    },
  },
  {
    name: "payment-split-otherwise",
    handoff,
    kind: "ambiguous",
    cause: "Two payments and two charges share a reference, split in different ways.",
    least: 1,
    perThousand: 0.3,
    apply(affected, { mark, world }) {
      const found = cardPayment(affected);
      if (found === undefined || found.payment.total < 20_000) return false;
      const ambiguous = mark("ambiguous", "several-candidates");
      const rest = 7_500;
      affected.payments.push({ ...found.payment, lines: [], created: found.payment.created + 180, total: rest, chargeMark: ambiguous });
      affected.charges.push({
        ...found.charge,
        serial: world.charge(),
        created: found.charge.created + 60,
        gross: rest + 2_500,
        paymentMark: ambiguous,
      });
      found.charge.gross -= 2_500;
      found.payment.chargeMark = found.charge.paymentMark = ambiguous;
      return true;
    },
  },
];
