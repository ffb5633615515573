import type { Engine } from "../engines/engine.ts";
import type { Identity, IdentityLinkShown, LinkStatus, RecordName, RecordSet } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import { selectRecords, type Reached } from "./reached.ts";

/** What a story asks of an identity. */
export interface StoryIdentity {
  readonly identity: Identity;
  /** The links and candidates that hold one of the records (`row` is `_row`). Asked for members' records only, when the story meets one. */
  readonly links: (records: readonly { readonly dataset: string; readonly row: string }[]) => Promise<readonly IdentityLinkShown[]>;
}

/** The records to which accepted links lead from these; every link seen on the way is added to `seen`. */
export async function followLinks(
  engine: Engine,
  sets: ReadonlyMap<string, RecordSet>,
  identities: readonly StoryIdentity[],
  records: readonly Reached[],
  seen: Map<string, IdentityLinkShown>,
): Promise<Reached[]> {
  const found: Reached[] = [];
  for (const { identity, links } of identities) {
    const members = new Set(identity.members.map(({ dataset }) => dataset));
    const own = records.filter(({ set }) => members.has(set.dataset.id));
    if (own.length === 0) continue;
    for (const link of await links(own.map(({ set, row }) => ({ dataset: set.dataset.id, row })))) {
      seen.set(linkName(link), link);
      if (link.status !== "accepted") continue;
      for (const [near, far] of [
        [link.from, link.to],
        [link.to, link.from],
      ] as const) {
        const target = sets.get(far.dataset);
        if (target === undefined || !own.some((record) => isNamed(record, near))) continue;
        found.push(...(await selectRecords(engine, target, sql`_key = ${far.key}`, { identity: identity.id, from: near.key })));
      }
    }
  }
  return found;
}

function isNamed({ set, key }: Reached, name: RecordName): boolean {
  return set.dataset.id === name.dataset && key === name.key;
}

const STATUSES: readonly LinkStatus[] = ["accepted", "review", "rejected"];

/** Accepted links first, then by the records. */
export function inOrder(links: readonly IdentityLinkShown[]): IdentityLinkShown[] {
  const rank = ({ status }: IdentityLinkShown): number => STATUSES.indexOf(status);
  return links.toSorted((a, b) => rank(a) - rank(b) || (linkName(a) < linkName(b) ? -1 : 1));
}

function linkName({ identity, from, to }: IdentityLinkShown): string {
  return JSON.stringify([identity, from.dataset, from.key, to.dataset, to.key]);
}
