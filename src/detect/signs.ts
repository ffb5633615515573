import type { FindingSubject, SignKind, SignOutcome } from "../model/index.ts";
import { id, join, sql, type Dialect, type Sql } from "../sql/index.ts";

/**
 * The relation of signs of debt that neither tie-outs nor lifecycles tell, a row a
 * sign. `records`: of how many records it speaks. `detail`: a JSON object of texts.
 * Times are UTC. `file` and `line`: where the record stands.
 */
export function createSigns(signs: string): Sql {
  return sql`CREATE TABLE ${id(signs)} (
  fingerprint VARCHAR, kind VARCHAR, outcome VARCHAR, subject_type VARCHAR, subject VARCHAR, dataset VARCHAR, key VARCHAR,
  other_dataset VARCHAR, other_key VARCHAR, field VARCHAR, value VARCHAR, other_value VARCHAR, from_at TIMESTAMP, to_at TIMESTAMP,
  amount DECIMAL(18, 4), unit VARCHAR, date DATE, actor VARCHAR, records BIGINT, file VARCHAR, line BIGINT, detail VARCHAR
)`;
}

/** What signs are about. */
export interface SignHead {
  readonly kind: SignKind;
  readonly outcome: SignOutcome;
  readonly subject: FindingSubject;
}

/** What one sign says; all but `records` may be NULL. */
export interface SignColumns {
  readonly dataset?: Sql;
  readonly key?: Sql;
  readonly otherDataset?: Sql;
  readonly otherKey?: Sql;
  readonly field?: Sql;
  readonly value?: Sql;
  readonly otherValue?: Sql;
  readonly from?: Sql;
  readonly to?: Sql;
  readonly amount?: Sql;
  readonly unit?: Sql;
  readonly date?: Sql;
  readonly actor?: Sql;
  /** 1 when not given: it speaks of the record itself. */
  readonly records?: Sql;
  readonly file?: Sql;
  readonly line?: Sql;
  readonly detail?: Sql;
}

/**
 * Adds a sign for every row of a relation.
 *
 * @param source what stands behind FROM, with its WHERE
 */
export function insertSigns(signs: string, head: SignHead, columns: SignColumns, source: Sql, dialect: Dialect): Sql {
  const text = (value: Sql | undefined): Sql => (value === undefined ? sql`CAST(NULL AS VARCHAR)` : sql`CAST(${value} AS VARCHAR)`);
  const typed = (value: Sql | undefined, type: Sql): Sql => sql`CAST(${value ?? sql`NULL`} AS ${type})`;
  const place = [head.kind, head.outcome, head.subject.type, head.subject.id].join("|");
  const parts = [columns.dataset, columns.key, columns.otherDataset, columns.otherKey, columns.value, columns.otherValue].map(
    (value) => sql`coalesce(${text(value)}, '')`,
  );
  return sql`INSERT INTO ${id(signs)}
SELECT ${dialect.fingerprint(sql`${`${place}|`} || ${join(parts, " || '|' || ")}`)}, ${head.kind}, ${head.outcome}, ${head.subject.type}, ${head.subject.id},
  ${join([columns.dataset, columns.key, columns.otherDataset, columns.otherKey, columns.field, columns.value, columns.otherValue].map(text))},
  ${typed(columns.from, sql`TIMESTAMP`)}, ${typed(columns.to, sql`TIMESTAMP`)}, ${typed(columns.amount, sql`DECIMAL(18, 4)`)}, ${text(columns.unit)},
  ${typed(columns.date, sql`DATE`)}, ${text(columns.actor)}, ${typed(columns.records ?? sql`1`, sql`BIGINT`)}, ${text(columns.file)}, ${typed(columns.line, sql`BIGINT`)}, ${text(columns.detail)}
FROM ${source}`;
}
