import type { Problem, RecordName } from "../../model/index.ts";
import type { Decisions, LocatedDecision } from "./read.ts";

/**
 * Decisions that cannot all hold: two records are told to be different while a
 * chain of others says that they are the same. One problem a `different`, at its
 * line, with the shortest chain that speaks against it. Nothing is resolved here.
 */
export function contradictions({ file, holding }: Decisions): Problem[] {
  const links = new Map<string, { readonly to: RecordName; readonly by: LocatedDecision }[]>();
  const add = (from: RecordName, to: RecordName, by: LocatedDecision): void => {
    links.set(nameOf(from), [...(links.get(nameOf(from)) ?? []), { to, by }]);
  };
  for (const decision of holding) {
    if (decision.verdict !== "same") continue;
    add(decision.from, decision.to, decision);
    add(decision.to, decision.from, decision);
  }
  return holding.flatMap((decision): Problem[] => {
    if (decision.verdict !== "different") return [];
    const chain = shortestChain(links, decision.from, decision.to);
    if (chain === undefined) return [];
    const lines = chain.map(({ line }) => line);
    const shown = lines.length > 8 ? `${lines.slice(0, 8).join(", ")} … (${lines.length} in all)` : lines.join(", ");
    return [
      {
        code: "contradicting-decisions",
        message: `${nameOf(decision.from)} and ${nameOf(decision.to)} are told to be different, and by other decisions the same.`,
        at: { file, line: decision.line },
        found: `different here; same by line${lines.length === 1 ? "" : "s"} ${shown}`,
        expected: "decisions that can all hold",
        hint: "Add a line with the right verdict for the pair that is wrong: the latest on a pair holds.",
      },
    ];
  });
}

function shortestChain(
  links: ReadonlyMap<string, readonly { readonly to: RecordName; readonly by: LocatedDecision }[]>,
  from: RecordName,
  to: RecordName,
): LocatedDecision[] | undefined {
  const came = new Map<string, { readonly before: string; readonly by: LocatedDecision } | undefined>([[nameOf(from), undefined]]);
  let frontier = [nameOf(from)];
  while (frontier.length > 0 && !came.has(nameOf(to))) {
    const next: string[] = [];
    for (const name of frontier) {
      for (const link of links.get(name) ?? []) {
        if (came.has(nameOf(link.to))) continue;
        came.set(nameOf(link.to), { before: name, by: link.by });
        next.push(nameOf(link.to));
      }
    }
    frontier = next;
  }
  if (!came.has(nameOf(to))) return undefined;
  const chain: LocatedDecision[] = [];
  for (let step = came.get(nameOf(to)); step !== undefined; step = came.get(step.before)) chain.push(step.by);
  return chain.toReversed();
}

function nameOf({ dataset, key }: RecordName): string {
  return `${dataset} ${key}`;
}
