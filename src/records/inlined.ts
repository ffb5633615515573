import { inline, type Sql } from "../sql/index.ts";

/**
 * The same SQL with its values written as literals. The engine prepares a pattern
 * once when it is a literal, and once a row when it is bound.
 */
export function inlined(piece: Sql): Sql {
  return { parts: [{ kind: "text", text: inline(piece) }] };
}
