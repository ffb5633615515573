import type { StateMapping } from "../model/index.ts";
import { isState, type Frame } from "./lifecycle-states.ts";
import { foldWord } from "./naming.ts";
import { PACKS } from "./packs/index.ts";
import type { Path } from "./place.ts";
import type { TrackSpec } from "./schema.ts";
import { resolveWords } from "./states.ts";

/**
 * A track's words, folded, with the states that they stand for: its own, then the
 * pack's, then those of the dataset's state, then those of the history's.
 */
export function trackWords(
  spec: TrackSpec,
  mappings: readonly (StateMapping | undefined)[],
  frame: Frame,
  path: Path,
): ReadonlyMap<string, string> {
  const { problems } = frame.scope;
  const own = new Map<string, string>();
  const written = resolveWords(spec.words, [...path, "words"], problems);
  for (const state of Object.keys(spec.words ?? {})) isState(state, frame, [...path, "words", state], "key");
  const ids = new Map(frame.states.map(({ id }) => [foldWord(id), id]));
  for (const [word, state] of written) if (ids.get(foldWord(state)) === state) own.set(word, state);
  const pack = packWords(spec.pack, ids, [...path, "pack"], frame);

  const words = new Map([...pack, ...own]);
  const add = (word: string, state: string | undefined) => {
    if (state !== undefined && !words.has(word)) words.set(word, state);
  };
  // What a dataset calls a state may be a word of the track, too.
  const meaning = (canonical: string) => own.get(foldWord(canonical)) ?? ids.get(foldWord(canonical)) ?? pack.get(foldWord(canonical));
  const spoken = mappings.filter((mapping) => mapping !== undefined);
  for (const { words: mapped } of spoken) for (const [word, state] of Object.entries(mapped)) add(word, meaning(state));
  for (const { words: mapped, derived } of spoken) {
    for (const state of [...derived.map((each) => each.state), ...Object.values(mapped)]) add(foldWord(state), meaning(state));
  }
  const hasWords = written.size > 0 || spec.pack !== undefined || spoken.some(({ words: mapped }) => Object.keys(mapped).length > 0);
  if (!hasWords && spoken.some(({ field }) => field !== undefined)) for (const [word, id] of ids) add(word, id);
  return words;
}

function packWords(name: string | undefined, ids: ReadonlyMap<string, string>, path: Path, { scope }: Frame): Map<string, string> {
  const words = new Map<string, string>();
  if (name === undefined) return words;
  const pack = PACKS.get(name);
  if (pack === undefined) {
    scope.problems.unknown(path, "unknown-pack", `There is no pack of words \`${name}\`.`, name, [...PACKS.keys()]);
    return words;
  }
  for (const [state, listed] of Object.entries(pack.words)) {
    if (ids.get(foldWord(state)) === state) for (const word of listed) words.set(foldWord(word), state);
  }
  return words;
}
