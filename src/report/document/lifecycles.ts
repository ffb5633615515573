import type { ReviewedLifecycle, ReviewedTrack, RuleCount } from "../../model/index.ts";
import { count, isZero, money, price } from "../money.ts";
import { lifecyclePaper } from "../pictures/index.ts";
import { cut } from "../plain.ts";
import { inDays, MISMATCH_WORDS } from "../state-words.ts";
import { ruleText, stateNames, type StateNames } from "../states.ts";
import { counted } from "../words.ts";
import { code, heading, list, note, paragraph, soft, strong, type Block, type Cell, type Inline } from "./model.ts";
import { figureOf, firstOf, type Places } from "./places.ts";

const LIFECYCLES = 20;
/** Tracks of one lifecycle that are drawn. */
const DRAWN = 3;
const TRANSITIONS = 12;
const WORDS = 6;

/** Lifecycle by lifecycle: where the systems must agree, where records are now, and which changes are not allowed. */
export function lifecycleBlocks(places: Places): Block[] {
  const { lifecycles } = places.review;
  if (lifecycles.length === 0) return [paragraph("No lifecycle is declared, so no states were compared.")];
  const { told, left } = firstOf(lifecycles, LIFECYCLES);
  return [
    note(
      "In the pictures a lane is a state, with the records that are in it now; an arrow is a change that was seen, with how many records took it. What is not allowed is a broken line, and said.",
    ),
    ...told.flatMap((lifecycle) => lifecycleBlock(lifecycle, places)),
    ...(left === 0 ? [] : [note(`${counted(left, "more lifecycle")} in audit.html and review.json.`)]),
  ];
}

function lifecycleBlock(lifecycle: ReviewedLifecycle, places: Places): Block[] {
  const names = stateNames(lifecycle);
  return [
    heading(2, cut(lifecycle.title, 120)),
    ...drawings(lifecycle),
    note(`Its states: ${cut(lifecycle.states.map(({ title }) => title).join(" → "), 500)}.`),
    ...ruleTable(lifecycle, names, places),
    ...nowTable(lifecycle, names, places),
    ...lifecycle.tracks.flatMap((track) => wrongChanges(track, names)),
    ...lifecycle.tracks.flatMap((track) => unmapped(track, places)),
  ];
}

/** The states of each track that shows changes, those with most kinds of change first. */
function drawings(lifecycle: ReviewedLifecycle): Block[] {
  const changing = lifecycle.tracks.filter(({ transitions }) => transitions.length > 0);
  const { told } = firstOf(
    changing.toSorted((a, b) => b.transitions.length - a.transitions.length),
    DRAWN,
  );
  return told.flatMap((track) => {
    const picture = lifecyclePaper(lifecycle, track);
    return figureOf(picture === undefined ? undefined : { ...picture, caption: `As ${cut(track.title, 80)} tells it` }, 0.6);
  });
}

function ruleTable(lifecycle: ReviewedLifecycle, names: StateNames, { review }: Places): Block[] {
  if (lifecycle.rules.length === 0) return [];
  const cell = ({ records, amount }: RuleCount): Cell =>
    records === 0 ? ["0"] : [count(records), ...(amount === undefined ? [] : [soft(` ${money(amount)}`)])];
  return [
    {
      kind: "table",
      caption: `Where the systems must agree: every record once; with each number its amount, ${review.estate.currency}`,
      columns: [
        { title: "Rule", align: "left", share: 5 },
        { title: "Checked", align: "right", share: 2 },
        { title: "Agree", align: "right", share: 2 },
        { title: "Within time", align: "right", share: 2 },
        { title: "Were apart", align: "right", share: 2 },
        { title: "Apart now", align: "right", share: 2 },
        { title: "Days beyond", align: "right" },
      ],
      rows: lifecycle.rules.map((rule): Cell[] => [
        [cut(rule.title, 120), soft(` ${cut(ruleText(rule, names), 240)}`)],
        cell(rule.checked),
        cell(rule.agrees),
        cell(rule.waiting),
        cell(rule.disagreed),
        cell(rule.disagrees),
        [isZero(rule.days) ? "" : money(rule.days)],
      ]),
    },
  ];
}

function nowTable(lifecycle: ReviewedLifecycle, names: StateNames, { review, dataset }: Places): Block[] {
  const rows = lifecycle.tracks.flatMap((track) =>
    track.now
      .filter(({ records }) => records > 0)
      .map((entry): Cell[] => [
        [`${cut(track.title, 60)}`, soft(` ${cut(dataset(track.dataset), 60)}`)],
        [names.state(entry.state), ...(entry.final ? [soft(" final")] : [])],
        [count(entry.records)],
        [entry.amount === undefined ? "" : price(entry.amount, review.estate.currency)],
        [entry.stuck === 0 ? "" : strong(count(entry.stuck))],
        [entry.oldest === undefined || entry.final ? "" : inDays(entry.oldest)],
      ]),
  );
  if (rows.length === 0) return [];
  return [
    {
      kind: "table",
      caption: "Where the records are now",
      columns: [
        { title: "Track", align: "left", share: 3 },
        { title: "State", align: "left", share: 2 },
        { title: "Records", align: "right" },
        { title: "Amount", align: "right" },
        { title: "Beyond limit", align: "right" },
        { title: "Oldest", align: "right" },
      ],
      rows,
    },
  ];
}

/** Changes of state that no way of the lifecycle allows, most often seen first. */
function wrongChanges(track: ReviewedTrack, names: StateNames): Block[] {
  const wrong = track.transitions.filter((change) => change.kind !== "allowed" && change.kind !== "rework");
  if (wrong.length === 0) return [];
  const { told, left } = firstOf(
    wrong.toSorted((a, b) => b.records - a.records),
    TRANSITIONS,
  );
  return [
    {
      kind: "table",
      caption: `${cut(track.title, 80)}: changes that are not allowed${left === 0 ? "" : `; ${counted(left, "more kind")} in audit.html`}`,
      columns: [
        { title: "Change", align: "left", share: 3 },
        { title: "Kind", align: "left", share: 2 },
        { title: "Times", align: "right" },
        { title: "Records", align: "right" },
      ],
      rows: told.map(({ from, to, kind, times, records }): Cell[] => [
        [`${names.state(from)} → ${names.state(to)}`],
        [kind === "allowed" || kind === "rework" ? "allowed" : MISMATCH_WORDS[kind].title.toLowerCase()],
        [count(times)],
        [count(records)],
      ]),
    },
  ];
}

function unmapped(track: ReviewedTrack, { dataset }: Places): Block[] {
  if (track.unmapped.length === 0) return [];
  const { told, left } = firstOf(track.unmapped, WORDS);
  return [
    list([
      ...told.map((word): Inline[] => [
        code(cut(word.word, 80)),
        ` in ${cut(dataset(word.dataset), 60)} stands for no state: ${counted(word.records, "record")}`,
      ]),
      ...(left === 0 ? [] : [[`and ${counted(left, "more word")} in review.json`]]),
    ]),
  ];
}
