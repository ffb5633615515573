import {
  FUNCTION_NAMES,
  type CastType,
  type Expression,
  type ExpressionFault,
  type FunctionName,
  type InfixName,
} from "../../sql/index.ts";

/** A node of the tree that the engine's own parser writes. */
interface Node {
  readonly class: string;
  readonly type: string;
  readonly query_location?: number;
  readonly [key: string]: unknown;
}

/** What stands before the expression in the text that is parsed. */
export const BEFORE = "SELECT (";
/** On a line of its own, so that a comment cannot hide it. */
export const BEHIND = "\n)";

const COMPARISONS: Readonly<Record<string, InfixName>> = {
  COMPARE_EQUAL: "=",
  COMPARE_NOTEQUAL: "<>",
  COMPARE_LESSTHAN: "<",
  COMPARE_LESSTHANOREQUALTO: "<=",
  COMPARE_GREATERTHAN: ">",
  COMPARE_GREATERTHANOREQUALTO: ">=",
};
const OPERATORS: Readonly<Record<string, InfixName>> = {
  "+": "+",
  "-": "-",
  "*": "*",
  "/": "/",
  "%": "%",
  "||": "||",
  "~~": "like",
  "!~~": "not like",
};
const ALIASES: Readonly<Record<string, FunctionName>> = { substr: "substring", ceiling: "ceil", prefix: "starts_with" };
const CASTS: Readonly<Record<string, CastType>> = {
  DATE: "date",
  TIMESTAMP: "timestamp",
  DECIMAL: "decimal",
  VARCHAR: "text",
  INTEGER: "integer",
  BIGINT: "integer",
  BOOLEAN: "boolean",
};

/**
 * One expression out of the engine's tree of a statement; whatever is more than
 * a value of one record (a table, a query, a file, an aggregate) is a fault.
 *
 * @param json what `json_serialize_sql` gives for `SELECT (` + text + `)`
 */
export function readExpression(json: string): Expression | ExpressionFault {
  const tree = JSON.parse(json) as {
    readonly error?: boolean;
    readonly error_message?: string;
    readonly position?: string;
    readonly statements?: readonly { readonly node: { readonly type: string; readonly [key: string]: unknown } }[];
  };
  if (tree.error === true)
    return {
      fault: tree.error_message ?? "no expression",
      at: tree.position === undefined ? undefined : Number(tree.position) - BEFORE.length,
    };
  const [statement, second] = tree.statements ?? [];
  const node = statement?.node;
  const selected = (node?.["select_list"] ?? []) as readonly Node[];
  const [only, another] = selected;
  const bare =
    node?.type === "SELECT_NODE" &&
    (node["from_table"] as { readonly type?: string } | undefined)?.type === "EMPTY" &&
    ["where_clause", "having", "sample", "qualify"].every((part) => node[part] === null) &&
    [node["modifiers"], node["group_expressions"]].every((part) => Array.isArray(part) && part.length === 0);
  if (!bare || second !== undefined || another !== undefined || only === undefined)
    return { fault: "more than one expression", at: undefined };
  try {
    return read(only);
  } catch (error) {
    if (error instanceof NotAnExpression) return error.fault;
    throw error;
  }
}

class NotAnExpression extends Error {
  readonly fault: ExpressionFault;

  constructor(fault: string, { query_location: at }: Node) {
    super(fault);
    // The parser tells an impossible place where it knows none.
    this.fault = { fault, at: at === undefined || at > Number.MAX_SAFE_INTEGER ? undefined : Math.max(0, at - BEFORE.length) };
  }
}

function read(node: Node): Expression {
  const list = (key: string): readonly Node[] => (node[key] ?? []) as readonly Node[];
  const part = (key: string): Expression => read(node[key] as Node);
  switch (node.class) {
    case "COLUMN_REF": {
      const names = node["column_names"] as readonly string[];
      return { kind: "field", name: names.join("."), at: (node.query_location ?? BEFORE.length) - BEFORE.length };
    }
    case "CONSTANT":
      return constant(node);
    case "COMPARISON": {
      const op = COMPARISONS[node.type];
      if (op === undefined) throw new NotAnExpression("a comparison that is not known here", node);
      return { kind: "infix", op, left: part("left"), right: part("right") };
    }
    case "CONJUNCTION":
      return { kind: node.type === "CONJUNCTION_AND" ? "and" : "or", parts: list("children").map(read) };
    case "BETWEEN":
      return { kind: "between", part: part("input"), low: part("lower"), high: part("upper") };
    case "CASE":
      return {
        kind: "case",
        cases: (node["case_checks"] as readonly { readonly when_expr: Node; readonly then_expr: Node }[]).map((check) => ({
          when: read(check.when_expr),
          then: read(check.then_expr),
        })),
        otherwise: part("else_expr"),
      };
    case "CAST":
      return cast(node);
    case "OPERATOR":
      return operator(node, list("children"));
    case "FUNCTION":
      return call(node, list("children"));
    case "SUBQUERY":
      throw new NotAnExpression("a query", node);
    case "WINDOW":
      throw new NotAnExpression("a window over other records", node);
    default:
      throw new NotAnExpression(`${node.class.toLowerCase()}, which is no value of one record`, node);
  }
}

function operator(node: Node, children: readonly Node[]): Expression {
  const [first, ...rest] = children.map(read);
  if (first === undefined) throw new NotAnExpression("an operator of nothing", node);
  switch (node.type) {
    case "OPERATOR_NOT":
      return { kind: "not", part: first };
    case "OPERATOR_IS_NULL":
    case "OPERATOR_IS_NOT_NULL":
      return { kind: "is-null", part: first, negated: node.type === "OPERATOR_IS_NOT_NULL" };
    case "COMPARE_IN":
    case "COMPARE_NOT_IN":
      return { kind: "in", part: first, among: rest, negated: node.type === "COMPARE_NOT_IN" };
    case "OPERATOR_COALESCE":
      return { kind: "call", name: "coalesce", parts: [first, ...rest] };
    default:
      throw new NotAnExpression(`the operator ${node.type.replace(/^OPERATOR_/, "").toLowerCase()}`, node);
  }
}

function call(node: Node, children: readonly Node[]): Expression {
  const written = String(node["function_name"]).toLowerCase();
  const parts = children.map(read);
  const [left, right] = parts;
  const op = OPERATORS[written];
  if (node["is_operator"] === true && op !== undefined && left !== undefined) {
    if (right !== undefined) return { kind: "infix", op, left, right };
    if (op === "-") return { kind: "minus", part: left };
  }
  const name = ALIASES[written] ?? FUNCTION_NAMES.find((known) => known === written);
  const plain = node["filter"] === null && node["distinct"] === false && ["", "main"].includes(String(node["schema"]));
  if (name === undefined || !plain) throw new NotAnExpression(`the function ${written}`, node);
  return { kind: "call", name, parts };
}

function cast(node: Node): Expression {
  const child = node["child"] as Node;
  const { id } = node["cast_type"] as { readonly id: string };
  const value = (child["value"] as { readonly value?: unknown } | undefined)?.value;
  // TRUE and FALSE are written as casts of a letter.
  if (id === "BOOLEAN" && child.class === "CONSTANT" && (value === "t" || value === "f")) return { kind: "value", value: value === "t" };
  const type = CASTS[id];
  if (type === undefined || node["try_cast"] === true) throw new NotAnExpression(`a conversion to ${id.toLowerCase()}`, node);
  return { kind: "cast", part: read(child), type };
}

function constant(node: Node): Expression {
  const {
    type,
    is_null: empty,
    value,
  } = node["value"] as {
    readonly type: { readonly id: string; readonly type_info: { readonly scale?: number } | null };
    readonly is_null: boolean;
    readonly value: unknown;
  };
  if (empty) return { kind: "value", value: null };
  if (type.id === "VARCHAR") return { kind: "value", value: String(value) };
  if (type.id === "BOOLEAN") return { kind: "value", value: value === true };
  const scale = type.type_info?.scale ?? 0;
  if (["INTEGER", "BIGINT", "DECIMAL"].includes(type.id) && Number.isSafeInteger(value) && scale <= 4) {
    const digits = String(Math.abs(value as number)).padStart(scale + 1, "0");
    const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
    return { kind: "number", text: `${(value as number) < 0 ? "-" : ""}${text}` };
  }
  throw new NotAnExpression("a number that is not a decimal with at most four places", node);
}
