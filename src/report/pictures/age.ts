import { AGE_BANDS, SEVERITIES, type AgeBand, type Review, type Severity } from "../../model/index.ts";
import { count, position, price, sum } from "../money.ts";
import { counted, moment, SEVERITY_WORDS } from "../words.ts";
import { nothing, type Markup } from "../html/markup.ts";
import { bars, type BarRow } from "./bars.ts";
import type { Canvas } from "./canvas.ts";
import { figure } from "./figure.ts";

const BAND_WORDS: Readonly<Record<AgeBand, string>> = {
  "0-30": "0 to 30 days",
  "31-60": "31 to 60 days",
  "61-90": "61 to 90 days",
  "91-180": "91 to 180 days",
  "over-180": "More than 180 days",
  undated: "No day known",
};

/** The worst first: it stands at the bar's foot. */
const WORST_FIRST = SEVERITIES.toReversed();

interface Cell {
  readonly records: number;
  readonly amount: string;
}

interface BandRow {
  readonly band: AgeBand;
  readonly all: Cell;
  readonly by: Readonly<Record<Severity, Cell>>;
}

/** How old the records are that do not hold: a figure for the page; nothing where there is none. */
export function agePicture(review: Review): Markup {
  const rows = bandRows(review);
  if (rows.length === 0) return nothing;
  const { currency } = review.estate;
  return figure((id, room) => Object.values(ageDrawings(review, id, room)), "age", ageCaption(review), {
    caption: "Age of what does not hold",
    heads: [
      { words: "Age" },
      ...WORST_FIRST.flatMap((severity) => [{ words: `${SEVERITY_WORDS[severity]}: records` }, { words: "Money" }]),
      { words: "All records" },
      { words: "Money" },
    ],
    rows: rows.map(({ band, all, by }) => [
      BAND_WORDS[band],
      ...[...WORST_FIRST.map((severity) => by[severity]), all].flatMap(({ records, amount }) => [count(records), price(amount, currency)]),
    ]),
  });
}

/** What the pictures of age say, in a sentence. */
export function ageCaption({ asOf, estate }: Review): string {
  return `How old what does not hold is, from the record’s own day to ${moment(asOf, estate.timeZone)}. Each record is counted once, at the finding that holds its money.`;
}

/**
 * The two pictures of age as SVG: money and records.
 *
 * @param id begins their ids; unique in the document
 * @param room the least width, in pixels, at which they are shown
 */
export function ageDrawings(review: Review, id: string, room: number): { readonly money: Markup; readonly records: Markup } {
  const rows = bandRows(review);
  const { currency } = review.estate;
  const used = WORST_FIRST.filter((severity) => rows.some(({ by }) => by[severity].records > 0));
  const key = used.map((look) => ({ look, words: SEVERITY_WORDS[look] }));
  const row = ({ band, all, by }: BandRow, value: (cell: Cell) => number, words: (cell: Cell) => string): BarRow => ({
    name: BAND_WORDS[band],
    figure: words(all),
    pieces: used.map((look) => ({
      look,
      title: `${BAND_WORDS[band]}, ${SEVERITY_WORDS[look]}: ${words(by[look])}`,
      value: value(by[look]),
    })),
  });
  const canvas = (part: string): Canvas => ({ id: `${id}-${part}`, room });
  return {
    money: bars(canvas("money"), {
      title: "Money by age",
      key,
      rows: rows.map((each) =>
        row(
          each,
          ({ amount }) => position(amount),
          ({ amount }) => price(amount, currency),
        ),
      ),
    }),
    records: bars(canvas("records"), {
      title: "Records by age",
      key,
      rows: rows.map((each) =>
        row(
          each,
          ({ records }) => records,
          ({ records }) => counted(records, "record"),
        ),
      ),
    }),
  };
}

/** All bands of days, so that a gap is seen; the undated only where there are some. */
function bandRows({ ageing, findings }: Review): BandRow[] {
  if (ageing.ages.length === 0) return [];
  const severities = new Map(findings.map(({ fingerprint, severity }) => [fingerprint, severity]));
  const cell = (wanted: typeof ageing.ages): Cell => ({
    records: wanted.reduce((total, { records }) => total + records, 0),
    amount: sum(wanted.map(({ amount }) => amount)) ?? "0.00",
  });
  return AGE_BANDS.flatMap((band) => {
    const own = ageing.ages.filter((each) => each.band === band);
    if (own.length === 0 && band === "undated") return [];
    const of = (severity: Severity): Cell => cell(own.filter(({ finding }) => severities.get(finding) === severity));
    return [{ band, all: cell(own), by: { high: of("high"), medium: of("medium"), low: of("low") } }];
  });
}
