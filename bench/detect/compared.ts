import type { Company, Compared } from "./records.ts";

type Handoff = Compared["handoff"];

/** The datasets at the two ends. */
const ENDS: Readonly<Record<Handoff, { readonly from: readonly [string, string]; readonly to: readonly [string, string] }>> = {
  "customer-to-books": { from: ["crm", "customers"], to: ["books", "customers"] },
  "job-to-invoice": { from: ["dispatch", "jobs"], to: ["books", "invoices"] },
};

/** What the export of one end holds beside its usual columns. */
export function comparedColumns<T extends object>(
  { compared = [] }: Company,
  handoff: Handoff,
  side: "from" | "to",
  idOf: (record: T) => string,
): Record<string, (record: T) => string | undefined> {
  const own = compared.filter((each) => each.handoff === handoff);
  return Object.fromEntries(own.map((each) => [each.column, (record: T) => each[side].get(idOf(record))]));
}

interface Spec {
  readonly systems: Record<string, { readonly datasets: Record<string, { fields: Record<string, unknown> }> }>;
  readonly handoffs: Record<string, { compare?: readonly unknown[] }>;
}

/** The estate's file with the fields that only this company has. */
export function withCompared(spec: unknown, { compared = [] }: Company): unknown {
  const { systems, handoffs } = spec as Spec;
  for (const { handoff, field, column, type } of compared) {
    for (const [system, name] of Object.values(ENDS[handoff])) {
      const dataset = systems[system]?.datasets[name];
      if (dataset === undefined) throw new Error(`there is no ${system}.${name}`);
      dataset.fields = { ...dataset.fields, [field]: type === "text" ? column : { column, type } };
    }
    const ends = handoffs[handoff];
    if (ends === undefined) throw new Error(`there is no ${handoff}`);
    ends.compare = [...(ends.compare ?? []), { from: field, to: field }];
  }
  return spec;
}
