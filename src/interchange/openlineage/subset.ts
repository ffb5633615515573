import type { Condition, Test } from "../../model/index.ts";
import type { Expression, InfixName } from "../../sql/index.ts";
import { facet, type Facet } from "./event.ts";

/** A condition in the words of OpenLineage: AND, OR and five comparisons of a field with a value. */
export type Subset =
  | { readonly type: "binary"; readonly left: Subset; readonly right: Subset; readonly operator: "AND" | "OR" }
  | {
      readonly type: "compare";
      readonly left: { readonly type: "field"; readonly field: string };
      readonly right: { readonly type: "literal"; readonly value: string };
      readonly comparison: Comparison;
    };

type Comparison = "EQUAL" | "GREATER_THAN" | "GREATER_EQUAL_THAN" | "LESS_THAN" | "LESS_EQUAL_THAN";

/**
 * What part of a dataset was read, as a facet. All conditions must be told:
 * leaving one out would claim more records than were read, so then there is none.
 */
export function subsetFacet(conditions: readonly (Subset | undefined)[]): Facet | undefined {
  const told = conditions.filter((one): one is Subset => one !== undefined);
  const whole = told.length === conditions.length ? chain(told, "AND") : undefined;
  return whole === undefined ? undefined : facet("subset", { inputCondition: whole });
}

/** A condition of the estate; undefined where OpenLineage has no words for it (not, contains, starts with, is given). */
export function subsetOfCondition(condition: Condition): Subset | undefined {
  if ("all" in condition) return every(condition.all.map(subsetOfCondition), "AND");
  if ("any" in condition) return every(condition.any.map(subsetOfCondition), "OR");
  if ("not" in condition) return undefined;
  return subsetOfTest(condition.field, condition.test);
}

function subsetOfTest(field: string, test: Test): Subset | undefined {
  switch (test.op) {
    case "in":
      return chain(
        test.values.map((value) => compare(field, "EQUAL", value)),
        "OR",
      );
    case "above":
      return compare(field, "GREATER_THAN", test.value);
    case "at-least":
      return compare(field, "GREATER_EQUAL_THAN", test.value);
    case "below":
      return compare(field, "LESS_THAN", test.value);
    case "at-most":
      return compare(field, "LESS_EQUAL_THAN", test.value);
    case "starts-with":
    case "contains":
    case "present":
      return undefined;
  }
}

/** A metric's SQL; undefined where OpenLineage has no words for it. */
export function subsetOfExpression(expression: Expression): Subset | undefined {
  switch (expression.kind) {
    case "and":
    case "or":
      return every(expression.parts.map(subsetOfExpression), expression.kind === "and" ? "AND" : "OR");
    case "infix":
      return subsetOfInfix(expression.op, expression.left, expression.right);
    case "in": {
      if (expression.negated) return undefined;
      return every(
        expression.among.map((value) => subsetOfInfix("=", expression.part, value)),
        "OR",
      );
    }
    case "between":
      return every([subsetOfInfix(">=", expression.part, expression.low), subsetOfInfix("<=", expression.part, expression.high)], "AND");
    default:
      return undefined;
  }
}

const COMPARISONS: Partial<Record<InfixName, { readonly as: Comparison; readonly turned: Comparison }>> = {
  "=": { as: "EQUAL", turned: "EQUAL" },
  ">": { as: "GREATER_THAN", turned: "LESS_THAN" },
  ">=": { as: "GREATER_EQUAL_THAN", turned: "LESS_EQUAL_THAN" },
  "<": { as: "LESS_THAN", turned: "GREATER_THAN" },
  "<=": { as: "LESS_EQUAL_THAN", turned: "GREATER_EQUAL_THAN" },
};

function subsetOfInfix(op: InfixName, left: Expression, right: Expression): Subset | undefined {
  const comparison = COMPARISONS[op];
  if (comparison === undefined) return undefined;
  const [leftValue, rightValue] = [literal(left), literal(right)];
  if (left.kind === "field" && rightValue !== undefined) return compare(left.name, comparison.as, rightValue);
  return right.kind === "field" && leftValue !== undefined ? compare(right.name, comparison.turned, leftValue) : undefined;
}

function literal(expression: Expression): string | undefined {
  if (expression.kind === "number") return expression.text;
  if (expression.kind === "minus" && expression.part.kind === "number") return `-${expression.part.text}`;
  return expression.kind === "value" && expression.value !== null ? String(expression.value) : undefined;
}

function compare(name: string, comparison: Comparison, value: string): Subset {
  // Roles of a record are told by the words that people write: `state`, `unit`.
  const field = name.replace(/^_/, "");
  return { type: "compare", left: { type: "field", field }, right: { type: "literal", value }, comparison };
}

function every(parts: readonly (Subset | undefined)[], operator: "AND" | "OR"): Subset | undefined {
  const told = parts.filter((one): one is Subset => one !== undefined);
  return told.length === parts.length ? chain(told, operator) : undefined;
}

function chain(parts: readonly Subset[], operator: "AND" | "OR"): Subset | undefined {
  if (parts.length === 0) return undefined;
  // Halves, not a row: a list of a thousand values must not nest a thousand deep.
  const [first, ...rest] = parts;
  if (first !== undefined && rest.length === 0) return first;
  const middle = Math.ceil(parts.length / 2);
  const [left, right] = [chain(parts.slice(0, middle), operator), chain(parts.slice(middle), operator)];
  return left === undefined || right === undefined ? undefined : { type: "binary", left, right, operator };
}
