import { and, join, or, sql, type Sql } from "./sql.ts";

/** A value of one record, as a person wrote it in SQL and an engine's parser read it: nothing in it can read a table or a file. */
export type Expression =
  /** `at`: where the name stands in the text, from 0. */
  | { readonly kind: "field"; readonly name: string; readonly at: number }
  | { readonly kind: "value"; readonly value: string | boolean | null }
  /** A number as it was written, in plain digits. */
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "call"; readonly name: FunctionName; readonly parts: readonly Expression[] }
  | { readonly kind: "infix"; readonly op: InfixName; readonly left: Expression; readonly right: Expression }
  | { readonly kind: "minus"; readonly part: Expression }
  | { readonly kind: "and" | "or"; readonly parts: readonly Expression[] }
  | { readonly kind: "not"; readonly part: Expression }
  | { readonly kind: "is-null"; readonly part: Expression; readonly negated: boolean }
  | { readonly kind: "in"; readonly part: Expression; readonly among: readonly Expression[]; readonly negated: boolean }
  | { readonly kind: "between"; readonly part: Expression; readonly low: Expression; readonly high: Expression }
  | {
      readonly kind: "case";
      readonly cases: readonly { readonly when: Expression; readonly then: Expression }[];
      readonly otherwise: Expression;
    }
  | { readonly kind: "cast"; readonly part: Expression; readonly type: CastType };

/** Why a text is no expression, and where. */
export interface ExpressionFault {
  readonly fault: string;
  /** Place in the text, from 0; undefined where the parser does not tell. */
  readonly at: number | undefined;
}

/** Functions of values alone, the same in DuckDB and Trino. */
export const FUNCTION_NAMES = [
  "abs",
  "ceil",
  "coalesce",
  "floor",
  "greatest",
  "least",
  "length",
  "lower",
  "nullif",
  "replace",
  "round",
  "starts_with",
  "substring",
  "trim",
  "upper",
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

const CASTS = {
  date: sql`DATE`,
  timestamp: sql`TIMESTAMP`,
  decimal: sql`DECIMAL(18, 4)`,
  text: sql`VARCHAR`,
  integer: sql`BIGINT`,
  boolean: sql`BOOLEAN`,
} as const;
export type CastType = keyof typeof CASTS;

const INFIX = {
  "+": sql`+`,
  "-": sql`-`,
  "*": sql`*`,
  "/": sql`/`,
  "%": sql`%`,
  "||": sql`||`,
  "=": sql`=`,
  "<>": sql`<>`,
  "<": sql`<`,
  "<=": sql`<=`,
  ">": sql`>`,
  ">=": sql`>=`,
  like: sql`LIKE`,
  "not like": sql`NOT LIKE`,
} as const;
export type InfixName = keyof typeof INFIX;

const CALLS: Readonly<Record<FunctionName, Sql>> = {
  abs: sql`abs`,
  ceil: sql`ceil`,
  coalesce: sql`coalesce`,
  floor: sql`floor`,
  greatest: sql`greatest`,
  least: sql`least`,
  length: sql`length`,
  lower: sql`lower`,
  nullif: sql`nullif`,
  replace: sql`replace`,
  round: sql`round`,
  starts_with: sql`starts_with`,
  substring: sql`substring`,
  trim: sql`trim`,
  upper: sql`upper`,
};

/**
 * An expression as SQL over columns: values bound, names quoted, every operation in parentheses.
 *
 * @param column the column that a field's name stands for
 */
export function compileExpression(expression: Expression, column: (field: string) => Sql): Sql {
  const of = (part: Expression): Sql => compileExpression(part, column);
  switch (expression.kind) {
    case "field":
      return column(expression.name);
    case "value":
      return sql`${expression.value}`;
    case "number":
      return numberOf(expression.text);
    case "call":
      return sql`${CALLS[expression.name]}(${join(expression.parts.map(of))})`;
    case "infix":
      return sql`(${of(expression.left)} ${INFIX[expression.op]} ${of(expression.right)})`;
    case "minus":
      return sql`(- ${of(expression.part)})`;
    case "and":
      return and(expression.parts.map(of));
    case "or":
      return or(expression.parts.map(of));
    case "not":
      return sql`(NOT ${of(expression.part)})`;
    case "is-null":
      return expression.negated ? sql`(${of(expression.part)} IS NOT NULL)` : sql`(${of(expression.part)} IS NULL)`;
    case "in":
      return sql`(${of(expression.part)} ${expression.negated ? sql`NOT IN` : sql`IN`} (${join(expression.among.map(of))}))`;
    case "between":
      return sql`(${of(expression.part)} BETWEEN ${of(expression.low)} AND ${of(expression.high)})`;
    case "case":
      return sql`CASE ${join(
        expression.cases.map(({ when, then }) => sql`WHEN ${of(when)} THEN ${of(then)}`),
        " ",
      )} ELSE ${of(expression.otherwise)} END`;
    case "cast":
      return sql`CAST(${of(expression.part)} AS ${CASTS[expression.type]})`;
  }
}

/** A bound text, so that its digits are kept, of the narrowest type. */
function numberOf(text: string): Sql {
  return text.includes(".")
    ? sql`CAST(${text} AS DECIMAL(18, 4))`
    : text.length < 10
      ? sql`CAST(${text} AS INTEGER)`
      : sql`CAST(${text} AS BIGINT)`;
}

/** The fields that it reads, each once, in the order in which they stand. */
export function fieldsOf(expression: Expression): readonly { readonly name: string; readonly at: number }[] {
  const found = new Map<string, number>();
  walk(expression, (part) => {
    if (part.kind === "field" && !found.has(part.name)) found.set(part.name, part.at);
  });
  return [...found].map(([name, at]) => ({ name, at }));
}

/** The conditions that must all hold. */
export function conjuncts(expression: Expression): readonly Expression[] {
  return expression.kind === "and" ? expression.parts.flatMap(conjuncts) : [expression];
}

function walk(expression: Expression, visit: (part: Expression) => void): void {
  visit(expression);
  for (const part of partsOf(expression)) walk(part, visit);
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "field":
    case "value":
    case "number":
      return [];
    case "call":
    case "and":
    case "or":
      return expression.parts;
    case "infix":
      return [expression.left, expression.right];
    case "in":
      return [expression.part, ...expression.among];
    case "between":
      return [expression.part, expression.low, expression.high];
    case "case":
      return [...expression.cases.flatMap(({ when, then }) => [when, then]), expression.otherwise];
    case "minus":
    case "not":
    case "is-null":
    case "cast":
      return [expression.part];
  }
}

/** An expression as people read it. */
export function expressionWords(expression: Expression): string {
  const of = expressionWords;
  const inner = (part: Expression): string => (["and", "or", "infix", "case"].includes(part.kind) ? `(${of(part)})` : of(part));
  const list = (parts: readonly Expression[]): string => parts.map(of).join(", ");
  switch (expression.kind) {
    case "field":
      return expression.name;
    case "value":
      return expression.value === null
        ? "nothing"
        : typeof expression.value === "string"
          ? `'${expression.value}'`
          : String(expression.value);
    case "number":
      return expression.text;
    case "call":
      return `${expression.name}(${list(expression.parts)})`;
    case "infix":
      return `${inner(expression.left)} ${expression.op} ${inner(expression.right)}`;
    case "minus":
      return `-${inner(expression.part)}`;
    case "and":
    case "or":
      return expression.parts
        .map((part) => (part.kind === "and" || part.kind === "or" ? `(${of(part)})` : of(part)))
        .join(` ${expression.kind} `);
    case "not":
      return `not ${inner(expression.part)}`;
    case "is-null":
      return `${inner(expression.part)} is ${expression.negated ? "given" : "empty"}`;
    case "in":
      return `${inner(expression.part)} ${expression.negated ? "not in" : "in"} (${list(expression.among)})`;
    case "between":
      return `${inner(expression.part)} between ${of(expression.low)} and ${of(expression.high)}`;
    case "case":
      return `case ${expression.cases.map(({ when, then }) => `when ${of(when)} then ${of(then)}`).join(" ")} else ${of(expression.otherwise)} end`;
    case "cast":
      return of(expression.part);
  }
}
