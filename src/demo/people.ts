import { branches, type Branch, type Person } from "./business.ts";
import { Random } from "./random.ts";

const first = [
  "Amélie",
  "Ben",
  "Chloë",
  "Dwayne",
  "Elena",
  "François",
  "Grace",
  "Hector",
  "Inés",
  "Jamal",
  "Karen",
  "Luis",
  "Maya",
  "Noah",
  "Olga",
  "Priya",
  "Quinn",
  "René",
  "Sofía",
  "Tomás",
  "Uma",
  "Víctor",
  "Wendy",
  "Xavier",
  "Yusuf",
  "Zoë",
];
const last = [
  "Abbott",
  "Bäcker",
  "Castañeda",
  "D’Angelo",
  "Ellis",
  "Fournier",
  "García",
  "Huang",
  "Iyer",
  "Jørgensen",
  "Kowalski",
  "Lefèvre",
  "McAllister",
  "Nguyen",
  "O'Brien",
  "Peña",
  "Quintero",
  "Rossi",
  "Schröder",
  "Thompson",
  "Ueda",
  "Van Dyke",
  "Whitfield",
  "Young",
  "Zimmermann",
];
const firms = [
  "Hudson Valley Dental, P.C.",
  'The "Old Mill" Café',
  "Erie Canal Brewing Co.",
  "Müller & Söhne, LLC",
  "St. Mary's Parish",
  "Empire Self-Storage, Inc.",
  "Genesee Tool & Die",
  "Château Apartments",
];
const streets = ["Main St", "Elm St", "Lark St", "State St", "Genesee St", "Park Ave", "Monroe Ave", "Western Ave"];
const towns: Record<Branch, string> = { albany: "Albany, NY", syracuse: "Syracuse, NY", rochester: "Rochester, NY" };

/** The customer of a number: always the same one, so that none has to be kept in memory. */
export function personOf(seed: number, index: number): Person {
  const random = new Random(seed, "person", index);
  const draw = random.next() % 100;
  const branch = branches[draw < 38 ? 0 : draw < 68 ? 1 : 2];
  const given = random.pick(first);
  const family = random.pick(last);
  const firm = random.chance(0.15) ? `${random.pick(firms)} #${index}` : undefined;
  const mailbox = `${plain(given)}.${plain(family)}${index}`;
  return {
    index,
    first: given,
    last: family,
    name: firm ?? `${family}, ${given}`,
    email: `${mailbox}@${random.pick(["example.com", "example.net", "example.org"])}`,
    phone: `(${random.pick(["518", "315", "585"])}) 555-${String(index % 10_000).padStart(4, "0")}`,
    address: `${random.between(1, 999)} ${random.pick(streets)}, ${towns[branch]}`,
    branch,
  };
}

/** Letters of an address in the mail, without accents. */
function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/ø/g, "o")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}
