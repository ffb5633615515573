import { cellName } from "../../formulas/index.ts";
import type { ProvenFile, ReviewedWorkbook } from "../../model/index.ts";
import { count, signedMoney } from "../money.ts";
import { ORIGIN_WORDS, originText } from "../origin-words.ts";
import { cut } from "../plain.ts";
import { counted, day } from "../words.ts";
import { code, heading, note, paragraph, soft, strong, type Block, type Cell } from "./model.ts";
import { firstOf, type Places } from "./places.ts";

const WORKBOOKS = 20;
const TABLES = 8;
const COLUMNS = 40;
const FAULTS = 15;

/** Spreadsheets that people keep: where every column comes from, and what is wrong with their logic. */
export function workbookBlocks(places: Places): Block[] {
  const { workbooks } = places.review;
  if (workbooks.length === 0) return [paragraph("No workbook is declared.")];
  const { told, left } = firstOf(workbooks, WORKBOOKS);
  return [
    ...told.flatMap((workbook) => workbookBlock(workbook, places)),
    ...(left === 0 ? [] : [note(`${counted(left, "more workbook")} in audit.html and review.json.`)]),
  ];
}

function workbookBlock(workbook: ReviewedWorkbook, places: Places): Block[] {
  const { review, dataset } = places;
  const latest = workbook.files.at(-1);
  const named = (words: readonly string[]): string => cut(words.length === 0 ? "nothing that was found" : words.join(", "), 300);
  const feeds = workbook.feeds.map((feed) => review.reports.find(({ id }) => id === feed)?.title ?? dataset(feed));
  const often = workbook.everyDays === undefined ? "" : `, one every ${counted(workbook.everyDays, "day")}`;
  return [
    heading(2, cut(workbook.title, 120)),
    paragraph(
      `${counted(workbook.files.length, "file")}${often}. It copies from ${named(workbook.from.map(dataset))}, and feeds ${named(feeds)}. Kept by ${named(workbook.people)}; owner: ${cut(workbook.owner ?? "nobody", 80)}.`,
    ),
    ...(latest === undefined ? [] : fileBlocks(latest, dataset)),
  ];
}

function fileBlocks(file: ProvenFile, dataset: (id: string) => string): Block[] {
  const saved = file.savedAt === undefined ? "" : `, saved ${day(file.savedAt.slice(0, 10))}`;
  const hidden = file.hiddenSheets.length === 0 ? "" : ` Hidden sheets: ${cut(file.hiddenSheets.join(", "), 200)}.`;
  const tables = firstOf(file.tables, TABLES);
  return [
    note(
      "The newest file, ",
      code(cut(file.file, 160)),
      `${saved}${file.savedBy === undefined ? "" : ` by ${cut(file.savedBy, 60)}`}.${hidden}`,
    ),
    ...tables.told.map((table): Block => {
      const columns = firstOf(
        table.columns.filter(({ origin }) => origin.kind !== "empty"),
        COLUMNS,
      );
      const of =
        table.records === undefined
          ? "of no dataset’s records"
          : `${count(table.records.matched)} rows are records of ${dataset(table.records.dataset)}`;
      const more = columns.left === 0 ? "" : `; ${counted(columns.left, "more column")} in audit.html`;
      return {
        kind: "table",
        caption: `${cut(table.sheet, 80)}: ${of}${table.hiddenRows === 0 ? "" : `; ${counted(table.hiddenRows, "row")} hidden`}${more}`,
        columns: [
          { title: "Column", align: "left", share: 2 },
          { title: "Origin", align: "left" },
          { title: "From", align: "left", share: 6 },
          { title: "Exceptions", align: "right" },
        ],
        rows: columns.told.map((column): Cell[] => [
          [cut(column.title, 80), ...(column.hidden ? [soft(" hidden")] : [])],
          [ORIGIN_WORDS[column.origin.kind]],
          [cut(originText(column.origin, dataset), 240)],
          [column.exceptions === 0 ? "0" : strong(count(column.exceptions))],
        ]),
      };
    }),
    ...(tables.left === 0 ? [] : [note(`${counted(tables.left, "more table")} in audit.html.`)]),
    ...faultTable(file),
  ];
}

function faultTable({ faults }: ProvenFile): Block[] {
  const { told, left } = firstOf(faults, FAULTS);
  if (told.length === 0) return [];
  return [
    {
      kind: "table",
      caption: `What is wrong with its logic${left === 0 ? "" : `; ${counted(left, "more fault")} in audit.html`}`,
      columns: [
        { title: "Cell", align: "left", share: 2 },
        { title: "Why", align: "left", share: 4 },
        { title: "Found", align: "left", share: 3 },
        { title: "Expected", align: "left", share: 3 },
        { title: "Effect", align: "right" },
      ],
      rows: told.map((fault): Cell[] => [
        [code(cut(`${fault.sheet}!${cellName(fault.range.fromRow, fault.range.fromColumn)}`, 60))],
        [cut(fault.why, 240)],
        [code(cut(fault.found, 100))],
        [code(cut(fault.expected, 100))],
        [fault.effect === undefined ? "not known" : signedMoney(fault.effect)],
      ]),
    },
  ];
}
