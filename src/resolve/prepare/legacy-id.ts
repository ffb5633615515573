import { sql } from "../../sql/index.ts";
import { mergeSteps, of, raw } from "./fold.ts";
import { isMissing, isOneEditApart, isSame } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

/** Ids of an earlier system that survive, with zeros or a prefix added or dropped: `CUST-00123`, `123`. */
export const legacyId: MakePart = (attributes, { dialect }) => {
  const names = attributes.filter(({ role }) => role === "legacy-id").map(({ name }) => name);
  if (names.length === 0) return undefined;
  const step = (name: string, part: string): string => of(name, `step ${part}`);
  return {
    steps: mergeSteps(
      names.map((name): PreparedColumn[][] => [
        [
          {
            name: step(name, "plain"),
            value: dialect.replaceAll(dialect.unaccent(sql`lower(left(${raw(name)}, 80))`), "[^\\p{L}\\p{N}]+", ""),
          },
        ],
        [{ name: step(name, "digits"), value: dialect.extract(raw(step(name, "plain")), "^\\p{L}*0*([1-9]\\d*)$", 1) }],
      ]),
    ),
    columns: names.flatMap((name): PreparedColumn[] => {
      const plain = raw(step(name, "plain"));
      const known = sql`CASE WHEN replace(${plain}, '0', '') <> '' AND ${plain} NOT IN ('na', 'none', 'null', 'unknown', 'tbd', 'test', 'nan') THEN ${plain} END`;
      return [
        { name: of(name, "written"), value: known },
        { name, value: sql`CASE WHEN ${known} IS NOT NULL THEN coalesce(${raw(step(name, "digits"))}, ${plain}) END` },
      ];
    }),
    derived: [],
    words: [],
    comparisons: names.map((name) => ({
      name,
      attributes: [name],
      missing: isMissing(name),
      measures: [],
      levels: [
        { label: "same id", test: isSame(of(name, "written")), frequency: of(name, "written") },
        { label: "same id but for zeros or prefix", test: isSame(name), frequency: name },
        { label: "one character differs", test: isOneEditApart(dialect, name, 5) },
      ],
    })),
    keys: [],
  };
};
