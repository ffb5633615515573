/** Given names, the common ones first; a short form after a slash is what friends and clerks make of it. */
const list = `James/Jim,Mary,Michael/Mike,Patricia/Pat,Robert/Bob,Jennifer/Jen,John,Linda,David/Dave,Elizabeth/Liz,William/Bill,Barbara/Barb,Richard/Rick,
Susan/Sue,Joseph/Joe,Jessica/Jess,Thomas/Tom,Sarah,Christopher/Chris,Karen,Charles/Chuck,Lisa,Daniel/Dan,Nancy,Matthew/Matt,Sandra/Sandy,Anthony/Tony,
Ashley,Mark,Kimberly/Kim,Steven/Steve,Margaret/Peggy,Andrew/Andy,Donna,Joshua/Josh,Emily,Kenneth/Ken,Carol,Kevin,Michelle,Brian,Amanda/Mandy,George,
Melissa,Timothy/Tim,Deborah/Deb,Ronald/Ron,Stephanie/Steph,Jason,Rebecca/Becky,Edward/Ed,Laura,Jeffrey/Jeff,Helen,Ryan,Sharon,Jacob/Jake,Cynthia/Cindy,
Gary,Kathleen/Kathy,Nicholas/Nick,Amy,Eric,Angela/Angie,Jonathan/Jon,Shirley,Stephen/Steve,Brenda,Larry,Emma,Justin,Pamela/Pam,Scott,Nicole/Nikki,
Brandon,Samantha/Sam,Benjamin/Ben,Anna,Samuel/Sam,Katherine/Kate,Gregory/Greg,Christine/Chris,Alexander/Alex,Debra/Deb,Patrick/Pat,Rachel,Frank,
Olivia/Liv,Raymond/Ray,Carolyn,Jack,Maria,Dennis,Janet,Jerry,Heather,Tyler,Diane,Aaron,Catherine/Cathy,Jose,Julie,Adam,Victoria/Vicky,Nathan/Nate,
Joyce,Henry/Hank,Lauren,Zachary/Zach,Kelly,Douglas/Doug,Christina/Tina,Peter/Pete,Ruth,Kyle,Joan,Noah,Virginia/Ginny,Ethan,Judith/Judy,Jeremy,Evelyn,
Christian,Hannah,Walter/Walt,Andrea,Keith,Megan/Meg,Austin,Cheryl,Roger,Jacqueline/Jackie,Terry,Madison/Maddie,Sean,Teresa/Terri,Gerald/Jerry,Abigail/Abby,
Carl,Sophia,Dylan,Martha,Harold/Hal,Sara,Jordan,Gloria,Jesse,Janice,Bryan,Kathryn/Kathy,Lawrence/Larry,Ann,Arthur/Art,Isabella/Bella,Gabriel/Gabe,Judy,
Bruce,Charlotte/Lottie,Logan,Julia,Billy,Grace,Joe,Amber,Alan/Al,Alice,Juan,Jean,Elijah/Eli,Denise,Willie,Frances/Fran,Albert/Al,Danielle/Dani,Wayne,
Marilyn,Randy,Natalie/Nat,Mason,Beverly/Bev,Vincent/Vince,Diana,Liam,Brittany/Britt,Roy,Theresa/Terry,Bobby,Kayla,Caleb/Cal,Alexis/Lexi,Bradley/Brad,
Doris,Russell/Russ,Lori,Lucas/Luke,Tiffany/Tiff,Luis,Priya,José,María,Sofía,Víctor,Inés,Tomás,Andrés,Lucía,Ramón,Mónica,Jesús,Raúl,Zoë,Chloë,René,
Renée,François,Amélie,Hélène,Étienne,Noël,Jürgen,Björn,Søren,Åsa,Núria,João,Conceição,Yusuf,Amina,Omar,Fatima,Hassan,Leila,Ibrahim,Noor,Khalid,Aisha,
Wei,Mei,Hiroshi,Yuki,Kenji,Akiko,Min,Jin,Soo,Linh,Minh,Thuy,Anh,Raj,Anita,Vikram,Sunita,Arjun,Deepa,Sanjay,Kavita,Ravi,Meera,Olga,Dmitri,Svetlana,
Ivan,Natasha/Nat,Boris,Irina,Piotr,Agnieszka,Pawel,Katarzyna,Marek,Elena,Marco,Giulia,Paolo,Francesca,Antonio/Tony,Rosa,Carmine,Concetta,Hector,Esther,
Jamal,Keisha,Dwayne,Latoya,Tyrone,Ebony,Darnell,Imani,Malik,Tamika,Quinn,Riley,Casey,Morgan,Avery,Uma,Xavier,Wendy,Maya,Ingrid,Astrid,Lars,Kirsten,
Clarence,Opal,Leonard/Len,Hazel,Norman/Norm,Mildred/Millie,Eugene/Gene,Ethel,Stanley/Stan,Thelma,Herbert/Herb,Bernice/Bernie,Chester/Chet,Lucille/Lucy,
Milton,Florence/Flo,Clifford/Cliff,Irene,Lester/Les,Edna,Floyd,Rosemary/Rosie,Vernon/Vern,Geraldine/Gerry,Warren,Josephine/Jo,Harvey,Winifred/Winnie,
Seamus,Siobhan,Declan,Bridget,Colin,Fiona,Duncan,Moira,Rhys,Gwen,Owen,Nora,Ezra,Miriam,Avi,Tamar,Solomon/Sol,Judah,Leah,Naomi,Reuben,Dina`;

export interface GivenName {
  readonly full: string;
  readonly short: string | undefined;
}

export const givenNames: readonly GivenName[] = list.split(/,\s*/).map((entry) => {
  const [full = "", short] = entry.split("/");
  return { full, short };
});
