import { id, join, or, sql, type Dialect, type Sql } from "../../sql/index.ts";
import type { Comparison } from "../comparison.ts";
import { mergeSteps, of, raw } from "./fold.ts";
import { isMissing, isOneEditApart, isSame } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

/**
 * Mail addresses: written one way, placeholders left out. An address of a role
 * (`info@`) says which business it is, not which person; so it counts by its domain.
 */
export const email: MakePart = (attributes, { dialect }) => {
  const names = attributes.filter(({ role }) => role === "email").map(({ name }) => name);
  if (names.length === 0) return undefined;
  return {
    steps: mergeSteps(names.map((name) => steps(dialect, name))),
    columns: names.flatMap((name): PreparedColumn[] => {
      const [box, domain] = [raw(of(name, "step own box")), raw(of(name, "step own domain"))];
      const isOwn = sql`(NOT ${isRole(box)})`;
      return [
        { name, value: sql`CASE WHEN ${isOwn} THEN concat(${box}, '@', ${domain}) END` },
        { name: of(name, "mailbox"), value: sql`CASE WHEN ${isOwn} AND length(${box}) >= 5 THEN ${box} END` },
        { name: of(name, "host"), value: domain },
        { name: of(name, "domain"), value: sql`CASE WHEN NOT ${isPublic(dialect, domain)} THEN ${domain} END` },
      ];
    }),
    derived: names.map((name) => ({ name: of(name, "any"), value: sql`coalesce(${id("p", name)}, ${id("p", of(name, "domain"))})` })),
    words: [],
    comparisons: names.map((name) => comparison(dialect, name)),
    keys: [],
  };
};

function steps(dialect: Dialect, name: string): PreparedColumn[][] {
  const [address, written, host, box, domain] = ["address", "written", "host", "box", "domain"].map((step) => of(name, `step ${step}`)) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const isGoogle = sql`${raw(host)} IN ('gmail.com', 'googlemail.com')`;
  const site = sql`split_part(${raw(address)}, '@', 2)`;
  return [
    [{ name: address, value: dialect.extract(sql`lower(left(${raw(name)}, 320))`, ADDRESS, 0) }],
    [
      { name: written, value: sql`split_part(split_part(${raw(address)}, '@', 1), '+', 1)` },
      { name: host, value: sql`CASE WHEN starts_with(${site}, 'www.') THEN substr(${site}, 5) ELSE ${site} END` },
    ],
    [
      { name: box, value: sql`nullif(CASE WHEN ${isGoogle} THEN replace(${raw(written)}, '.', '') ELSE ${raw(written)} END, '')` },
      { name: domain, value: sql`CASE WHEN ${isGoogle} THEN 'gmail.com' ELSE ${raw(host)} END` },
    ],
    [
      { name: of(name, "step own box"), value: sql`CASE WHEN NOT ${isPlaceholder(raw(box), raw(domain))} THEN ${raw(box)} END` },
      { name: of(name, "step own domain"), value: sql`CASE WHEN NOT ${isPlaceholder(raw(box), raw(domain))} THEN ${raw(domain)} END` },
    ],
  ];
}

/** The first address of a text such as `Ann Lee <ann@lee.example>; bob@lee.example`. */
const ADDRESS = '[^\\s<>()\\[\\],;:"@]+@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)*\\.\\p{L}{2,}';

const texts = (words: string): Sql =>
  join(
    words
      .trim()
      .split(/\s+/)
      .map((word) => sql`${word}`),
  );

const NOBODY = texts(
  "none no na n/a nomail noemail no-email no.email noreply no-reply donotreply do-not-reply unknown test tester asdf x xx xxx a aa null nil notgiven declined refused nothing email example dummy fake placeholder",
);
const NOWHERE = texts(
  "example.com example.org example.net test.com none.com noemail.com nomail.com no.com na.com email.com mailinator.com domain.com",
);

/** Nobody reads it: typed to fill the field, or to keep from being answered. */
function isPlaceholder(box: Sql, domain: Sql): Sql {
  return or([sql`${box} IN (${NOBODY})`, sql`${domain} IN (${NOWHERE})`]);
}

const ROLES = texts(
  "info office admin billing accounts accounting accountspayable accountsreceivable ap ar sales support service contact hello mail team enquiries inquiries invoice invoices payments payroll finance orders help helpdesk hr jobs marketing reception frontdesk manager management owner webmaster postmaster main general customerservice dispatch kontakt buchhaltung",
);

function isRole(box: Sql): Sql {
  return sql`${box} IN (${ROLES})`;
}

/** Anybody can have an address at these. */
const PUBLIC =
  "^(?:(?:gmail|yahoo|ymail|rocketmail|hotmail|outlook|live|msn|aol|icloud|me|mac|gmx|web|mail|proton|protonmail|pm|zoho|fastmail|yandex|qq|163|126|sina|sohu|naver|daum|hanmail|rediffmail|comcast|verizon|att|sbcglobal|bellsouth|cox|charter|earthlink|juno|optonline|frontier|windstream|centurylink|roadrunner|embarqmail|suddenlink|mediacombb|tampabay\\.rr|rr|spectrum|pacbell|ameritech|btinternet|btopenworld|sky|virginmedia|talktalk|ntlworld|blueyonder|tiscali|wanadoo|orange|free|laposte|sfr|neuf|t-online|freenet|arcor|libero|virgilio|alice|tin|terra|uol|bol|bigpond|optusnet|iinet|tpg|telus|shaw|rogers|sympatico|videotron|bell|xtra|bluewin|hispeed|telenet|skynet|ziggo|kpnmail|planet|hetnet|telia|wp|o2|onet|interia|seznam|centrum|inbox|list|bk|rambler)\\.(?:com|net|org|co|com?\\.[a-z]{2}|[a-z]{2,3}))$";

function isPublic(dialect: Dialect, domain: Sql): Sql {
  return dialect.matches(domain, PUBLIC);
}

function comparison(dialect: Dialect, name: string): Comparison {
  const [any, mailbox, domain] = [of(name, "any"), of(name, "mailbox"), of(name, "domain")];
  return {
    name,
    attributes: [name],
    missing: isMissing(any),
    measures: [],
    levels: [
      { label: "same address", test: isSame(name), frequency: name },
      { label: "same mailbox at another provider", test: isSame(mailbox), frequency: mailbox },
      { label: "one character of the mailbox differs", test: sql`${isSame(of(name, "host"))} AND ${isOneEditApart(dialect, mailbox, 5)}` },
      { label: "same business domain", test: isSame(domain), frequency: domain },
    ],
  };
}
