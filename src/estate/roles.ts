import { ATTRIBUTE_ROLES, type AttributeRole } from "../model/index.ts";

/** Attribute names that tell their role themselves: `firstName`, `phone`, `eventDate`. */
export const ROLE_NAMES: ReadonlyMap<string, AttributeRole> = new Map(
  ATTRIBUTE_ROLES.map((role) => [role.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()), role]),
);

/** The role of an attribute: as declared, else as its name tells; undefined: neither does. */
export function roleOf(attribute: string, declared: Readonly<Record<string, AttributeRole>> | undefined): AttributeRole | undefined {
  return declared !== undefined && Object.hasOwn(declared, attribute) ? declared[attribute] : ROLE_NAMES.get(attribute);
}

/** `books.invoices.customerId` → the dataset and its field. */
export function parseReference(written: string): { dataset: string; field: string } {
  const dot = written.lastIndexOf(".");
  return { dataset: written.slice(0, Math.max(dot, 0)), field: written.slice(dot + 1) };
}
