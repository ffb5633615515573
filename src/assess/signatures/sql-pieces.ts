import { sql, type Sql } from "../../sql/index.ts";

/** A whole number in SQL, of a type that does not hang on how it is bound. */
export function whole(value: number | bigint): Sql {
  return sql`CAST(${String(value)} AS BIGINT)`;
}

/** A fraction for sizing up, never for amounts. */
export function fraction(value: number): Sql {
  return sql`CAST(${String(value)} AS DOUBLE)`;
}

/** TRUE or FALSE. */
export function known(test: Sql): Sql {
  return sql`coalesce(${test}, FALSE)`;
}
