import type { FactSystem, ReviewedFact } from "../../model/index.ts";
import { count, percent } from "../money.ts";
import { cut } from "../plain.ts";
import { ownershipPaper } from "../pictures/index.ts";
import { counted } from "../words.ts";
import { code, note, paragraph, soft, strong, type Block, type Cell, type Inline } from "./model.ts";
import { figureOf, firstOf, type Places } from "./places.ts";

/** As many systems as a page has columns for. */
const COLUMNS = 6;
const FACTS = 120;
const ROLES = { owner: "Owner", reader: "Reader", holder: "Copy" } as const;

/** The ownership matrix: a row a fact, a column a system; who is declared to own it, and where its changes begin. */
export function ownershipBlocks(places: Places): Block[] {
  const { review } = places;
  if (review.facts.length === 0) return [paragraph("No fact is declared, and no copies of one were found.")];
  const systems = review.systems.filter(({ id }) => review.facts.some((fact) => fact.systems.some(({ system }) => system === id)));
  const { told, left } = firstOf(review.facts, FACTS);
  const matrix = systems.length <= COLUMNS;
  return [
    ...figureOf(ownershipPaper(review), 0.6),
    note(
      "Owner: declared to own it. Reader: declared to read it. Copy: holds it, and no system is declared to own it. ▲: changes begin here. Below a role, how many of its values differ.",
    ),
    {
      kind: "table",
      caption: "Who owns which fact",
      columns: [
        { title: "Fact", align: "left", share: 3 },
        ...(matrix
          ? systems.map(({ title }) => ({ title: cut(title, 40), align: "left", share: 2 }) as const)
          : ([
              { title: "Owner", align: "left", share: 2 },
              { title: "Also in", align: "left", share: 4 },
            ] as const)),
        { title: "Where changes begin", align: "left", share: 3 },
        { title: "Differ", align: "right" },
      ],
      rows: told.map((fact): Cell[] => [
        [code(cut(fact.id, 80)), ...(fact.declared ? [] : [soft(" found, not declared")])],
        ...(matrix
          ? systems.map(({ id }) =>
              roleOf(
                fact.systems.find(({ system }) => system === id),
                fact.inferred?.system === id,
              ),
            )
          : listed(fact, places)),
        begins(fact, places),
        [fact.compared === 0 ? soft("not compared") : `${count(fact.differing)} of ${count(fact.compared)}`],
      ]),
    },
    ...(left === 0 ? [] : [note(`${counted(left, "more fact")} in audit.html and review.json.`)]),
  ];
}

function roleOf(own: FactSystem | undefined, begin: boolean): Cell {
  if (own === undefined) return [""];
  const differ = own.compared === 0 || own.differing === 0 ? [] : [soft(` ${count(own.differing)} of ${count(own.compared)} differ`)];
  return [`${ROLES[own.role]}${begin ? " ▲" : ""}`, ...differ];
}

function listed(fact: ReviewedFact, { system }: Places): Cell[] {
  const others = fact.systems.filter((own) => own.system !== fact.owner).map((own) => system(own.system));
  return [[fact.owner === undefined ? strong("nobody") : cut(system(fact.owner), 60)], [cut(others.join(", "), 200)]];
}

function begins({ inferred, owner, observations, undecided }: ReviewedFact, { system }: Places): Inline[] {
  const open = undecided === 0 ? [] : [soft(`; ${counted(undecided, "more change")} of which nothing tells`)];
  if (inferred === undefined)
    return [observations === 0 ? "not known: no change was seen to pass" : `not sure: ${counted(observations, "change")} seen`, ...open];
  const { share, low, high } = inferred;
  const evidence = soft(` ${percent(share)} of ${counted(inferred.observations, "change")} (${percent(low)} – ${percent(high)})`);
  const wrong = owner !== undefined && owner !== inferred.system;
  return [...(wrong ? [strong("not the declared owner: ")] : []), cut(system(inferred.system), 60), evidence, ...open];
}
