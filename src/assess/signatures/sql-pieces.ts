import { sql, type Sql } from "../../sql/index.ts";

/** A whole number in SQL, of a type that does not hang on how it is bound. */
export function whole(value: number | bigint): Sql {
  return sql`CAST(${String(value)} AS BIGINT)`;
}

/** A fraction for sizing up, never for amounts. */
export function fraction(value: number): Sql {
  return sql`CAST(${String(value)} AS DOUBLE)`;
}

/** The test where the guard holds, else FALSE; the engine works out a dear test only where a cheap guard lets it. */
export function guarded(guard: Sql, test: Sql): Sql {
  return sql`CASE WHEN ${guard} THEN coalesce(${test}, FALSE) ELSE FALSE END`;
}

/** TRUE or FALSE. */
export function known(test: Sql): Sql {
  return sql`coalesce(${test}, FALSE)`;
}
