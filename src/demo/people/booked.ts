import type { Booked, Branch, Home, Person } from "../business.ts";
import { Random } from "../random.ts";
import { otherLegalForm, withoutLegalForm } from "./firms.ts";
import { ownMailbox, roleMailbox, unaccented } from "./mailboxes.ts";
import { formatted, phoneNear, typed } from "./phones.ts";
import { movedFrom, shortened } from "./places.ts";
import { mistyped } from "./typing.ts";

/*
 * How the books hold a customer. The connector writes what the CRM says, with the
 * contact's id. For 35 % there is no id: they were typed by hand, are older than
 * the connector or came with an import; what they say differs as such records do.
 * Enough agrees that a careful person sees who it is: the name in some form, and of
 * phone, mail address and street two, or one where nothing else speaks against it.
 */

type Unbooked = Omit<Person, "booked">;
type Part = "phone" | "email" | "home";
type Fate = "same" | "other" | "absent" | "role";
type Source = "typed" | "older" | "imported";

interface Name {
  readonly display: string;
  readonly first: string;
  readonly last: string;
  /** What was done to it. */
  readonly done: readonly string[];
  /** It says less than the whole name. */
  readonly weak: boolean;
}

export function bookedFor(seed: number, person: Unbooked): Booked {
  const random = new Random(seed, "booked", person.index);
  // Father and son are told apart by the connector's ids alone.
  return person.kin === "father-and-son" || hasKey(seed, person.index) ? connected(person, random) : unconnected(person, random);
}

/** Thirteen of every twenty, whichever: a small company has its share of the others too. */
function hasKey(seed: number, index: number): boolean {
  const places = Array.from({ length: 20 }, (_, place) => place);
  new Random(seed, "keys", Math.floor(index / 20)).shuffle(places);
  return (places[index % 20] ?? 0) < 13;
}

/** Where the two drifted apart after the connector had written the customer. */
function connected(person: Unbooked, random: Random): Booked {
  const fates: Record<Part, Fate> = {
    phone: drift(random, 0.04, 0.04),
    email: drift(random, 0.06, 0.06),
    home: drift(random, 0.04, 0.05),
  };
  const done = changes(person, fates);
  const home = homeOf(person, fates.home, random);
  return {
    hasKey: true,
    display: person.name,
    numbered: true,
    first: person.first,
    last: person.last,
    phone: formatted(phoneOf(person, fates.phone, random)),
    email: capitalised(emailOf(person, fates.email, random), random, 0.1),
    street: home === undefined ? "" : streetOf(home, person.longAddress ? "long" : "short"),
    city: home?.city ?? "",
    postcode: home?.postcode ?? "",
    form: done.join("; "),
  };
}

function unconnected(person: Unbooked, random: Random): Booked {
  const source: Source = random.pick(["typed", "typed", "older", "imported"] as const);
  const name = person.company === undefined ? personName(person, source, random) : firmNameAs(person.company, source, random);
  const fates: Record<Part, Fate> = {
    phone: drift(random, source === "older" ? 0.16 : 0.08, 0.1),
    email: random.chance(0.08) ? "role" : drift(random, 0.13, 0.22),
    home: drift(random, source === "older" ? 0.1 : 0.04, 0.07),
  };
  keepEnough(person, fates, name.weak, random);
  const home = homeOf(person, fates.home, random);
  const style = source === "imported" ? "capitals" : person.longAddress ? "short" : "long";
  const phone = phoneOf(person, fates.phone, random);
  return {
    hasKey: false,
    display: name.display,
    numbered: false,
    first: name.first,
    last: name.last,
    phone: phone === "" ? "" : source === "imported" ? phone : typed(phone, random),
    email: capitalised(emailOf(person, fates.email, random), random, 0.2),
    street: home === undefined ? "" : streetOf(home, style),
    city: home === undefined ? "" : style === "capitals" ? unaccented(home.city).toUpperCase() : home.city,
    postcode: home === undefined ? "" : random.chance(0.05) ? `${home.postcode}-${random.between(1000, 9899)}` : home.postcode,
    form: [source, ...name.done, ...changes(person, fates)].join("; "),
  };
}

function drift(random: Random, other: number, absent: number): Fate {
  return random.chance(other) ? "other" : random.chance(absent) ? "absent" : "same";
}

/** Gives back what was taken until enough agrees. */
function keepEnough(person: Unbooked, fates: Record<Part, Fate>, weak: boolean, random: Random): void {
  const { kin, crmLacks } = person;
  // What the two have in common tells them from no one.
  const telling: Part[] = ["phone", "home", "email"];
  if (kin === "branches") fates.home = "same";
  if (kin === "relatives" || kin === "one-phone") fates.phone = "same";
  const least = weak || kin !== undefined || random.chance(0.88) ? 2 : 1;
  const agree = () => telling.filter((part) => fates[part] === "same" && crmLacks !== part).length;
  for (const part of telling) if (agree() < least && crmLacks !== part) fates[part] = "same";
  // One alone must not be spoken against.
  if (agree() === 1) for (const part of telling) if (fates[part] === "other") fates[part] = "absent";
}

function changes({ crmLacks }: Unbooked, fates: Record<Part, Fate>): string[] {
  return (["phone", "email", "home"] as const).flatMap((part) => {
    const word = part === "home" ? "address" : part;
    if (crmLacks === part) return [`no ${word} in the CRM`];
    return fates[part] === "same" ? [] : fates[part] === "absent" ? [`no ${word}`] : [`${fates[part]} ${word}`];
  });
}

function phoneOf({ phone, branch }: Unbooked, fate: Fate, random: Random): string {
  return fate === "same" ? phone : fate === "absent" ? "" : phoneNear(random, branch);
}

function emailOf(person: Unbooked, fate: Fate, random: Random): string {
  if (fate === "same") return person.email;
  if (fate === "absent") return "";
  if (fate === "role") return person.company === undefined ? "noemail@summit-mechanical.example" : roleMailbox(person.company, random);
  return ownMailbox(person, random);
}

function homeOf({ home, branch }: { readonly home: Home; readonly branch: Branch }, fate: Fate, random: Random): Home | undefined {
  return fate === "same" ? home : fate === "absent" ? undefined : movedFrom(random, branch, home);
}

/** A street line with its unit, written in one of the ways. */
export function streetOf({ street, unit }: Home, style: "long" | "short" | "capitals"): string {
  if (style === "long") return unit === "" ? street : `${street}, ${unit.replace("Apt", "Apartment")}`;
  const brief = `${shortened(street)}${unit === "" ? "" : ` ${unit.replace("Suite", "Ste").replace("Apt ", "#")}`}`;
  return style === "short" ? brief : brief.toUpperCase();
}

function capitalised(email: string, random: Random, probability: number): string {
  return random.chance(probability) ? email.replace(/^./, (letter) => letter.toUpperCase()) : email;
}

function personName(person: Unbooked, source: Source, random: Random): Name {
  const { given, middle, last, kin } = person;
  const done: string[] = [];
  let first = given.full;
  let family = last;
  let weak = false;
  const draw = random.next() % 100;
  // Of two in one house the given name is all that tells which.
  if (kin === undefined && draw < 12 && given.short !== undefined) {
    first = given.short;
    done.push("short name");
    weak = true;
  } else if (kin === undefined && draw < 18) {
    first = `${given.full.charAt(0)}.`;
    done.push("initial");
    weak = true;
  } else if (kin === undefined && draw < 27) {
    const wrong = mistyped(family, random);
    if (wrong !== family) done.push("mistyped");
    family = wrong;
    weak = true;
  } else if (draw < 35) {
    first = `${first} ${middle}.`;
    done.push("middle initial");
  }
  if (source === "imported" || random.chance(0.5)) {
    const bare = [unaccented(first), unaccented(family)] as const;
    if (bare[0] !== first || bare[1] !== family) done.push("accents lost");
    [first, family] = bare;
  }
  const capitals = source === "imported" && random.chance(0.6);
  if (capitals) {
    [first, family] = [first.toUpperCase(), family.toUpperCase()];
    done.push("capitals");
  }
  const turned = random.chance(source === "typed" ? 0.7 : 0.4);
  if (turned) done.push("first name first");
  return { display: turned ? `${first} ${family}` : `${family}, ${first}`, first, last: family, done, weak };
}

const cut = 41;

function firmNameAs(company: string, source: Source, random: Random): Name {
  const done: string[] = [];
  let display = company;
  const draw = random.next() % 100;
  const respelled = otherLegalForm(company, random);
  if (draw < 35 && respelled !== undefined) {
    display = withoutLegalForm(company);
    done.push("no legal form");
  } else if (draw < 60 && respelled !== undefined) {
    display = respelled;
    done.push("other legal form");
  }
  if (random.chance(0.3) && /&| and /.test(display)) {
    display = display.includes("&") ? display.replaceAll("&", "and") : display.replace(" and ", " & ");
    done.push("other and");
  }
  if (random.chance(0.5) && display.startsWith("The ")) {
    display = display.slice(4);
    done.push("no article");
  }
  if (source === "imported") display = unaccented(display).toUpperCase();
  const weak = (source === "imported" || random.chance(0.3)) && display.length > cut;
  if (weak) {
    display = display.slice(0, cut).trimEnd();
    done.push("cut");
  }
  return { display, first: "", last: "", done, weak };
}
