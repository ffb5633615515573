import type { ColumnOrigin } from "../../../model/index.ts";
import type { ColumnValues } from "./contain.ts";
import { isTitled, type TableRecords } from "./records.ts";
import type { SourceField, Sources } from "./sources.ts";

/** Values of a copy that its source has, at least, where no key tells which row is which record … */
const CONTAINED = 0.9;
/** … and so many different values, half of them such as are hardly equal by chance. */
const LEAST_VALUES = 5;

/** The origin that a table's records tell of a column of values. */
export function copiedByKey(column: number, values: ColumnValues, records: TableRecords, differing: number): ColumnOrigin | undefined {
  const found = records.fields.get(column);
  if (found === undefined) return undefined;
  const { field } = found;
  return copied(field, values, records.joined.set.capture.capturedAt, differing);
}

/**
 * The origin that a column's values alone tell: they are among a field's. Where several fields have them all: one called
 * as the column, then one of a dataset that the file copies from anyway.
 *
 * @param lean the datasets that the file copies from, with how many columns
 * @param keyed are the table's rows records? Then only values that are hardly equal by chance tell of another dataset
 */
export function copiedByValues(
  title: string,
  values: ColumnValues,
  sources: Sources,
  lean: ReadonlyMap<string, number>,
  keyed: string | undefined,
): ColumnOrigin | undefined {
  const found = values.overlaps
    .filter(({ field, cells }) => cells >= CONTAINED * values.filled && field.dataset !== keyed)
    .map((overlap) => ({ ...overlap, titled: isTitled(title, overlap.field) }))
    .filter(({ field, titled, cells }) => {
      const telling = values.distinct >= LEAST_VALUES && values.telling * 2 >= values.distinct;
      if (telling) return true;
      if (keyed !== undefined) return false;
      // Words of units and states are few: the name, or that they are a unit's, must speak for it.
      const isUnit = sources.sets.get(field.dataset)?.dataset.unit === field.field.name;
      const words = values.distinct >= 2 && (field.field.type === "text" || field.field.type === "key");
      return (
        cells === values.filled && (isUnit ? words : titled && (words || (values.distinct >= LEAST_VALUES && lean.has(field.dataset))))
      );
    })
    .toSorted(
      (a, b) =>
        Number(b.titled) - Number(a.titled) ||
        b.cells - a.cells ||
        (lean.get(b.field.dataset) ?? 0) - (lean.get(a.field.dataset) ?? 0) ||
        a.field.distinct - b.field.distinct ||
        a.field.index - b.field.index,
    );
  const [best] = found;
  const set = best === undefined ? undefined : sources.sets.get(best.field.dataset);
  return best === undefined || set === undefined ? undefined : copied(best.field, values, set.capture.capturedAt, 0);
}

function copied(field: SourceField, values: ColumnValues, capturedAt: string, differing: number): ColumnOrigin {
  const cells = values.overlaps.find((one) => one.field.index === field.index)?.cells ?? 0;
  const containment = values.filled === 0 ? 0 : Math.round((cells / values.filled) * 1e6) / 1e6;
  return { kind: "copied", dataset: field.dataset, field: field.field.name, capturedAt, containment, differing };
}
