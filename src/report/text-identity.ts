import { identityRemarks, identitySentence, linkKinds, memberRecords } from "./identity.ts";
import { shown, wrap, type Layout } from "./terminal.ts";

/** Who is who, an identity a paragraph; nothing where the estate declares none. */
export function identityLines({ review, width, paint }: Layout): string[] {
  if (review.identities.length === 0) return [];
  const lines = review.identities.flatMap((identity) => [
    "",
    ...wrap(shown(`${identity.title}: ${identitySentence(identity)}`), width - 2).map((line) => `  ${line}`),
    ...[`Records: ${memberRecords(identity, review)}`, `Accepted links: ${linkKinds(identity)}`, ...identityRemarks(identity)].flatMap(
      (remark) => wrap(shown(remark), width - 4).map((line, index) => (index === 0 ? `  · ${line}` : `    ${line}`)),
    ),
  ]);
  return [paint("Who is who", "strong"), ...lines];
}
