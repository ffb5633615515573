import type { Identity, IdentityAttribute } from "../model/index.ts";
import type { FindDataset } from "./datasets.ts";
import type { Scope } from "./fields.ts";
import { resolveLinks } from "./identity-links.ts";
import { resolveMember, type KnownMember } from "./identity-members.ts";
import { refuseCaseClashes, titleOf } from "./naming.ts";
import { pathKey, type Path } from "./place.ts";
import { roleOf } from "./roles.ts";
import type { IdentitySpec, ParsedEstate } from "./schema.ts";
import { checkPath } from "./sources.ts";

/** A resolved identity, ready to be named by handoffs. */
export interface KnownIdentity {
  readonly identity: Identity;
  /** Are its own form, members and links right? */
  readonly whole: boolean;
}

/** Names of columns that the resolver makes itself. */
const RESERVED = ["node", "source"];
export function resolveIdentities(spec: ParsedEstate, find: FindDataset, scope: Scope): Map<string, KnownIdentity> {
  const specs = Object.entries(spec.identities ?? {});
  refuseCaseClashes(
    specs.map(([id]) => id),
    ["identities"],
    "identities",
    scope.problems,
  );
  const known = new Map(specs.map(([id, identity]) => [id, resolveIdentity(id, identity, find, scope)]));
  refuseSharedDecisions([...known.values()], scope);
  return known;
}

function resolveIdentity(id: string, spec: IdentitySpec, find: FindDataset, scope: Scope): KnownIdentity {
  const path: Path = ["identities", id];
  const whole = !scope.broken.has(pathKey(path));
  const before = scope.problems.count;
  const members = Object.entries(spec.members).map(([dataset, member]) =>
    resolveMember(dataset, member, spec, [...path, "members", dataset], find, scope),
  );
  const attributes = attributesOf(spec, members, path, whole, scope);
  if (whole) checkMembers(id, members, path, scope);
  const links = resolveLinks(id, spec, members, attributes, path, scope);
  const sound = whole && scope.problems.count === before;
  checkThresholds(spec, path, scope);
  checkCountry(spec.country, [...path, "country"], scope);
  for (const key of ["decisions", "model"] as const) {
    if (spec[key] !== undefined) checkPath(spec[key], key === "decisions" ? "The decisions file" : "The model file", [...path, key], scope);
  }
  const identity: Identity = {
    id,
    title: spec.title ?? titleOf(id),
    entity: spec.entity,
    attributes,
    members: members.map(({ dataset, fields, duplicates, references }) => ({ dataset, fields, duplicates, references })),
    links,
    blocking: resolveBlocking(spec.blocking, attributes, [...path, "blocking"], whole, scope),
    accept: spec.accept ?? 0.99,
    review: spec.review ?? 0.5,
    country: spec.country ?? "US",
    decisions: spec.decisions ?? `decisions/${id}.csv`,
    model: spec.model,
    line: scope.locate(path, "key").line ?? 1,
  };
  return { identity, whole: sound };
}

/** Declared attributes first, then those that members name, in the order of the file. */
function attributesOf(
  spec: IdentitySpec,
  members: readonly KnownMember[],
  path: Path,
  whole: boolean,
  { problems }: Scope,
): IdentityAttribute[] {
  const used = new Set(members.flatMap(({ fields }) => Object.keys(fields)));
  const declared = Object.keys(spec.attributes ?? {});
  refuseCaseClashes([...new Set([...declared, ...used])], [...path, "attributes"], "attributes", problems);
  for (const name of declared) {
    if (used.has(name) || !whole) continue;
    problems.unknown([...path, "attributes", name], "unused-attribute", `No member has the attribute \`${name}\`.`, name, [...used], "key");
  }
  for (const { dataset, fields } of members) {
    for (const name of Object.keys(fields)) {
      if (!RESERVED.includes(name.toLowerCase())) continue;
      problems.add(
        [...path, "members", dataset, "fields", name],
        { code: "reserved-name", message: `\`${name}\` cannot be the name of an attribute.`, found: name, hint: "Rename it." },
        "key",
      );
    }
  }
  const names = [...declared.filter((name) => used.has(name)), ...[...used].filter((name) => !declared.includes(name))];
  return names.flatMap((name) => {
    const role = roleOf(name, spec.attributes);
    return role === undefined ? [] : [{ name, role }];
  });
}

function checkMembers(id: string, members: readonly KnownMember[], path: Path, { problems }: Scope): void {
  const [only, second] = members;
  if (only !== undefined && (second !== undefined || only.duplicates)) return;
  problems.add(
    [...path, "members"],
    {
      code: "nothing-to-resolve",
      message: `The identity \`${id}\` has ${only === undefined ? "no member" : "one member, whose duplicates are not looked for"}.`,
      found: only?.dataset ?? "none",
      expected: "two datasets, or one with duplicates",
    },
    "key",
  );
}

function checkThresholds(spec: IdentitySpec, path: Path, { problems }: Scope): void {
  const { accept = 0.99, review = 0.5 } = spec;
  for (const [key, value] of [
    ["accept", accept],
    ["review", review],
  ] as const) {
    if (value > 0 && value < 1) continue;
    problems.add([...path, key], {
      code: "bad-threshold",
      message: `No link is certain or impossible: \`${key}\` lies between 0 and 1.`,
      found: String(value),
      expected: "a probability above 0 and below 1",
    });
  }
  if (accept > review) return;
  problems.add([...path, spec.accept === undefined ? "review" : "accept"], {
    code: "bad-threshold",
    message: "A link must be surer to be accepted than to be reviewed.",
    found: `accept ${accept}, review ${review}`,
    expected: "accept above review",
  });
}

function checkCountry(code: string | undefined, path: Path, { problems }: Scope): void {
  // A code that no country has is its own name.
  if (code === undefined || new Intl.DisplayNames("en", { type: "region" }).of(code) !== code) return;
  problems.add(path, {
    code: "unknown-country",
    message: `\`${code}\` is no country.`,
    found: code,
    expected: "an ISO 3166 code such as US",
  });
}

function resolveBlocking(
  spec: IdentitySpec["blocking"],
  attributes: readonly IdentityAttribute[],
  path: Path,
  whole: boolean,
  { problems }: Scope,
): Identity["blocking"] {
  const names = attributes.map(({ name }) => name);
  spec?.forEach((rule, index) => {
    rule.forEach((name, place) => {
      if (!whole || names.includes(name)) return;
      problems.unknown([...path, index, place], "unknown-attribute", `There is no attribute \`${name}\`.`, name, names);
    });
  });
  return spec?.map((rule) => [...new Set(rule)]);
}

/** Decisions name datasets and keys, not identities: in one file they would say two things at once. */
function refuseSharedDecisions(identities: readonly KnownIdentity[], { problems }: Scope): void {
  const owners = new Map<string, string>();
  for (const { identity } of identities) {
    const owner = owners.get(identity.decisions);
    if (owner === undefined) owners.set(identity.decisions, identity.id);
    else {
      problems.add(["identities", identity.id, "decisions"], {
        code: "shared-decisions",
        message: `The identities \`${owner}\` and \`${identity.id}\` keep their decisions in the same file.`,
        found: identity.decisions,
        expected: "a file of its own for each",
      });
    }
  }
}
