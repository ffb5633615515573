import { compare, fifteen, textOf, type Scalar } from "./values.ts";

/** A test as SUMIFS writes it: `Tampa`, `>=45000`, `<>Void`, `J-1*`. */
export interface Criterion {
  readonly operator: "=" | "<>" | "<" | "<=" | ">" | ">=";
  readonly operand: Scalar;
}

/** What a criterion's argument says. */
export function criterionOf(value: Scalar): Criterion {
  if (value?.kind !== "text") return { operator: "=", operand: value };
  const found = /^(<>|<=|>=|=|<|>)?(.*)$/s.exec(value.text)!;
  const operator = (found[1] ?? "=") as Criterion["operator"];
  const text = found[2] ?? "";
  if (text === "") return { operator, operand: found[1] === undefined ? { kind: "text", text } : undefined };
  const number = Number(text.replaceAll(",", ""));
  if (!Number.isNaN(number)) return { operator, operand: { kind: "number", number } };
  return { operator, operand: { kind: "text", text } };
}

/** Does a value meet it? Texts without case; a number written as text equals the number; errors meet nothing. */
export function meets(value: Scalar, { operator, operand }: Criterion): boolean {
  if (operator === "<>") return !meets(value, { operator: "=", operand });
  if (value?.kind === "error") return operand?.kind === "error" && operator === "=" && value.error === operand.error;
  if (operand === undefined) return operator === "=" && (value === undefined || (value.kind === "text" && value.text === ""));
  if (operand.kind === "text" && operator === "=") {
    if (value === undefined) return operand.text === "";
    return value.kind === "text" && patternOf(operand.text).test(value.text);
  }
  if (value === undefined) return false;
  if (operand.kind === "number") {
    const number = value.kind === "number" ? value.number : operator === "=" && value.kind === "text" ? numeric(value) : NaN;
    if (Number.isNaN(number)) return false;
    return holds(operator, fifteen(number) - fifteen(operand.number));
  }
  return value.kind === operand.kind && holds(operator, compare(value, operand));
}

function numeric(value: Scalar): number {
  const text = textOf(value).trim().replaceAll(",", "");
  return text === "" ? NaN : Number(text);
}

export function holds(operator: Criterion["operator"], difference: number): boolean {
  switch (operator) {
    case "=":
      return difference === 0;
    case "<>":
      return difference !== 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
  }
}

const patterns = new Map<string, RegExp>();

/** `*` and `?`, and `~` before one that is meant as such. */
function patternOf(text: string): RegExp {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  const body = text.replace(/~([*?~])|[*?]|[\\^$.|+()[\]{}]/g, (found, plain: string | undefined) => {
    if (plain !== undefined) return `\\${plain}`;
    return found === "*" ? ".*" : found === "?" ? "." : `\\${found}`;
  });
  const pattern = new RegExp(`^${body}$`, "is");
  if (patterns.size > 1000) patterns.clear();
  patterns.set(text, pattern);
  return pattern;
}
