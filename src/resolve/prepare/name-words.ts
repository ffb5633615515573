/*
 * What stands in names and is no name. The patterns are of the RE2 kind; all but the
 * first two read folded words: lower case, no accents, single spaces.
 */

/** Ids that a system hung on the name: `(1042)`, `#17`, `- 20331`. */
export const CODES = "\\s*(?:\\([^()]*\\d[^()]*\\)|\\[[^\\[\\]]*\\d[^\\[\\]]*\\]|#\\s*[A-Za-z]*\\d+|\\s[-–—:]\\s*\\d{3,}\\s*$)";

const FORMS =
  "llc|l l c|lc|inc|incorporated|corp|corporation|co|company|companies|ltd|limited|llp|l l p|lp|pllc|plc|pc|p c|pa|p a|dds|dmd|md|cpa|esq|gmbh|mbh|ag|kg|ohg|ug|gbr|kgaa|sa|s a|sas|sarl|s a r l|srl|s r l|spa|s p a|bv|b v|nv|n v|ab|asa|oy|oyj|aps|a s|kft|zrt|sro|s r o|sp z o o|doo|d o o|pty|pte|pvt|private|ltda|slu|lda|kk|k k|ooo|oao|zao|ulc|de c v|de cv|eood|ood|bhd|sdn|tbk";

/** `Last, First`: one comma … */
export const TURNED = "^([^,]+),([^,]+)$";
/** … and what follows it is neither a legal form nor a suffix, dots between the letters or not. */
export const UNTURNED = `(?i),\\s*(?:${FORMS.replaceAll(" ", "[. ]*")}|[lp]\\.?l\\.?[cp]\\.?|p\\.[ac]\\.|jr|sr|ii|iii|iv|phd|ph\\.d)[.\\s]*$`;

/** At the end of a name, any number of them; not the name's only words. */
export const LEGAL_FORM = `(?: (?:${FORMS}|ооо|оао|зао|пао|ао|ип|בעמ|شركة|شمم))+$|^(?:ооо|оао|зао|пао|ип|pt|شركة) `;

/** Chinese, Japanese and Korean legal forms stand before or behind the name, without a space. */
export const UNSPACED_LEGAL_FORM =
  "株式会社|有限会社|合同会社|合資会社|合名会社|股份有限公司|有限責任公司|有限责任公司|有限公司|公司|주식회사|유한회사|㈱|㈲";

/** Titles, articles, `and`. `Jr` and `Sr` stay: they tell father and son apart. */
export const FILLERS =
  "^(?:mr|mrs|ms|miss|mister|dr|prof|professor|rev|hon|herr|frau|mme|sr a|the)(?: (?:dr|prof|mrs|ms))? |(?:^| )(?:and|und|the)(?: |$)";

const TRADING = "(?:dba|d b a|doing business as|trading as|t a|aka|a k a|fka|f k a|formerly)";
export const AFTER_TRADE_NAME = ` ${TRADING} .*$`;
export const BEFORE_TRADE_NAME = `^.+? ${TRADING} (.+)$`;

/** What is typed when there is no name to type, and names of customers that are no customer. */
export const NOBODY: readonly string[] = [
  "unknown",
  "unknown customer",
  "unknown unknown",
  "customer unknown",
  "n a",
  "na",
  "none",
  "null",
  "nil",
  "tbd",
  "test",
  "test test",
  "test customer",
  "customer test",
  "test account",
  "no name",
  "noname",
  "not available",
  "not applicable",
  "not given",
  "not provided",
  "unspecified",
  "anonymous",
  "guest",
  "guest customer",
  "customer",
  "new customer",
  "client",
  "cash",
  "cash customer",
  "customer cash",
  "cash sale",
  "cash sales",
  "cash client",
  "counter sale",
  "counter sales",
  "walk in",
  "walkin",
  "walk in customer",
  "customer walk in",
  "walkin customer",
  "retail customer",
  "misc",
  "miscellaneous",
  "misc customer",
  "miscellaneous customer",
  "various",
  "various customers",
  "default",
  "default customer",
  "dummy",
  "one time customer",
  "sample customer",
  "generic customer",
  "do not use",
  "deleted",
  "x",
  "xx",
  "xxx",
  "asdf",
  "undefined",
];
