import { at, type Place } from "../../app/router.ts";

/** What the address says of the inbox; its names are those of the API. */
export const FILTERS = ["state", "owner", "unit", "severity", "kind", "workflow", "handoff"] as const;
export type FilterName = (typeof FILTERS)[number];

export interface InboxFilter {
  readonly values: Readonly<Partial<Record<FilterName, readonly string[]>>>;
  readonly overdue: boolean;
  readonly q: string;
  readonly sort: Sort;
}

export const SORTS = ["due", "amount", "opened"] as const;
export type Sort = (typeof SORTS)[number];

/** How the API calls the value of what has none. */
export const NONE = "-";

export const OPEN: readonly string[] = ["new", "acknowledged", "in-progress"];

export function filterOf({ query }: Pick<Place, "query">): InboxFilter {
  const sort = SORTS.find((name) => name === query.get("sort")) ?? "due";
  const values: Partial<Record<FilterName, readonly string[]>> = {};
  for (const name of FILTERS) {
    const given = query.getAll(name);
    if (given.length > 0) values[name] = given;
  }
  return { values, overdue: query.get("overdue") === "true", q: query.get("q") ?? "", sort };
}

/** The same filter as the address tells it; without a state, the open ones are meant. */
export function inboxAt(filter: InboxFilter, open?: string): string {
  return at(open === undefined ? ["exceptions"] : ["exceptions", open], {
    ...filter.values,
    overdue: filter.overdue ? "true" : undefined,
    q: filter.q,
    sort: filter.sort === "due" ? undefined : filter.sort,
  });
}

/** What the API is asked for; `state=all` of the address means no condition. */
export function asked(filter: InboxFilter): Readonly<Record<string, string | boolean | readonly string[] | undefined>> {
  const state = filter.values.state ?? OPEN;
  return { ...filter.values, state: state.includes("all") ? undefined : state, overdue: filter.overdue, q: filter.q };
}
