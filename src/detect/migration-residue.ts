import type { Severity } from "../model/index.ts";
import { moveOf, titleOf } from "./migration/say.ts";
import { signDetector, type ShownSign, type SignWords, type ToldSigns } from "./sign-findings.ts";

const columns: SignWords = { title: titleOf, move: moveOf, severity: (told) => severityOf(told, 1) };
const others: SignWords = { title: titleOf, move: moveOf, severity: (told) => severityOf(told, 2) };

/** What a migration left behind, one finding an outcome and subject, from the relation of signs. */
export const migrationResidue = signDetector({
  kind: "migration-residue",
  title: "Migration residue",
  looksAt: "records",
  requires: () => undefined,
  words: {
    "two-id-formats": others,
    "column-stopped": columns,
    "column-started": columns,
    "old-word": others,
    "open-in-retired": others,
  },
  shareOfUnit,
  // What speaks of no one record has no key, and its other key tells units apart.
  show: (sign) => ({ key: sign.key ?? "", counterparts: [], fields: fieldsOf(sign) }),
});

const LEVELS: readonly Severity[] = ["low", "medium", "high"];

/** By how much of it is still in use; what is open in a retired system is nobody's work. */
function severityOf({ outcome, detail, share }: ToldSigns, most: number): Severity {
  if (detail["inUse"] === "0") return "low";
  const level = (share >= 0.02 ? 1 : 0) + (outcome === "open-in-retired" ? 1 : 0) + (detail["owner"] === undefined ? 1 : 0);
  return LEVELS[Math.min(level, most)] as Severity;
}

type Detail = Readonly<Partial<Record<"of" | "ofUnit" | "state", string>>>;

/** Only a record's own signs tell of how many others its unit has. */
function shareOfUnit(unit: string, shown: readonly ShownSign[]): number | undefined {
  const own = JSON.parse(shown.find((sign) => sign.unit === unit)?.detail ?? "{}") as Detail;
  const [all, of] = [Number(own.ofUnit), Number(own.of)];
  return all > 0 && of > 0 ? all / of : undefined;
}

function fieldsOf({ detail, field, value, other_value: otherValue }: ShownSign) {
  const { state } = JSON.parse(detail ?? "{}") as Detail;
  const [name, from] = state === undefined ? [field, value] : ["state", state];
  return name === null || from === null ? [] : [{ from: { field: name, value: from }, to: { field: name, value: otherValue } }];
}
