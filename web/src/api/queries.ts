import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { ask, queryOf } from "./client.ts";
import type { ExceptionFacets, ExceptionPage, ExceptionStory, SavedView, Session } from "./types.ts";

type Asked = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** One read of the API under its key; `events.ts` says which are asked for again when something changes. */
function read<T>(key: readonly unknown[], path: string) {
  return queryOptions({ queryKey: key, queryFn: ({ signal }) => ask<T>(path, { signal }) });
}

export const sessionQuery = { ...read<Session>(["session"], "/session"), staleTime: 300_000, retry: false };
export const viewsQuery = read<{ readonly items: readonly SavedView[] }>(["views"], "/views");

const PAGE = 200;

export function exceptionsQuery(asked: Asked, sort: string) {
  return infiniteQueryOptions({
    queryKey: ["exceptions", asked, sort],
    queryFn: ({ pageParam, signal }) =>
      ask<ExceptionPage>(`/exceptions${queryOf({ ...asked, sort, limit: PAGE, cursor: pageParam })}`, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: ExceptionPage) => page.next ?? undefined,
  });
}

export function facetsQuery(asked: Asked) {
  return read<ExceptionFacets>(["facets", asked], `/exceptions/facets${queryOf(asked)}`);
}

export function exceptionQuery(id: string) {
  return read<ExceptionStory>(["exception", id], `/exceptions/${encodeURIComponent(id)}`);
}
