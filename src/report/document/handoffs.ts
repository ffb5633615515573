import type { ReviewedHandoff } from "../../model/index.ts";
import { figuresOf, outcomeRows, sideTotal, totalBridge, type OutcomeCell } from "../figures.ts";
import { count, isZero, money, signedMoney } from "../money.ts";
import { waterfallPaper } from "../pictures/index.ts";
import { cut } from "../plain.ts";
import { lagSentence, waitingSentence } from "../timing.ts";
import { CARDINALITY_WORDS, counted, outcomeLabel } from "../words.ts";
import { chainDrawing } from "./chain-drawing.ts";
import { anchorOf, heading, note, paragraph, result, strong, type Block, type Cell, type Table } from "./model.ts";
import { figureOf, firstOf, type Places } from "./places.ts";

/** Handoffs that are told in full. */
const FULL = 40;

/** Handoff by handoff: its result, every record's outcome, the bridge from total to total, its time. */
export function handoffBlocks(places: Places): Block[] {
  const { review } = places;
  if (review.handoffs.length === 0) return [paragraph("No handoff is declared, so nothing could be tied out.")];
  const { told, left } = firstOf(review.handoffs, FULL);
  const rest = review.handoffs.slice(FULL);
  const chain = chainDrawing(review);
  return [
    ...(chain === undefined ? [] : [chain]),
    ...told.flatMap((handoff, index) => handoffBlock(handoff, index, places)),
    ...(left === 0
      ? []
      : [heading(2, `${counted(left, "more handoff")}`), note("In review.html each of them is told in full."), handoffTable(rest, places)]),
  ];
}

function handoffBlock(handoff: ReviewedHandoff, index: number, places: Places): Block[] {
  const { review } = places;
  const { currency } = review.estate;
  const bridge = totalBridge(handoff);
  const identity = review.identities.find(({ id }) => id === handoff.identity)?.title ?? handoff.identity;
  return [
    heading(2, cut(handoff.title, 120), anchorOf("handoff", index)),
    result(cut(figuresOf(handoff, review).sentence, 500)),
    {
      kind: "facts",
      facts: [
        {
          label: "Between",
          content: [
            `${cut(places.dataset(handoff.from), 60)} → ${cut(places.dataset(handoff.to), 60)}, ${CARDINALITY_WORDS[handoff.cardinality]}${identity === undefined ? "" : `, matched by identity ${cut(identity, 60)}`}`,
          ],
        },
        {
          label: "Owner",
          content: [
            handoff.owner === undefined ? strong("nobody") : cut(handoff.owner, 80),
            `; alert: ${cut(handoff.alert ?? "none", 80)}`,
          ],
        },
        ...(handoff.decision === undefined ? [] : [{ label: "Feeds", content: [cut(handoff.decision, 80)] }]),
        ...(handoff.timing === undefined
          ? []
          : [{ label: "Time", content: [`${lagSentence(handoff.timing)} ${waitingSentence(handoff.timing, currency)}`] }]),
      ],
    },
    ...outcomeTable(handoff, currency),
    ...(bridge === undefined
      ? []
      : [
          ...figureOf(waterfallPaper(bridge, cut(handoff.title, 120)), 0.5),
          {
            kind: "table",
            caption: `From total to total, ${currency}`,
            columns: [
              { title: "Bridge", align: "left", share: 1 },
              { title: "Records", align: "right" },
              { title: "Amount", align: "right" },
            ],
            rows: [
              ...bridge.bars.map((bar, at): Cell[] => [
                [cut(bar.title, 80)],
                [bar.id.startsWith("adjustment:") ? "" : count(bar.records)],
                [at === 0 || at === bridge.bars.length - 1 ? strong(money(bar.amount)) : signedMoney(bar.amount)],
              ]),
              [["Residual"], [""], [isZero(bridge.residual) ? money(bridge.residual) : strong(money(bridge.residual))]],
            ],
          } as const satisfies Table,
        ]),
  ];
}

function outcomeTable(handoff: ReviewedHandoff, currency: string): Block[] {
  const rows = outcomeRows(handoff);
  if (rows.length === 0) return [note("No record of either side was looked at.")];
  const summed = handoff.outcomes.some(({ amount }) => amount !== undefined);
  const cells = (cell: OutcomeCell | undefined): Cell[] => [
    [cell === undefined ? "" : count(cell.records)],
    ...(summed ? [[cell?.amount === undefined ? "" : money(cell.amount)]] : []),
  ];
  const right = (title: string) => ({ title, align: "right" }) as const;
  const amount = summed ? [right("Amount")] : [];
  return [
    {
      kind: "table",
      caption: `Every record, counted once${summed ? `; amounts in ${currency}` : ""}`,
      columns: [{ title: "Outcome", align: "left", share: 1 }, right("Upstream"), ...amount, right("Downstream"), ...amount],
      rows: [
        ...rows.map((row): Cell[] => [[outcomeLabel(row.outcome, row.reason)], ...cells(row.from), ...cells(row.to)]),
        [[strong("All records")], ...cells(sideTotal(handoff, "from")), ...cells(sideTotal(handoff, "to"))],
      ],
    },
  ];
}

function handoffTable(handoffs: readonly ReviewedHandoff[], places: Places): Table {
  return {
    kind: "table",
    caption: "Handoffs, in the order of the estate",
    columns: [
      { title: "Handoff", align: "left", share: 2 },
      { title: "Result", align: "left", share: 3 },
      { title: "Owner", align: "left", share: 1 },
    ],
    rows: handoffs.map((handoff): Cell[] => [
      [cut(handoff.title, 80)],
      [cut(figuresOf(handoff, places.review).sentence, 240)],
      [handoff.owner === undefined ? strong("nobody") : cut(handoff.owner, 60)],
    ]),
  };
}
