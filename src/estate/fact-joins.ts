import type { Scope } from "./fields.ts";
import { joinFinder, sameVia, type Join, type JoinFinder, type JoinSources, type Via } from "./joins.ts";
import { isOneLost, type Path } from "./place.ts";
import type { FactSpec } from "./schema.ts";

const KINDS = ["identity", "handoff", "lifecycle"] as const;
const PARTS = { identity: "identities", handoff: "handoffs", lifecycle: "lifecycles" } as const;

/** The ways by which records of different datasets are known to be the same. */
export interface Ways {
  readonly between: JoinFinder;
  /** All that there are, whatever they join. */
  readonly all: readonly Via[];
  /** Is nothing wrong with any of them? Else nothing is concluded from what they do not join. */
  readonly certain: boolean;
}

export function waysOf(sources: JoinSources, certain: boolean): Ways {
  const all = KINDS.flatMap((kind) => sources[PARTS[kind]].map(({ id }): Via => ({ kind, id })));
  return { between: joinFinder(sources), all, certain };
}

interface JoinedFact {
  readonly id: string;
  readonly spec: FactSpec;
  /** The datasets that hold it. */
  readonly datasets: readonly string[];
  /** Is nothing wrong with it, and are all its datasets there? */
  readonly whole: boolean;
}

interface Pair {
  readonly a: string;
  readonly b: string;
  readonly joins: readonly Join[];
}

/**
 * By what the records that hold a fact are the same: it connects all datasets that
 * hold it. undefined: several ways, each for some of the datasets; then whatever
 * joins two of them pairs the same records.
 */
export function resolveVia(fact: JoinedFact, path: Path, ways: Ways, scope: Scope): Via | undefined {
  const { datasets } = fact;
  const pairs = datasets.flatMap((a, index) => datasets.slice(index + 1).map((b): Pair => ({ a, b, joins: ways.between(a, b) })));
  const certain = fact.whole && ways.certain && datasets.length > 1;
  if (fact.spec.via !== undefined) return namedVia(fact, fact.spec.via, pairs, certain, path, ways, scope);
  if (certain) {
    refuseSeveral(pairs, path, scope);
    refuseUnjoined(fact, undefined, pairs, path, scope);
  }
  const joined = pairs.filter(({ joins }) => joins.length > 0);
  const [first] = joined;
  return first?.joins.map(({ via }) => via).find((via) => joined.every((pair) => joinsBy(via, pair)));
}

function joinsBy(via: Via, { joins }: Pair): boolean {
  return joins.some((join) => sameVia(join.via, via));
}

function namedVia(
  fact: JoinedFact,
  written: NonNullable<FactSpec["via"]>,
  pairs: readonly Pair[],
  certain: boolean,
  path: Path,
  ways: Ways,
  scope: Scope,
): Via | undefined {
  const { problems } = scope;
  const kinds = KINDS.filter((kind) => typeof written === "string" || written[kind] !== undefined);
  const [kind, second] = kinds;
  if (kind === undefined || (typeof written === "object" && second !== undefined)) {
    if (fact.whole) {
      const message = kind === undefined ? "`via` names nothing." : `\`via\` names ${kinds.join(" and ")} at once.`;
      problems.add([...path, "via"], { code: "one-way", message, expected: "one of identity, handoff, lifecycle" }, "key");
    }
    return undefined;
  }
  const name = typeof written === "string" ? written : (written[kind] ?? "");
  const place = typeof written === "string" ? [...path, "via"] : [...path, "via", kind];
  const candidates = ways.all.filter((via) => kinds.includes(via.kind));
  const named = candidates.filter((via) => via.id === name);
  if (named.length === 0) {
    const isLost = kinds.some((each) =>
      isOneLost(
        PARTS[each],
        ways.all.filter((via) => via.kind === each).map(({ id }) => id),
        scope.broken,
      ),
    );
    const what = kinds.length === 1 ? kind : "identity, handoff or lifecycle";
    if (!isLost)
      problems.unknown(place, `unknown-${kinds.length === 1 ? kind : "join"}`, `There is no ${what} \`${name}\`.`, name, [
        ...new Set(candidates.map(({ id }) => id)),
      ]);
    return undefined;
  }
  const joining = named.filter((via) => pairs.some((pair) => joinsBy(via, pair)));
  const [chosen] = joining;
  if (!certain) return chosen ?? named[0];
  if (chosen === undefined) {
    const others = [...new Set(pairs.flatMap(({ joins }) => joins.map(({ via }) => via.id)))];
    problems.add(place, {
      code: "not-joined",
      message: `\`${name}\` joins no two of the datasets that hold \`${fact.id}\`.`,
      found: name,
      expected: others.join(", ") || `an identity, handoff or lifecycle with ${fact.datasets.slice(0, 3).join(" and ")}`,
    });
    return undefined;
  }
  if (joining.length > 1 && pairs.some((pair) => differ(pair.joins.filter(({ via }) => via.id === name)))) {
    problems.add(place, {
      code: "several-joins",
      message: `Of the name \`${name}\` there are ${joining.map((via) => `a${via.kind === "identity" ? "n" : ""} ${via.kind}`).join(" and ")}, and they pair different records.`,
      found: name,
      hint: `Write via: { ${chosen.kind}: ${name} }.`,
    });
  }
  const own = pairs.map(({ a, b, joins }): Pair => ({ a, b, joins: joins.filter(({ via }) => sameVia(via, chosen)) }));
  refuseUnjoined(fact, chosen, own, path, scope);
  return chosen;
}

function differ(joins: readonly Join[]): boolean {
  return new Set(joins.map(({ how }) => how)).size > 1;
}

/** Where two ways pair different records, nobody but the writer knows which is meant. */
function refuseSeveral(pairs: readonly Pair[], path: Path, { problems }: Scope): void {
  const several = pairs.find(({ joins }) => differ(joins));
  const joined = pairs.filter(({ joins }) => joins.length > 0);
  if (several === undefined) return;
  const { a, b, joins } = several;
  const names = [...new Set(joins.map(({ via }) => `${via.kind} ${via.id}`))];
  const alone = new Set(joins.map(({ via }) => via.id)).size > 1;
  const first = joins.find(({ via }) => joined.every((pair) => joinsBy(via, pair))) ?? joins[0];
  const hint = alone ? `Write via: ${first?.via.id ?? ""}.` : `Write via: { ${first?.via.kind ?? ""}: ${first?.via.id ?? ""} }.`;
  problems.add(
    [...path, "held"],
    {
      code: "several-joins",
      message: `The records of \`${a}\` and \`${b}\` are joined in several ways.`,
      found: names.join(", "),
      expected: "the one that is meant",
      hint,
    },
    "key",
  );
}

/** A copy whose record nobody knows is never compared. */
function refuseUnjoined({ id, datasets }: JoinedFact, by: Via | undefined, pairs: readonly Pair[], path: Path, { problems }: Scope): void {
  const [largest] = islandsOf(datasets, pairs).toSorted((a, b) => b.size - a.size);
  const apart = datasets.filter((dataset) => largest?.has(dataset) === false);
  const problem = (what: string) => ({
    code: "not-joined",
    message: `${by === undefined ? "Nothing joins" : `\`${by.id}\` does not join`} ${what} that hold \`${id}\`.`,
    expected: "an identity of which both are members, or a handoff or lifecycle that pairs their records",
    hint: by === undefined ? "Declare it, or leave the dataset out." : "Leave the dataset out; or via, where something else joins it.",
  });
  if (largest?.size === 1) problems.add([...path, "held"], problem("the datasets"), "key");
  else for (const dataset of apart) problems.add([...path, "held", dataset], problem(`\`${dataset}\` with the other datasets`), "key");
}

/** The datasets that joins connect, over others as well. */
function islandsOf(datasets: readonly string[], pairs: readonly Pair[]): Set<string>[] {
  const islands = new Map(datasets.map((dataset) => [dataset, new Set([dataset])]));
  for (const { a, b, joins } of pairs) {
    const [own, other] = [islands.get(a), islands.get(b)];
    if (joins.length === 0 || own === undefined || other === undefined || own === other) continue;
    for (const dataset of other) islands.set(dataset, own.add(dataset));
  }
  return [...new Set(islands.values())];
}
