import { sql, type Dialect, type Sql } from "../sql/index.ts";

/** Words for money that may stand before or after an amount. */
const CODES =
  "USD|EUR|GBP|CAD|AUD|NZD|CHF|JPY|CNY|MXN|BRL|INR|SEK|NOK|DKK|PLN|CZK|HUF|ZAR|SGD|HKD|KRW|TRY|ILS|AED|SAR|THB|PHP|COP|CLP|ARS|PEN|RON";
const CURRENCY = `(?:(?:US|CA|AU|NZ|HK|A|C|R|S)?\\p{Sc}|(?i:${CODES})|(?i:kr|zł|Fr)\\.?)`;
const GAP = "[\\s\\p{Z}]*";
/** Blanks and apostrophes group digits in either style. */
const NEUTRAL = "\\s\\p{Z}'’";

function amount(decimal: "." | ","): string {
  const group = decimal === "." ? "," : ".";
  const grouped = `\\d{1,3}(?:[${group}]\\d{2,3})*[${group}]\\d{3}|\\d{1,3}(?:[${NEUTRAL}]\\d{3})+`;
  return `(?:(?:${grouped}|\\d+)(?:[${decimal}]\\d*)?|[${decimal}]\\d+)`;
}

/** Signs and brackets stand anywhere around the amount; that there is one of them is told apart. */
function shape(decimal: "." | ","): string {
  const around = `[-+(]?${GAP}`;
  return `${around}(?:${CURRENCY})?${GAP}${around}(${amount(decimal)})${GAP}[-)]?${GAP}(?:${CURRENCY})?${GAP}[-)]?`;
}

/** The forms that most values have, told and rewritten at a fraction of the cost: groups that capture would cost eight times as much. */
const USUAL = {
  ".": {
    shape: "-?\\$?-?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?|\\(\\$?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?\\)",
    from: "($,)",
    to: "-",
  },
  ",": { shape: "-?(?:\\d{1,3}(?:\\.\\d{3})+|\\d+)(?:,\\d+)?(?: ?€)?", from: ",. €", to: "." },
} as const;

/** Text of a number as people write it → plain text of it, or a text that is no number where it was none. A lone dash is zero, as accounting formats show it. */
export function rewriteNumber(text: Sql, decimal: "." | ",", dialect: Dialect): Sql {
  const dashed = dialect.replaceAll(text, "[\\x{2212}\\x{2010}-\\x{2014}\\x{FE63}\\x{FF0D}]", "-");
  const found = sql`regexp_extract(${dashed}, ${`^${shape(decimal)}$`}, 1)`;
  const digits = sql`replace(${dialect.replaceAll(found, `[^0-9${decimal}]`, "")}, ${decimal}, '.')`;
  const usual = USUAL[decimal];
  const exponent = decimal === "." ? "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)[eE][-+]?\\d+" : "[-+]?\\d+[eE][-+]?\\d+";
  return sql`CASE WHEN regexp_full_match(${text}, ${usual.shape}) THEN translate(${text}, ${usual.from}, ${usual.to})
    WHEN regexp_full_match(${text}, ${exponent}) THEN ${text}
    WHEN regexp_matches(${dashed}, '[-+(].*[-+(]') OR (strpos(${dashed}, '(') > 0) <> (strpos(${dashed}, ')') > 0) THEN ''
    WHEN regexp_full_match(${dashed}, ${`(?:${CURRENCY})?${GAP}-${GAP}(?:${CURRENCY})?`}) THEN '0'
    ELSE (CASE WHEN regexp_matches(${dashed}, '[-(]') THEN '-' ELSE '' END) || ${digits} END`;
}

/** Aggregates that tell which mark is the decimal one: `dot` and `comma` count proofs, `unclear` values that either reading fits. */
export function decimalEvidence(text: Sql): { readonly dot: Sql; readonly comma: Sql; readonly unclear: Sql } {
  return {
    dot: sql`count_if(regexp_matches(${text}, '^[^.]*\\.(?:\\d{1,2}|\\d{4,})[^\\d.,]*$|,.*\\.\\d+[^\\d.,]*$|,\\d{3},'))`,
    comma: sql`count_if(regexp_matches(${text}, '^[^,]*,(?:\\d{1,2}|\\d{4,})[^\\d.,]*$|\\..*,\\d+[^\\d.,]*$|\\.\\d{3}\\.'))`,
    unclear: sql`count_if(regexp_matches(${text}, '^[^.,]*\\b[1-9]\\d{0,2}[.,]\\d{3}[^\\d.,]*$'))`,
  };
}
