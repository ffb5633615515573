import type { Random } from "../random.ts";
import { withoutLegalForm } from "./firms.ts";

const providers = ["postbox.example", "webmail.example", "mailhaus.example", "fastpost.example", "homenet.example", "lakecable.example"];

/** Letters as they stand in mail addresses. */
export function plain(name: string): string {
  return unaccented(name)
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}

/** A text as a system without accents and typographic marks keeps it. */
export function unaccented(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ø", "o").replaceAll("Ø", "O").replaceAll("ß", "ss").replaceAll("’", "'");
}

interface Owner {
  readonly first: string;
  readonly middle: string;
  readonly last: string;
  /** Of birth. */
  readonly year: number;
}

/** A person's own mailbox: nothing but the name, and digits as people take them who find theirs taken. */
export function ownMailbox({ first, middle, last, year }: Owner, random: Random): string {
  const [given, family, second] = [plain(first), plain(last), middle.toLowerCase()];
  const dot = random.pick([".", "_", ""]);
  const whole = random.chance(0.5);
  const box = whole
    ? random.pick([`${given}${dot}${second}${dot}${family}`, `${family}${dot}${given}${dot}${second}`])
    : random.pick([`${given}${dot}${family}`, `${given.charAt(0)}${second}${family}`, `${family}${dot}${given}`]);
  const digits = random.chance(0.45)
    ? String(year).slice(2)
    : random.chance(0.5)
      ? String(year)
      : whole && random.chance(0.5)
        ? ""
        : String(random.between(2, 999));
  return `${box}${digits}@${random.pick(providers)}`;
}

/** A firm's domain. */
export function firmDomain(firm: string): string {
  const words = unaccented(withoutLegalForm(firm.replace(/^The /, "")))
    .replace(/[^A-Za-z ]/g, "")
    .toLowerCase()
    .split(/ +/);
  return `${words.join("").slice(0, 40)}.example`;
}

/** A mailbox that belongs to a post, not to a person. */
export function roleMailbox(firm: string, random: Random): string {
  return `${random.pick(["office", "info", "billing", "accounts", "admin"])}@${firmDomain(firm)}`;
}
