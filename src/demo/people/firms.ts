import type { Random } from "../random.ts";
import { familyNames } from "./family-names.ts";

const places =
  `Hudson Valley,Erie Canal,Genesee,Finger Lakes,Empire,Capital District,Mohawk,Onondaga,Seneca,Flower City,Salt City,Tri-City,Upstate,Lakeshore,
Highland,Park Avenue,Clinton Square,Lark Street,South Wedge,Tipperary Hill,Westcott,Harborside,Riverbend,Old Mill,Stone Bridge,Kings Landing,Four Corners,
Adirondack,Catskill,Northway,Thruway,Crossgates,Charlotte,Irondequoit,Nine Mile,Beaver Lake,Green Lakes,Helderberg,Pine Bush,Washington Park,Corn Hill,
Château,Bon Appétit,Señora Rosa's,Café Olé,Müller's,Blue Heron,Red Barn,Silver Maple,Golden Fleece,White Birch,Black River,Copper Kettle,Iron Horse`.split(
    /,\s*/,
  );
const sorts =
  `Family,Modern,Advanced,Premier,Quality,Custom,Regional,Community,United,Allied,First Choice,Classic,Commercial,Professional,Superior,Central,
Precision,Complete,Natural,Heritage`.split(/,\s*/);
const trades =
  `Dental,Orthodontics,Pediatrics,Physical Therapy,Veterinary,Eye Care,Brewing,Bakery,Café,Diner,Pizzeria,Catering,Self-Storage,Apartments,
Property Management,Realty,Tool & Die,Machine,Plating,Packaging,Printing,Signs,Auto Body,Tire & Brake,Towing,Trucking,Moving & Storage,Landscaping,
Nurseries,Roofing,Masonry,Flooring,Cabinets,Electric,Plumbing,Glass,Locksmiths,Security,Insurance,Accounting,Legal,Staffing,Fitness,Yoga,Dance Studio,
Salon,Day Spa,Barbers,Dry Cleaners,Laundromat,Florists,Gifts,Books,Music,Hardware,Lumber,Farm Supply,Feed & Seed,Jewelers,Optical,Pharmacy,Medical Supply,
Home Care,Montessori School,Child Care,Kennels,Bicycles,Marine,Archery,Bowling`.split(/,\s*/);
const tails = ["Associates", "Services", "Brothers", "Partners", "Group", "Center", "& Sons", "& Daughters"];
const forms = ["Inc.", "LLC", "Corp.", "Co.", "Ltd.", "P.C."];

/** A business, composed of parts as businesses are named. */
export function firmName(random: Random): string {
  const family = random.pick(familyNames);
  const draw = random.next() % 100;
  if (draw < 4) return `St. ${random.pick(["Mary", "Joseph", "Patrick", "Lucy", "Stanislaus"])}'s Parish of ${random.pick(places)}`;
  const trade = random.pick(trades);
  const legal = random.chance(0.72) ? `${random.chance(0.7) ? "," : ""} ${random.pick(forms)}` : "";
  if (draw < 8) return `The "${random.pick(places)}" ${random.pick(sorts)} ${trade}${legal}`;
  if (draw < 28) return `${family} ${trade}${legal}`;
  if (draw < 40) return `${family} & ${random.pick(familyNames)} ${trade}${legal}`;
  if (draw < 52) return `${family} ${random.pick(tails)} ${trade}${legal}`;
  if (draw < 80) return `${random.pick(places)} ${random.pick(sorts)} ${trade}${legal}`;
  // Longer than the 41 characters at which an old import cut names.
  const long = `${random.pick(sorts)} ${trade} ${random.pick(tails.slice(0, 6))}`;
  return `${random.chance(0.3) ? "The " : ""}${random.pick(places)} and ${family} ${long}${legal}`;
}

const spellings: Readonly<Record<string, readonly string[]>> = {
  "Inc.": ["Inc", "Incorporated", "INC."],
  LLC: ["L.L.C.", "Llc"],
  "Corp.": ["Corporation", "Corp"],
  "Co.": ["Company", "Co"],
  "Ltd.": ["Limited", "Ltd"],
  "P.C.": ["PC", "P. C."],
};

/** The legal form as someone else writes it; undefined: the name has none. */
export function otherLegalForm(name: string, random: Random): string | undefined {
  const form = forms.find((each) => name.endsWith(` ${each}`));
  return form === undefined ? undefined : `${withoutLegalForm(name)} ${random.pick(spellings[form] ?? [form])}`;
}

export function withoutLegalForm(name: string): string {
  const form = forms.find((each) => name.endsWith(` ${each}`));
  return form === undefined ? name : name.slice(0, -form.length - 1).replace(/,$/, "");
}
