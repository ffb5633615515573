import { byLikeness, nearestWord, type Estate, type Problem } from "../../model/index.ts";
import { InputError } from "../../model/index.ts";
import type { DbtManifest, DbtNode } from "./manifest.ts";

/** What of the estate a node of dbt is. */
export interface EstatePart {
  readonly kind: "dataset" | "metric" | "report";
  readonly id: string;
}

/** A metric or exposure of dbt, and what of the estate it stands on, directly or not. */
export interface DbtReader {
  readonly id: string;
  readonly kind: "exposure" | "metric";
  readonly name: string;
  readonly owner: string | undefined;
  readonly datasets: readonly string[];
  readonly metrics: readonly string[];
  readonly reports: readonly string[];
}

/** A manifest held against an estate. */
export interface DbtLinks {
  readonly manifest: DbtManifest;
  /** By the node's id. */
  readonly parts: ReadonlyMap<string, readonly EstatePart[]>;
  /** By id: metrics, then exposures. */
  readonly readers: readonly DbtReader[];
  /** Nodes on which metrics and exposures stand, themselves included, by id. */
  readonly upstream: readonly DbtNode[];
  /** What was not found, in plain sentences. */
  readonly notes: readonly string[];
}

/**
 * Says which node is which dataset, metric or report of the estate: by
 * `meta.tieout`, else by the table's name, `schema.table` being `system.dataset`.
 *
 * @throws InputError `unknown-part` where `meta.tieout` names what the estate does not have
 */
export function linkManifest(manifest: DbtManifest, estate: Pick<Estate, "datasets" | "metrics" | "reports">): DbtLinks {
  const parts = new Map<string, readonly EstatePart[]>();
  const problems: Problem[] = [];
  const datasets = new Map(estate.datasets.map(({ id }) => [id.toLowerCase(), id]));
  for (const node of manifest.nodes.values()) {
    const found =
      node.tieout.length > 0 ? node.tieout.map((word) => declaredPart(word, node, manifest, estate, problems)) : [byName(node, datasets)];
    const known = found.filter((one): one is EstatePart => one !== undefined);
    if (known.length > 0) parts.set(node.id, known);
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InputError([first, ...rest.slice(0, 19)]);
  const ends = [...manifest.nodes.values()].filter(({ kind }) => kind === "exposure" || kind === "metric").toSorted(byKind);
  const upstream = new Set<string>();
  const missing = new Set<string>();
  const readers = ends.map((node) => {
    const reached = reach(manifest, node.id);
    for (const id of reached) (manifest.nodes.has(id) ? upstream : missing).add(id);
    const own = [...reached].flatMap((id) => parts.get(id) ?? []);
    const of = (kind: EstatePart["kind"]): readonly string[] =>
      [...new Set(own.filter((one) => one.kind === kind).map(({ id }) => id))].toSorted();
    const kind = node.kind === "exposure" ? ("exposure" as const) : ("metric" as const);
    return {
      id: node.id,
      kind,
      name: node.label ?? node.name,
      owner: node.owner,
      datasets: of("dataset"),
      metrics: of("metric"),
      reports: of("report"),
    };
  });
  const blind = readers.filter((one) => one.datasets.length + one.metrics.length + one.reports.length === 0);
  return {
    manifest,
    parts,
    readers,
    upstream: [...upstream].toSorted().flatMap((id) => manifest.nodes.get(id) ?? []),
    notes: [
      ...blind.map(({ kind, id }) => `The dbt ${kind} ${id} stands on nothing that the estate declares.`),
      ...[...missing].toSorted().map((id) => `The manifest depends on ${id} and does not hold it.`),
    ],
  };
}

function byKind(a: DbtNode, b: DbtNode): number {
  return a.kind === b.kind ? (a.id < b.id ? -1 : 1) : a.kind === "metric" ? -1 : 1;
}

/** A node, and all that it stands on. What goes round in circles is passed once. */
function reach({ nodes }: DbtManifest, start: string): ReadonlySet<string> {
  const seen = new Set([start]);
  // A set goes on to what is added to it on the way.
  for (const id of seen) for (const next of nodes.get(id)?.dependsOn ?? []) seen.add(next);
  return seen;
}

function declaredPart(
  word: string,
  node: DbtNode,
  manifest: DbtManifest,
  { datasets, metrics, reports }: Pick<Estate, "datasets" | "metrics" | "reports">,
  problems: Problem[],
): EstatePart | undefined {
  if (datasets.some(({ id }) => id === word)) return { kind: "dataset", id: word };
  if (metrics.some(({ id }) => id === word)) return { kind: "metric", id: word };
  if (reports.some(({ id }) => id === word)) return { kind: "report", id: word };
  const known = [...datasets, ...metrics, ...reports].map(({ id }) => id);
  const near = nearestWord(word, known);
  problems.push({
    code: "unknown-part",
    message: `meta.tieout of ${node.id} names what the estate does not have.`,
    at: { file: manifest.file, ...manifest.placeOf(node.id) },
    found: word,
    expected: byLikeness(word, known).slice(0, 8).join(", "),
    ...(near === undefined ? {} : { hint: `Did you mean ${near}?` }),
  });
  return undefined;
}

function byName(node: DbtNode, datasets: ReadonlyMap<string, string>): EstatePart | undefined {
  for (const words of [node.relation?.slice(-2), node.called]) {
    const id = words?.length === 2 ? datasets.get(words.join(".").toLowerCase()) : undefined;
    if (id !== undefined) return { kind: "dataset", id };
  }
  return undefined;
}
