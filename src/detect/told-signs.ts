import type { Engine } from "../engines/engine.ts";
import { join, sql, type Sql } from "../sql/index.ts";
import { insertSigns, type SignColumns, type SignHead } from "./signs.ts";

/** A sign that was found in TypeScript; what is left out is NULL. */
export interface ToldSign {
  readonly dataset?: string | undefined;
  readonly key?: string | undefined;
  readonly otherDataset?: string | undefined;
  readonly otherKey?: string | undefined;
  readonly field?: string | undefined;
  readonly value?: string | undefined;
  readonly otherValue?: string | undefined;
  /** Decimal string. */
  readonly amount?: string | undefined;
  readonly unit?: string | undefined;
  /** ISO. */
  readonly day?: string | undefined;
  readonly actor?: string | undefined;
  /** 1 when not given. */
  readonly records?: number | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly detail: Readonly<Record<string, string | undefined>>;
}

/** Rows that go into one statement. */
const CHUNK = 500;

const NAMES = [
  "dataset",
  "key",
  "other_dataset",
  "other_key",
  "field",
  "value",
  "other_value",
  "amount",
  "unit",
  "day",
  "actor",
  "records",
  "file",
  "line",
  "detail",
];
const COLUMNS: SignColumns = {
  dataset: sql`c_dataset`,
  key: sql`c_key`,
  otherDataset: sql`c_other_dataset`,
  otherKey: sql`c_other_key`,
  field: sql`c_field`,
  value: sql`c_value`,
  otherValue: sql`c_other_value`,
  amount: sql`c_amount`,
  unit: sql`c_unit`,
  date: sql`c_day`,
  from: sql`c_day`,
  actor: sql`c_actor`,
  records: sql`c_records`,
  file: sql`c_file`,
  line: sql`c_line`,
  detail: sql`c_detail`,
};

/** Adds signs that were found in TypeScript to the relation of signs. */
export async function insertToldSigns(engine: Engine, signs: string, head: SignHead, told: readonly ToldSign[]): Promise<void> {
  const names: Sql = { parts: [{ kind: "text", text: NAMES.map((name) => `c_${name}`).join(", ") }] };
  for (let from = 0; from < told.length; from += CHUNK) {
    const rows = told.slice(from, from + CHUNK).map((sign) => {
      const texts = [
        sign.dataset,
        sign.key,
        sign.otherDataset,
        sign.otherKey,
        sign.field,
        sign.value,
        sign.otherValue,
        sign.amount,
        sign.unit,
        sign.day,
        sign.actor,
        String(sign.records ?? 1),
        sign.file,
        sign.line === undefined ? undefined : String(sign.line),
        JSON.stringify(sign.detail),
      ];
      return sql`(${join(texts.map((text) => sql`CAST(${text ?? null} AS VARCHAR)`))})`;
    });
    await engine.runInline(insertSigns(signs, head, COLUMNS, sql`(VALUES ${join(rows)}) AS told (${names})`, engine.dialect));
  }
}
