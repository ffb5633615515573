/** The candidate that a person most likely meant by `word`: at most `most` slips of the pen away; undefined when none is. */
export function nearestWord(
  word: string,
  candidates: Iterable<string>,
  most: number = Math.max(2, Math.ceil(fold(word).length / 3)),
): string | undefined {
  const wanted = fold(word);
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const candidate of candidates) {
    const offered = fold(candidate);
    if (offered === wanted) return candidate;
    // `jobs` for `dispatch.jobs`: a part that was left out is no spelling mistake.
    const distance = offered.endsWith(`.${wanted}`) || wanted.endsWith(`.${offered}`) ? 1 : editDistance(wanted, offered, bestDistance);
    if (distance < bestDistance && distance < Math.max(wanted.length, offered.length)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The candidates, the most alike first. */
export function byLikeness(word: string, candidates: readonly string[]): string[] {
  const wanted = fold(word);
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(wanted, fold(candidate), 1000) }))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .map(({ candidate }) => candidate);
}

function fold(word: string): string {
  return word
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, "");
}

/** Insertions, deletions, changes and swaps of neighbours between two words; `limit` when there are at least that many. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit;
}
