import { formatLocation, type ReviewedDataset } from "../../model/index.ts";
import { count, money } from "../money.ts";
import { cut } from "../plain.ts";
import { counted, moment, SYSTEM_WORDS } from "../words.ts";
import { code, heading, list, paragraph, strong, type Block, type Cell, type Inline } from "./model.ts";
import { firstOf, type Places } from "./places.ts";

/** Remarks and unreadable values told of one dataset. */
const REMARKS = 5;

/** Which systems there are and what was read of each, when, and what could not be read. */
export function systemBlocks(places: Places): Block[] {
  const { review } = places;
  if (review.systems.length === 0) return [paragraph("No system is declared.")];
  return [
    {
      kind: "table",
      caption: "Systems, and who answers for them",
      columns: [
        { title: "System", align: "left", share: 3 },
        { title: "Kind", align: "left", share: 1 },
        { title: "Owner", align: "left", share: 2 },
        { title: "Datasets", align: "right" },
        { title: "Records", align: "right" },
      ],
      rows: review.systems.map((system): Cell[] => {
        const own = review.datasets.filter((dataset) => dataset.system === system.id);
        return [
          [cut(system.title, 80)],
          [SYSTEM_WORDS[system.kind]],
          [system.owner === undefined ? strong("nobody") : cut(system.owner, 80)],
          [count(own.length)],
          [count(own.reduce((total, { rows }) => total + rows, 0))],
        ];
      }),
    },
    ...(review.datasets.length === 0 ? [paragraph("No dataset was read.")] : datasets(places)),
  ];
}

function datasets(places: Places): Block[] {
  const { review } = places;
  const { timeZone, currency } = review.estate;
  const summed = review.datasets.some(({ amount }) => amount !== undefined);
  const remarks = review.datasets.filter(({ unreadable, hints, notes }) => unreadable > 0 || hints.length > 0 || notes.length > 0);
  return [
    {
      kind: "table",
      caption: `Datasets as they were captured; times in ${timeZone}${summed ? `, amounts in ${currency}` : ""}`,
      columns: [
        { title: "Dataset", align: "left", share: 3 },
        { title: "System", align: "left", share: 2 },
        { title: "Captured", align: "left", share: 2 },
        { title: "Records", align: "right" },
        ...(summed ? [{ title: "Total", align: "right" } as const] : []),
        { title: "Unreadable", align: "right" },
      ],
      rows: review.datasets.map((dataset): Cell[] => [
        [cut(dataset.title, 80)],
        [cut(places.system(dataset.system), 60)],
        [moment(dataset.capturedAt, timeZone)],
        [count(dataset.rows)],
        ...(summed ? [[dataset.amount === undefined ? "" : money(dataset.amount)]] : []),
        [dataset.unreadable === 0 ? "0" : strong(count(dataset.unreadable))],
      ]),
    },
    ...remarks.flatMap(remarksOf),
  ];
}

function remarksOf(dataset: ReviewedDataset): Block[] {
  const said = [...dataset.hints.map((hint) => hint.message), ...dataset.notes].map((remark): Inline[] => [cut(remark, 400)]);
  const problems = dataset.unreadableSamples.map((problem): Inline[] => [
    ...(problem.at === undefined ? [] : [code(cut(formatLocation(problem.at), 160)), " "]),
    cut(problem.message, 300),
    ...(problem.found === undefined ? [] : [" Found ", code(cut(problem.found, 120)), "."]),
  ]);
  const remarks = [firstOf(said, REMARKS), firstOf(problems, REMARKS)];
  const left = (remarks[0]?.left ?? 0) + Math.max(0, dataset.unreadable - (remarks[1]?.told.length ?? 0));
  return [
    heading(2, `${cut(dataset.title, 80)}: what to know of it`),
    list([
      ...remarks.flatMap(({ told }) => told),
      ...(left === 0 ? [] : [[`and ${counted(left, "more remark")} in audit.html and review.json`]]),
    ]),
  ];
}
