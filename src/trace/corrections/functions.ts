import type { FormulaNode } from "../../formulas/index.ts";
import { areaOf, spotsOf, valueOf, type Caller } from "./arguments.ts";
import type { Area } from "./book.ts";
import { criterionOf, meets } from "./criteria.ts";
import { lookUp } from "./lookups.ts";
import {
  CellError,
  dayOfSerial,
  fifteen,
  given,
  NotRecomputed,
  numberOf,
  numberValue,
  serialOfDay,
  textOf,
  truthOf,
  type Scalar,
} from "./values.ts";

type Arguments = readonly (FormulaNode | undefined)[];
type Plain = (values: readonly Scalar[], caller: Caller) => Scalar;

/**
 * Calls one of the functions that rows of workbooks are made of.
 *
 * @throws CellError, NotRecomputed
 */
export function callFunction(name: string, parts: Arguments, caller: Caller): Scalar {
  const plain = PLAIN[name];
  if (plain !== undefined)
    return plain(
      parts.map((part) => valueOf(part, caller)),
      caller,
    );
  const aggregate = AGGREGATES[name];
  if (aggregate !== undefined) return numberValue(aggregate(numbers(parts, caller)));
  switch (name) {
    case "IF": {
      const branch = truthOf(valueOf(parts[0], caller)) ? parts[1] : parts[2];
      if (branch === undefined) return { kind: "boolean", boolean: false };
      return valueOf(branch, caller);
    }
    case "IFERROR":
    case "IFNA":
      try {
        return valueOf(parts[0], caller);
      } catch (cause) {
        if (!(cause instanceof CellError) || (name === "IFNA" && cause.error !== "#N/A")) throw cause;
        return valueOf(parts[1], caller);
      }
    case "ISERROR":
    case "ISNA":
    case "ISERR":
      try {
        valueOf(parts[0], caller);
        return { kind: "boolean", boolean: false };
      } catch (cause) {
        if (!(cause instanceof CellError)) throw cause;
        return { kind: "boolean", boolean: name === "ISERROR" || (name === "ISNA") === (cause.error === "#N/A") };
      }
    case "COUNTA":
      return numberValue(cells(parts, caller).filter((value) => value !== undefined).length);
    case "SUBTOTAL":
      return subtotal(parts, caller);
    case "SUMIF":
    case "SUMIFS":
    case "COUNTIF":
    case "COUNTIFS":
      return conditional(name, parts, caller);
    case "VLOOKUP":
    case "XLOOKUP":
    case "INDEX":
    case "MATCH":
      return lookUp(name, parts, caller);
    default:
      throw new NotRecomputed();
  }
}

function cells(parts: Arguments, caller: Caller): Scalar[] {
  return parts.flatMap((part): Scalar[] => {
    const area = part === undefined ? undefined : caller.evaluation.area(part, caller.from);
    return area === undefined ? [valueOf(part, caller)] : [...spotsOf(area)].map((spot) => caller.evaluation.cell(spot));
  });
}

/** Numbers in cells, and what is given as such; texts in cells are left out. */
function numbers(parts: Arguments, caller: Caller): number[] {
  return parts.flatMap((part) => {
    const area = part === undefined ? undefined : caller.evaluation.area(part, caller.from);
    if (area === undefined) return [numberOf(valueOf(part, caller))];
    return [...spotsOf(area)].flatMap((spot) => {
      const value = given(caller.evaluation.cell(spot));
      return value?.kind === "number" ? [value.number] : [];
    });
  });
}

const AGGREGATES: Readonly<Record<string, (numbers: readonly number[]) => number>> = {
  SUM: (all) => all.reduce((sum, one) => sum + one, 0),
  MIN: (all) => (all.length === 0 ? 0 : all.reduce((least, one) => Math.min(least, one), Infinity)),
  MAX: (all) => (all.length === 0 ? 0 : all.reduce((most, one) => Math.max(most, one), -Infinity)),
  COUNT: (all) => all.length,
  PRODUCT: (all) => (all.length === 0 ? 0 : all.reduce((product, one) => product * one, 1)),
  AVERAGE: (all) => {
    if (all.length === 0) throw new CellError("#DIV/0!");
    return all.reduce((sum, one) => sum + one, 0) / all.length;
  },
};

/** Of sums and counts: codes above 100 leave out every hidden row, the others those that a filter hides. */
function subtotal([code, ...parts]: Arguments, caller: Caller): Scalar {
  const number = numberOf(valueOf(code, caller));
  const { evaluation } = caller;
  const shown = parts.flatMap((part) =>
    [...spotsOf(areaOf(part, caller))].filter(({ sheet, row }) =>
      number > 100 ? !evaluation.hidden(sheet, row) : !evaluation.filtered(sheet, row),
    ),
  );
  const values = shown.map((spot) => evaluation.cell(spot));
  switch (number % 100) {
    case 2:
      return numberValue(values.filter((value) => value?.kind === "number").length);
    case 3:
      return numberValue(values.filter((value) => value !== undefined).length);
    case 9:
      return numberValue(values.reduce((sum, value) => (value?.kind === "number" ? sum + value.number : sum), 0));
    default:
      throw new NotRecomputed();
  }
}

function conditional(name: string, parts: Arguments, caller: Caller): Scalar {
  const counting = name.startsWith("COUNT");
  const pairs = name === "SUMIFS" ? parts.slice(1) : name === "SUMIF" ? parts.slice(0, 2) : parts;
  const tests = pairs.flatMap((part, index) =>
    index % 2 === 0 ? [{ area: areaOf(part, caller), criterion: criterionOf(valueOf(pairs[index + 1], caller)) }] : [],
  );
  const [first] = tests;
  if (first === undefined) throw new NotRecomputed();
  const summed = counting ? first.area : areaOf(name === "SUMIFS" ? parts[0] : (parts[2] ?? parts[0]), caller);
  let sum = 0;
  for (const { row, column } of spotsOf(first.area)) {
    const [down, right] = [row - first.area.range.fromRow, column - first.area.range.fromColumn];
    const at = ({ sheet, range }: Area): Scalar =>
      caller.evaluation.cell({ sheet, row: range.fromRow + down, column: range.fromColumn + right });
    if (!tests.every(({ area, criterion }) => meets(at(area), criterion))) continue;
    const value = counting ? undefined : at(summed);
    sum += counting ? 1 : value?.kind === "number" ? value.number : 0;
  }
  return numberValue(sum);
}

function rounded(value: number, places: number, round: (value: number) => number): number {
  const unit = 10 ** Math.trunc(places);
  return (Math.sign(value) * round(fifteen(Math.abs(value) * unit))) / unit;
}

const text = (value: string): Scalar => ({ kind: "text", text: value });
const truth = (value: boolean): Scalar => ({ kind: "boolean", boolean: value });
const dated = (value: Scalar, { evaluation }: Caller, part: (day: Date) => number): Scalar => {
  const day = dayOfSerial(numberOf(value), evaluation.book.workbook.date1904);
  if (day === undefined) throw new CellError("#NUM!");
  return numberValue(part(new Date(`${day}T00:00:00Z`)));
};

const PLAIN: Readonly<Record<string, Plain>> = {
  ROUND: ([value, places]) => numberValue(rounded(numberOf(value), numberOf(places), Math.round)),
  ROUNDUP: ([value, places]) => numberValue(rounded(numberOf(value), numberOf(places), Math.ceil)),
  ROUNDDOWN: ([value, places]) => numberValue(rounded(numberOf(value), numberOf(places), Math.floor)),
  INT: ([value]) => numberValue(Math.floor(numberOf(value))),
  ABS: ([value]) => numberValue(Math.abs(numberOf(value))),
  MOD: ([value, by]) => numberValue(numberOf(value) - numberOf(by) * Math.floor(numberOf(value) / numberOf(by))),
  N: ([value]) => numberValue(value?.kind === "text" ? 0 : numberOf(value)),
  VALUE: ([value]) => numberValue(numberOf(value)),
  NA: () => {
    throw new CellError("#N/A");
  },
  AND: (values) => truth(values.every(truthOf)),
  OR: (values) => truth(values.some(truthOf)),
  NOT: ([value]) => truth(!truthOf(value)),
  ISBLANK: ([value]) => truth(value === undefined),
  ISNUMBER: ([value]) => truth(value?.kind === "number"),
  ISTEXT: ([value]) => truth(value?.kind === "text"),
  TRIM: ([value]) => text(textOf(value).trim().replace(/ +/g, " ")),
  UPPER: ([value]) => text(textOf(value).toUpperCase()),
  LOWER: ([value]) => text(textOf(value).toLowerCase()),
  LEN: ([value]) => numberValue(textOf(value).length),
  LEFT: ([value, count]) => text(textOf(value).slice(0, count === undefined ? 1 : numberOf(count))),
  RIGHT: ([value, count]) => text(textOf(value).slice(-(count === undefined ? 1 : numberOf(count)) || Infinity)),
  MID: ([value, start, count]) => text(textOf(value).slice(numberOf(start) - 1, numberOf(start) - 1 + numberOf(count))),
  CONCATENATE: (values) => text(values.map(textOf).join("")),
  CONCAT: (values) => text(values.map(textOf).join("")),
  DATE: ([year, month, day], { evaluation }) => {
    const date = new Date(Date.UTC(numberOf(year), numberOf(month) - 1, numberOf(day)));
    return numberValue(serialOfDay(date.toISOString(), evaluation.book.workbook.date1904));
  },
  YEAR: ([value], caller) => dated(value, caller, (day) => day.getUTCFullYear()),
  MONTH: ([value], caller) => dated(value, caller, (day) => day.getUTCMonth() + 1),
  DAY: ([value], caller) => dated(value, caller, (day) => day.getUTCDate()),
  WEEKDAY: ([value, kind], caller) =>
    dated(value, caller, (day) => (numberOf(kind) === 2 ? ((day.getUTCDay() + 6) % 7) + 1 : day.getUTCDay() + 1)),
};
