import type { Branch, Home } from "../business.ts";
import type { Random } from "../random.ts";

/** Towns around each branch with their postal codes; the first is where most live. */
const towns: Readonly<Record<Branch, readonly Town[]>> = {
  albany:
    read(`Albany 12202 12203 12205 12206 12208 12209 12210 12211,Troy 12180 12182,Schenectady 12303 12304 12306 12307 12308,Latham 12110,
Clifton Park 12065,Saratoga Springs 12866,Delmar 12054,Guilderland 12084,East Greenbush 12061,Rensselaer 12144,Cohoes 12047,Watervliet 12189,
Glenville 12302,Niskayuna 12309,Ballston Spa 12020,Mechanicville 12118,Ravena 12143,Altamont 12009,Voorheesville 12186,Slingerlands 12159,
Averill Park 12018,Hudson 12534,Waterford 12188,Castleton 12033`),
  syracuse:
    read(`Syracuse 13202 13203 13204 13205 13206 13207 13208 13210 13215 13219 13224,Liverpool 13088 13090,Cicero 13039,Baldwinsville 13027,
Camillus 13031,Fayetteville 13066,Manlius 13104,DeWitt 13214,Jamesville 13078,Marcellus 13108,Skaneateles 13152,Auburn 13021,Oswego 13126,Fulton 13069,
Cortland 13045,Oneida 13421,Chittenango 13037,Cazenovia 13035,Tully 13159,Central Square 13036,Mattydale 13211,East Syracuse 13057,Homer 13077`),
  rochester:
    read(`Rochester 14604 14605 14606 14607 14608 14609 14610 14611 14613 14615 14616 14617 14619 14620 14621,Brighton 14618,Pittsford 14534,
Penfield 14526,Webster 14580,Fairport 14450,Henrietta 14467,Victor 14564,Canandaigua 14424,Greece 14626,Gates 14624,Spencerport 14559,Brockport 14420,
Hilton 14468,Honeoye Falls 14472,Mendon 14506,Macedon 14502,Geneva 14456,Batavia 14020,Avon 14414,Geneseo 14454,Le Roy 14482,Newark 14513,Palmyra 14522`),
};

interface Town {
  readonly name: string;
  readonly postcodes: readonly string[];
}

const streetNames =
  `Main,Elm,Lark,State,Genesee,Park,Monroe,Western,Maple,Oak,Cedar,Pine,Walnut,Chestnut,Birch,Willow,Spruce,Hickory,Sycamore,Ash,
Washington,Jefferson,Lincoln,Madison,Jackson,Adams,Clinton,Hamilton,Franklin,Grant,Church,School,Mill,Water,River,Canal,Bridge,Lake,Spring,Valley,Hill,
Ridge,Highland,Summit,Prospect,Pleasant,Fairview,Meadow,Brook,Forest,Orchard,Garden,Grove,Center,Court,Market,Front,Union,Liberty,Columbia,Broad,High,
King,Queen,Duke,Prince,First,Second,Third,Fourth,Fifth,Sixth,Seventh,Eighth,Ninth,Tenth,Erie,Ontario,Onondaga,Seneca,Oneida,Cayuga,Mohawk,Hudson,
Delaware,Champlain,Schuyler,Livingston,Van Buren,Fulton,Morris,Clark,Thompson,Townsend,Whitney,Stone,Quaker,Ferry,Turnpike,Plank,Railroad,Depot,Factory,
Lakeview,Hillcrest,Woodland,Brookside,Sunset,Sunrise,Crestwood,Glenwood,Edgewood,Beechwood,Parkside,Riverside,Westwood,Northgate,Southgate,Eastwood,
Buckingham,Cambridge,Oxford,Windsor,Stratford,Kensington,Dorchester,Winchester,Lexington,Concord,Salem,Plymouth,Old Post,Stony Creek,Fox Hollow,
Deer Run,Quail,Partridge,Heron,Cardinal,Robin,Bluebird,Juniper,Magnolia,Dogwood,Laurel,Holly,Ivy,Rose,Lilac,Tulip,Cherry,Apple,Peach,Plum,Pear,
Kings Mill,Marble Quarry,Sandy Hill,Salt Springs,Limestone,Granite,Slate,Copper Beech,Iron Works,Wagon Wheel,Carriage House,Harvest,Homestead`.split(
    /,\s*/,
  );

const kinds = ["Street", "Street", "Street", "Avenue", "Avenue", "Road", "Road", "Drive", "Drive", "Lane", "Court", "Boulevard", "Place"];
const short: Readonly<Record<string, string>> = {
  Street: "St",
  Avenue: "Ave",
  Road: "Rd",
  Drive: "Dr",
  Lane: "Ln",
  Court: "Ct",
  Boulevard: "Blvd",
  Place: "Pl",
  North: "N",
  South: "S",
  Suite: "Ste",
};

/** Somewhere around a branch, but not in the town `except`. */
export function homeNear(random: Random, branch: Branch, except?: string): Home {
  const [main, ...around] = towns[branch];
  let town = random.chance(0.4) && main !== undefined ? main : random.pick(around);
  while (town.name === except) town = random.pick(around);
  const kind = random.pick(kinds);
  const side = random.chance(0.08) ? random.pick(["North ", "South "]) : "";
  const street = `${random.between(1, 1 + random.between(40, 1900))} ${side}${random.pick(streetNames)} ${kind}`;
  const unit = random.chance(0.14) ? unitOf(random) : "";
  return { street, unit, city: town.name, postcode: random.pick(town.postcodes) };
}

/** Where someone lives who lived there before: mostly in the same town. */
export function movedFrom(random: Random, branch: Branch, { city }: Home): Home {
  const home = homeNear(random, branch);
  const town = towns[branch].find(({ name }) => name === city);
  return town !== undefined && random.chance(0.7) ? { ...home, city, postcode: random.pick(town.postcodes) } : home;
}

function unitOf(random: Random): string {
  const floor = random.between(1, 12);
  return random.chance(0.5) ? `Apt ${floor}${random.pick(["A", "B", "C", "D"])}` : `Suite ${floor * 100 + random.between(1, 20)}`;
}

/** `12 N Elm St`. */
export function shortened(street: string): string {
  const words = street.split(" ");
  // The name itself may be such a word: Court Street.
  return words.map((word, at) => (at === words.length - 1 || at === 1 ? (short[word] ?? word) : word)).join(" ");
}

function read(list: string): Town[] {
  return list.split(/,\s*/).map((entry) => {
    const words = entry.split(" ");
    const at = words.findIndex((word) => /^\d/.test(word));
    return { name: words.slice(0, at).join(" "), postcodes: words.slice(at) };
  });
}
