import { branches, type Branch, type Home, type Kin, type Person } from "../business.ts";
import { Random } from "../random.ts";
import { bookedFor } from "./booked.ts";
import { familyNames } from "./family-names.ts";
import { firmName } from "./firms.ts";
import { givenNames, type GivenName } from "./given-names.ts";
import { firmDomain, ownMailbox, plain } from "./mailboxes.ts";
import { phoneNear } from "./phones.ts";
import { homeNear, shortened } from "./places.ts";

/*
 * Whom the company deals with. Each is made from a number alone, so that none has
 * to be kept in memory. Numbers 2k and 2k + 1 may be kin to each other: those are
 * the people that evidence confuses.
 */

/** Numbers from here on are no customers of the normal course: they have no kin. */
export const firstStranger = 4_200_000;
export const firstLead = 5_000_000;

/** So many customers sign up before the first whom hardly anything tells apart. */
const plainBeginning = 300;

interface Facts {
  readonly branch: Branch;
  readonly given: GivenName;
  readonly middle: string;
  readonly family: string;
  readonly company: string | undefined;
  readonly home: Home;
  readonly phone: string;
  readonly year: number;
}

/** The customer of a number. */
export function personOf(seed: number, index: number): Person {
  const kin = kinOf(seed, index);
  const random = new Random(seed, "person", index);
  const own = factsOf(random, kin);
  if (kin === undefined || index % 2 === 0) return describe(seed, index, own, kin);
  return describe(seed, index, likened(random, own, factsOf(new Random(seed, "person", index - 1), kin), kin), kin);
}

/** Someone of the same household, with a given name of another letter. */
export function relativeOf(seed: number, index: number, { given, last, home, phone, branch }: Person): Person {
  const random = new Random(seed, "person", index);
  const own = { ...factsOf(random, "relatives"), given: otherGiven(random, given), family: last, home, phone, branch };
  return describe(seed, index, own, "relatives");
}

/** Another of the same household, whose given name has the same letter and is no like name. */
export function sameInitialOf(seed: number, index: number, { given, last, home, phone, branch }: Person): Person {
  const random = new Random(seed, "person", index);
  const letter = given.full.charAt(0);
  const others = givenNames.filter(({ full }) => full.startsWith(letter) && full.charAt(1) !== given.full.charAt(1));
  const name = others.length === 0 ? { full: `${letter}olanda`, short: undefined } : random.pick(others);
  return describe(seed, index, { ...factsOf(random, "relatives"), given: name, family: last, home, phone, branch }, "relatives");
}

function kinOf(seed: number, index: number): Kin | undefined {
  if (index >= firstStranger) return undefined;
  const pair = index >> 1;
  const draw = new Random(seed, "kin", pair).next() % 1000;
  if (draw < 70) return "relatives";
  if (draw < 100) return "branches";
  if (draw < 125) return "namesakes";
  if (draw < 150) return "one-phone";
  return draw < 156 && index >= plainBeginning ? "father-and-son" : undefined;
}

function factsOf(random: Random, kin: Kin | undefined): Facts {
  // The branch comes first: it decides what work is booked where.
  const draw = random.next() % 100;
  const branch = branches[draw < 38 ? 0 : draw < 68 ? 1 : 2];
  const isFirm = random.chance(0.15);
  return {
    branch,
    given: givenNames[common(random, givenNames.length)] ?? random.pick(givenNames),
    middle: random.pick([..."ABCDEFGHJKLMNPRSTVW"]),
    family: familyNames[common(random, familyNames.length)] ?? random.pick(familyNames),
    company: kin === "branches" || (isFirm && (kin === undefined || kin === "one-phone")) ? firmName(random) : undefined,
    home: homeNear(random, branch),
    phone: phoneNear(random, branch),
    year: random.between(1938, 2003),
  };
}

/** The least of three draws: the common names come first in their lists. */
function common(random: Random, length: number): number {
  return Math.min(random.between(0, length - 1), random.between(0, length - 1), random.between(0, length - 1));
}

/** The second of two, as like to the first as their kinship makes them. */
function likened(random: Random, own: Facts, first: Facts, kin: Kin): Facts {
  const { family, home, phone, branch } = first;
  switch (kin) {
    case "relatives":
      return { ...own, given: otherGiven(random, first.given), family, home, phone, branch };
    case "father-and-son":
      return { ...own, given: first.given, family: `${family} Jr.`, home, phone, branch, year: first.year + 27 };
    case "namesakes":
      return { ...own, given: first.given, family, home: homeNear(random, own.branch, home.city) };
    case "branches":
      return {
        ...own,
        company: first.company,
        home: homeNear(random, own.branch, home.city),
        phone: random.chance(0.4) ? phone : own.phone,
      };
    case "one-phone":
      return { ...own, phone, branch, home: homeNear(random, branch) };
  }
}

function otherGiven(random: Random, { full }: GivenName): GivenName {
  let found = random.pick(givenNames);
  while (plain(found.full).charAt(0) === plain(full).charAt(0)) found = random.pick(givenNames);
  return found;
}

/** What the systems say of someone. */
function describe(seed: number, index: number, facts: Facts, kin: Kin | undefined): Person {
  const { branch, given, middle, family, company, home, phone, year } = facts;
  const random = new Random(seed, "known", index);
  const owner = { first: given.full, middle, last: family, year };
  const mailbox = company !== undefined && random.chance(0.7) ? `${plain(given.full)}@${firmDomain(company)}` : ownMailbox(owner, random);
  // The CRM lacks at most one of the three, or nothing would tell who it is.
  const lack = random.next() % 100;
  const terms = company === undefined ? (random.chance(0.06) ? "Net 15" : "Due on receipt") : random.pick(["Net 30", "Net 30", "Net 15"]);
  const person = {
    index,
    given,
    middle,
    first: given.full,
    last: family,
    company,
    name: company ?? `${family}, ${given.full}`,
    email: mailbox,
    phone,
    home,
    address: `${shortened(home.street)}${home.unit === "" ? "" : ` ${home.unit}`}, ${home.city}, NY`,
    branch,
    terms,
    kin,
    crmLacks: lack < 3 ? ("phone" as const) : lack < 9 ? ("email" as const) : lack < 16 ? ("home" as const) : undefined,
    longAddress: random.chance(0.6),
    year,
  };
  return { ...person, booked: bookedFor(seed, person) };
}
