import type { Handoff, Identity, IdentityAttribute, IdentityLink } from "../model/index.ts";
import { refuseIncomparable } from "./comparisons.ts";
import { fieldOf, type Scope } from "./fields.ts";
import type { KnownIdentity } from "./identities.ts";
import type { KnownMember } from "./identity-members.ts";
import { isOneLost, pathKey, type Path } from "./place.ts";
import type { Problems } from "./problems.ts";
import type { HandoffSpec, IdentitySpec } from "./schema.ts";

type Cardinality = IdentityLink["cardinality"];

/** The declared links, or else one for every pair of members. */
export function resolveLinks(
  id: string,
  spec: IdentitySpec,
  members: readonly KnownMember[],
  attributes: readonly IdentityAttribute[],
  path: Path,
  scope: Scope,
): IdentityLink[] {
  const links =
    spec.links === undefined
      ? everyPair(members)
      : spec.links.map(({ from, to, cardinality, key }) => ({
          from,
          to,
          cardinality: cardinality ?? "one-to-one",
          key: Object.entries(key ?? {}).map(([own, other]) => ({ from: own, to: other })),
        }));
  if (scope.broken.has(pathKey(path))) return links;
  links.forEach((link, index) => {
    const place = spec.links === undefined ? [...path, "members"] : [...path, "links", index];
    if (spec.links !== undefined) checkLink(id, links, index, members, place, scope);
    refuseNothingInCommon(link, members, attributes, place, scope.problems);
  });
  return links;
}

function everyPair(members: readonly KnownMember[]): IdentityLink[] {
  return members.flatMap(({ dataset: from }, index) =>
    members.slice(index + 1).map(({ dataset: to }): IdentityLink => ({ from, to, cardinality: "one-to-one", key: [] })),
  );
}

function checkLink(
  id: string,
  links: readonly IdentityLink[],
  index: number,
  members: readonly KnownMember[],
  path: Path,
  scope: Scope,
): void {
  const { problems } = scope;
  const link = links[index] as IdentityLink;
  const memberOf = (side: "from" | "to"): KnownMember | undefined => {
    const member = members.find(({ dataset }) => dataset === link[side]);
    if (member === undefined) {
      const names = members.map(({ dataset }) => dataset);
      problems.unknown([...path, side], "not-a-member", `\`${link[side]}\` is no member of the identity \`${id}\`.`, link[side], names);
    }
    return member;
  };
  const from = memberOf("from");
  const to = memberOf("to");
  if (from !== undefined && from === to) {
    problems.add([...path, "to"], {
      code: "same-dataset",
      message: `This link leads from \`${link.from}\` to itself.`,
      found: link.to,
      expected: "another member",
      hint: "Duplicates within a member are looked for without a link: duplicates: true.",
    });
    return;
  }
  if (links.slice(0, index).some((earlier) => isPair(earlier, link.from, link.to))) {
    problems.add([...path, "to"], {
      code: "repeated-link",
      message: `\`${link.from}\` and \`${link.to}\` are linked twice.`,
      hint: "Leave one of the links.",
    });
  }
  for (const { from: own, to: other } of link.key) {
    const here = [...path, "key", own];
    const a = from?.known && fieldOf(from.known, own, here, problems, "key");
    const b = to?.known && fieldOf(to.known, other, here, problems);
    if (a && b && from?.known && to?.known)
      refuseIncomparable({ scope: from.known, field: a }, { scope: to.known, field: b }, here, problems);
  }
}

function isPair(link: IdentityLink, a: string, b: string): boolean {
  return (link.from === a && link.to === b) || (link.from === b && link.to === a);
}

/** Without a common attribute there is no evidence, and without a key no proof. */
function refuseNothingInCommon(
  link: IdentityLink,
  members: readonly KnownMember[],
  attributes: readonly IdentityAttribute[],
  path: Path,
  problems: Problems,
): void {
  const roles = new Map(attributes.map(({ name, role }) => [name, role]));
  // A whole name is compared with one that stands in parts.
  const words = (dataset: string): ReadonlySet<string> | undefined => {
    const member = members.find((each) => each.dataset === dataset);
    if (member === undefined) return undefined;
    const names = Object.keys(member.fields);
    return new Set([
      ...names,
      ...names.filter((name) => roles.get(name)?.endsWith("name") === true).map(() => "any name of a person or business"),
    ]);
  };
  const [from, to] = [words(link.from), words(link.to)];
  if (link.key.length > 0 || from === undefined || to === undefined || from.size === 0 || to.size === 0) return;
  if ([...from].some((word) => to.has(word))) return;
  problems.add(
    path,
    {
      code: "nothing-in-common",
      message: `\`${link.from}\` and \`${link.to}\` share no attribute and no key by which they could be linked.`,
      found: `${[...from].join(", ")} against ${[...to].join(", ")}`,
      expected: "an attribute that both have, or key: { field: other field }",
    },
    "key",
  );
}

/** The identity by which a handoff matches; undefined, and a problem, where there is none. */
export function identityOfHandoff(
  spec: HandoffSpec,
  sides: { readonly from: string; readonly to: string },
  identities: ReadonlyMap<string, KnownIdentity>,
  path: Path,
  scope: Scope,
): Identity | undefined {
  const { problems, broken } = scope;
  const holds = ({ identity }: KnownIdentity): boolean =>
    [sides.from, sides.to].every((dataset) => identity.members.some((member) => member.dataset === dataset));
  // Whatever was cut away may be what is missing here.
  const uncertain = isOneLost("identities", [...identities.keys()], broken) || [...identities.values()].some(({ whole }) => !whole);
  const candidates = [...identities.values()].filter(holds);
  if (spec.identity !== undefined) {
    const named = identities.get(spec.identity);
    if (named === undefined) {
      if (!uncertain)
        problems.unknown([...path, "identity"], "unknown-identity", `There is no identity \`${spec.identity}\`.`, spec.identity, [
          ...identities.keys(),
        ]);
      return undefined;
    }
    if (!holds(named) && named.whole) {
      const lacking = [sides.from, sides.to].filter((id) => !named.identity.members.some(({ dataset }) => dataset === id));
      problems.add([...path, "identity"], {
        code: "not-a-member",
        message: `${lacking.map((id) => `\`${id}\``).join(" and ")} ${lacking.length === 1 ? "is no member" : "are no members"} of the identity \`${spec.identity}\`.`,
        found: spec.identity,
        expected: candidates.map(({ identity }) => identity.id).join(", ") || "an identity of which both datasets are members",
      });
    }
    return holds(named) ? named.identity : undefined;
  }
  const [only, second] = candidates;
  if (only !== undefined && second === undefined) return only.identity;
  if (uncertain) return undefined;
  problems.add([...path, "match"], {
    code: only === undefined ? "no-common-identity" : "several-identities",
    message:
      only === undefined
        ? `No identity has both \`${sides.from}\` and \`${sides.to}\` as members.`
        : `\`${sides.from}\` and \`${sides.to}\` are members of several identities.`,
    found: candidates.map(({ identity }) => identity.id).join(", ") || "none",
    expected: only === undefined ? "an identity of which both datasets are members" : "the one that is meant",
    hint: only === undefined ? "Declare it under identities, or match by fields." : `Write identity: ${only.identity.id} beside match.`,
  });
  return undefined;
}

/** How many records of a handoff's sides belong together must be what their link says. */
export function checkCardinality(
  handoff: Pick<Handoff, "cardinality" | "from" | "to">,
  written: boolean,
  identity: Identity,
  path: Path,
  { problems }: Scope,
): void {
  const [from, to] = [handoff.from.dataset, handoff.to.dataset];
  const link = identity.links.find((each) => isPair(each, from, to));
  if (link === undefined) {
    problems.add([...path, "match"], {
      code: "not-linked",
      message: `The identity \`${identity.id}\` does not link \`${from}\` and \`${to}\`.`,
      found: identity.links.map((each) => `${each.from} → ${each.to}`).join(", "),
      hint: `Add { from: ${from}, to: ${to} } to its links.`,
    });
    return;
  }
  const linked = link.from === from ? link.cardinality : MIRRORED[link.cardinality];
  if (linked === "many-to-many" || linked === handoff.cardinality) return;
  problems.add([...path, written ? "cardinality" : "match"], {
    code: "other-cardinality",
    message: `The handoff is ${handoff.cardinality}, but the identity \`${identity.id}\` links \`${from}\` and \`${to}\` ${linked}.`,
    found: handoff.cardinality,
    expected: linked,
    hint: `Give the handoff cardinality: ${linked}, or the link ${link.from === from ? handoff.cardinality : MIRRORED[handoff.cardinality]}.`,
  });
}

const MIRRORED: Readonly<Record<Cardinality, Cardinality>> = {
  "one-to-one": "one-to-one",
  "one-to-many": "many-to-one",
  "many-to-one": "one-to-many",
  "many-to-many": "many-to-many",
};
