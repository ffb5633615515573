/*
 * Short forms of given names that are no beginnings of them (Ed, Chris and Jen
 * need no list). A form may stand for several names; two records fit when one has the
 * short form and the other one of its names.
 */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  alexander: "sasha xander",
  amanda: "mandy",
  andrew: "drew",
  anthony: "tony",
  barbara: "babs barb",
  charles: "chuck charlie",
  deborah: "debbie deb",
  dorothy: "dot dottie",
  edward: "ted ned teddy eddie",
  elizabeth: "liz lizzie beth betsy betty lisbeth eliza libby",
  eugene: "gene",
  francis: "frank",
  geoffrey: "jeff",
  george: "georgie",
  gerald: "jerry gerry",
  harold: "hal harry",
  henry: "hank",
  isabella: "bella izzy",
  jacqueline: "jackie",
  james: "jim jimmy jamie",
  john: "jack johnny",
  joseph: "joe joey",
  katherine: "kate katie kathy kitty kay",
  kathleen: "kathy kath",
  lawrence: "larry",
  leonard: "lenny",
  margaret: "peggy meg maggie marge margie greta",
  martha: "patty",
  mary: "molly polly",
  michael: "mike mickey mick",
  nancy: "nan",
  natalie: "nat",
  nicholas: "nick nicky",
  olivia: "liv livvy",
  patricia: "patty trish tricia",
  peter: "pete",
  philip: "phil pip",
  rebecca: "becky becca",
  richard: "dick rick ricky rich",
  robert: "bob bobby rob robbie bert",
  ronald: "ron ronnie",
  samantha: "sam sammy",
  samuel: "sam sammy",
  sarah: "sally",
  stephen: "steve stevie",
  susan: "sue susie suzy",
  theodore: "ted teddy",
  theresa: "terry tess tessa",
  thomas: "tom tommy",
  timothy: "tim timmy",
  victoria: "vicky tori",
  virginia: "ginny ginger",
  walter: "walt wally",
  william: "bill billy will willy liam",
};

/** Short form → the given names that it may stand for, each in the words of the list. */
export const LONG_FORMS: readonly (readonly [short: string, long: readonly string[]])[] = collect();

function collect(): (readonly [string, readonly string[]])[] {
  const found = new Map<string, string[]>();
  for (const [long, shorts] of Object.entries(SHORT_FORMS)) {
    for (const short of shorts.split(" ")) found.set(short, [...(found.get(short) ?? []), long]);
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
}
