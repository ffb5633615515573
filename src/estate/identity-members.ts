import type { AttributeRole, IdentityMember } from "../model/index.ts";
import type { FindDataset, KnownDataset } from "./datasets.ts";
import { fieldOf, NUMERIC, TEMPORAL, typedFieldOf, type Scope } from "./fields.ts";
import { pathKey, type Path } from "./place.ts";
import { parseReference, ROLE_NAMES, roleOf } from "./roles.ts";
import type { IdentitySpec, MemberSpec } from "./schema.ts";

/** A member with what is known of its dataset. */
export interface KnownMember extends IdentityMember {
  readonly known: KnownDataset | undefined;
}

/** Roles that are no text: what fits them, and in one field only. */
const TYPED_ROLES = { amount: NUMERIC, "event-date": TEMPORAL } as const;

export function resolveMember(
  dataset: string,
  spec: MemberSpec,
  identity: IdentitySpec,
  path: Path,
  find: FindDataset,
  scope: Scope,
): KnownMember {
  const known = find(dataset, path);
  const fields: Record<string, readonly string[]> = {};
  for (const [attribute, written] of Object.entries(spec.fields)) {
    const here = [...path, "fields", attribute];
    const role = roleOf(attribute, identity.attributes);
    if (role === undefined && !scope.broken.has(pathKey(path.slice(0, 2)))) refuseUnknown(attribute, identity, here, scope);
    fields[attribute] = [written].flat();
    if (known !== undefined) checkFields(known, role, written, here, scope);
  }
  if (Object.keys(fields).length === 0 && !scope.broken.has(pathKey(path.slice(0, 2)))) {
    scope.problems.add(
      path,
      {
        code: "no-attributes",
        message: `The member \`${dataset}\` says nothing by which its records could be compared.`,
        expected: "fields: { lastName: surname, phone: phone }",
      },
      "key",
    );
  }
  return {
    dataset,
    fields,
    duplicates: spec.duplicates ?? true,
    references: (spec.references ?? []).map((reference, index) =>
      resolveReference(reference, dataset, known, [...path, "references", index], find, scope),
    ),
    known,
  };
}

function refuseUnknown(attribute: string, identity: IdentitySpec, path: Path, { problems }: Scope): void {
  const names = [...Object.keys(identity.attributes ?? {}), ...ROLE_NAMES.keys()];
  const near = problems.nearest(attribute, names);
  problems.add(
    path,
    {
      code: "unknown-attribute",
      message: `Nothing says what kind of thing \`${attribute}\` is.`,
      found: attribute,
      expected: `one of ${names.join(", ")}; or an entry under attributes`,
      hint: near === undefined ? `Write attributes: { ${attribute}: text }, or another role.` : `Did you mean ${near}?`,
    },
    "key",
  );
}

function checkFields(
  known: KnownDataset,
  role: AttributeRole | undefined,
  written: string | string[],
  path: Path,
  { problems }: Scope,
): void {
  const place = (index: number): Path => (Array.isArray(written) ? [...path, index] : path);
  const names = [written].flat();
  const types = role === "amount" || role === "event-date" ? TYPED_ROLES[role] : undefined;
  if (types !== undefined && names.length > 1) {
    problems.add(path, {
      code: "several-fields",
      message: `An attribute of the role \`${role ?? ""}\` is one field; texts alone are joined.`,
      found: names.join(", "),
      expected: "one field",
    });
    return;
  }
  names.forEach((name, index) => {
    if (types === undefined) fieldOf(known, name, place(index), problems);
    else typedFieldOf(known, name, types, `An attribute of the role \`${role ?? ""}\``, place(index), problems);
  });
}

function resolveReference(
  written: string,
  member: string,
  known: KnownDataset | undefined,
  path: Path,
  find: FindDataset,
  { problems }: Scope,
): { dataset: string; field: string } {
  const reference = parseReference(written);
  if (reference.dataset.split(".").length !== 2) {
    problems.add(path, {
      code: "bad-reference",
      message: `\`${written}\` does not name a field of a dataset.`,
      found: written,
      expected: "system.dataset.field, such as books.invoices.customerId",
    });
    return reference;
  }
  const other = find(reference.dataset, path);
  if (other !== undefined) fieldOf(other, reference.field, path, problems);
  if (known !== undefined && known.dataset.key.length > 1) {
    problems.add(path, {
      code: "wide-key",
      message: `No single field can name a record of \`${member}\`, whose key has ${known.dataset.key.length} fields.`,
      found: written,
      hint: "Leave the reference out.",
    });
  }
  return reference;
}
