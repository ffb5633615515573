import type { Engine } from "../engines/engine.ts";
import { formatMoney, money, type Dataset } from "../model/index.ts";
import { id, join, sql } from "../sql/index.ts";
import type { Reached, Via } from "./reached.ts";

/** One thing that one system says of the record, at one time. */
export interface Statement {
  /** UTC ISO 8601, or the day alone where the source gives no more; undefined: the source does not say when. */
  readonly at: string | undefined;
  /** The name of the time: `created`, `completed`; undefined for a record without times. */
  readonly moment: string | undefined;
  readonly system: string;
  readonly dataset: string;
  readonly entity: string;
  readonly key: string;
  readonly state: string | undefined;
  readonly amount: string | undefined;
  /** Was the record deleted or voided in its system? */
  readonly deleted: boolean;
  readonly unit: string | undefined;
  readonly file: string;
  /** Line of a text or sheet; number of the record, from 1, in JSON and Parquet. */
  readonly place: { readonly kind: "line" | "record"; readonly number: number };
  /** How the record was reached: the handoff whose match led to it, or the identity whose link did, and from which record. */
  readonly via: Via | undefined;
}

export async function statementsOf(engine: Engine, { set, row, key, via }: Reached): Promise<Statement[]> {
  const { dataset, capture } = set;
  const moments = Object.entries(dataset.times);
  const [values] = await engine.rows(
    sql`SELECT _state, _deleted, _amount, _unit, _file, _pos${join(
      moments.map(([, field], index) => sql`, CAST(${id(field)} AS VARCHAR) AS ${id(`t${index}`)}`),
      "",
    )}
FROM ${id(set.relation)} WHERE _row = CAST(${row} AS BIGINT)`,
  );
  const file = capture.files[Number(values?.["_file"])];
  const byLine = file?.format === "csv" || file?.format === "jsonl" || file?.format === "xlsx";
  const common = {
    system: dataset.system,
    dataset: dataset.id,
    entity: dataset.entity,
    key,
    state: text(values?.["_state"]),
    amount: values?.["_amount"] === null || values?.["_amount"] === undefined ? undefined : formatMoney(money(String(values["_amount"]))),
    deleted: values?.["_deleted"] === true,
    unit: text(values?.["_unit"]),
    file: file?.path ?? "",
    place: { kind: byLine ? "line" : "record", number: Number(values?.["_pos"]) },
    via,
  } as const;
  const stated = moments.flatMap(([moment, field], index) => {
    const value = values?.[`t${index}`];
    return value === null || value === undefined ? [] : [{ ...common, at: instant(dataset, field, String(value)), moment }];
  });
  return stated.length > 0 ? stated : [{ ...common, at: undefined, moment: undefined }];
}

/** `2026-09-30 14:05:00` in UTC → ISO 8601; a day stays a day. */
function instant(dataset: Dataset, field: string, value: string): string {
  const type = dataset.fields.find(({ name }) => name === field)?.type;
  return type === "timestamp" ? new Date(`${value.replace(" ", "T")}Z`).toISOString() : value;
}

/** A day alone comes before what has its time on that day, as days are counted in the estate's zone. */
export function inTime(a: Statement, b: Statement, timeZone: string): number {
  if (a.at !== b.at) {
    if (a.at === undefined || b.at === undefined) return a.at === undefined ? 1 : -1;
    return compare(dayOf(a.at, timeZone), dayOf(b.at, timeZone)) || a.at.length - b.at.length || compare(a.at, b.at);
  }
  return compare(a.dataset, b.dataset) || compare(a.key, b.key) || compare(a.moment ?? "", b.moment ?? "");
}

function dayOf(at: string, timeZone: string): string {
  return at.length === 10 ? at : new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(new Date(at));
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function text(value: string | number | boolean | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
