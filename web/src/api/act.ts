import { useMutation, useQueryClient, type Query, type QueryClient } from "@tanstack/react-query";
import { ask } from "./client.ts";
import type { Acted, BulkResult, Doing, Exception, ExceptionStory } from "./types.ts";

export interface Target {
  readonly fingerprint: string;
  readonly version: number;
}

/** What a person does with one exception. A stale version is refused with 412 and what changed. */
export function useAct() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ target, doing }: { readonly target: Target; readonly doing: Doing }) =>
      ask<Acted>(`/exceptions/${encodeURIComponent(target.fingerprint)}/actions`, {
        method: "POST",
        body: doing,
        version: target.version,
      }),
    // What is shown is at once what the next change must name; the rest may take its time.
    onSuccess: ({ exception, event }) =>
      client.setQueryData<ExceptionStory>(["exception", exception.fingerprint], (old) =>
        old === undefined ? old : { ...old, exception, events: [...old.events.filter(({ id }) => id !== event.id), event] },
      ),
    onSettled: (_answer, _error, { target }) => void exceptionsChanged(client, [target.fingerprint]),
  });
}

/** As many the server takes at once. */
const MOST = 500;

/** The same to many at once; each is done or refused by itself. */
export function useActOnMany() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ targets, doing }: { readonly targets: readonly Target[]; readonly doing: Doing }): Promise<BulkResult> => {
      const items: BulkResult["items"][number][] = [];
      for (let from = 0; from < targets.length; from += MOST) {
        const some = targets.slice(from, from + MOST).map(({ fingerprint, version }) => ({ id: fingerprint, version }));
        items.push(...(await ask<BulkResult>("/exceptions/actions", { method: "POST", body: { ...doing, items: some } })).items);
      }
      return { items };
    },
    onSettled: (_answer, _error, { targets }) =>
      void exceptionsChanged(
        client,
        targets.map(({ fingerprint }) => fingerprint),
      ),
  });
}

export function useComment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ fingerprint, text }: { readonly fingerprint: string; readonly text: string }) =>
      ask<unknown>(`/exceptions/${encodeURIComponent(fingerprint)}/comments`, { method: "POST", body: { text } }),
    onSettled: (_answer, _error, { fingerprint }) => void exceptionsChanged(client, [fingerprint]),
  });
}

/** As many pages of a list are asked for again at once; of a longer one only the changed rows are. */
const FEW_PAGES = 3;

interface Pages {
  readonly pages: readonly { readonly items: readonly Exception[] }[];
}

export function isLong({ queryKey, state }: Query): boolean {
  return queryKey[0] === "exceptions" && ((state.data as Pages | undefined)?.pages.length ?? 0) > FEW_PAGES;
}

/** Everything that shows these exceptions is asked for again. */
export async function exceptionsChanged(client: QueryClient, fingerprints: readonly string[]): Promise<void> {
  const lists = client.getQueryCache().findAll({ queryKey: ["exceptions"] });
  const long = lists.filter(isLong);
  const refreshed = [
    client.invalidateQueries({ queryKey: ["exception"], predicate: ({ queryKey }) => fingerprints.includes(String(queryKey[1])) }),
    client.invalidateQueries({ queryKey: ["facets"] }),
    client.invalidateQueries({ queryKey: ["overview"] }),
    client.invalidateQueries({ queryKey: ["chain"] }),
    client.invalidateQueries({ queryKey: ["exceptions"], predicate: (query) => !long.includes(query) }),
  ];
  for (const list of long) refreshed.push(patch(client, list.queryKey, fingerprints));
  await Promise.all(refreshed);
}

async function patch(client: QueryClient, queryKey: readonly unknown[], fingerprints: readonly string[]): Promise<void> {
  const listed = new Set(client.getQueryData<Pages>(queryKey)?.pages.flatMap(({ items }) => items.map(({ fingerprint }) => fingerprint)));
  const here = fingerprints.filter((fingerprint) => listed.has(fingerprint)).slice(0, 200);
  const fresh = new Map<string, Exception>();
  for (const fingerprint of here) {
    const { exception } = await ask<ExceptionStory>(`/exceptions/${encodeURIComponent(fingerprint)}`);
    fresh.set(fingerprint, exception);
  }
  client.setQueryData<Pages>(queryKey, (old) =>
    old === undefined
      ? old
      : { ...old, pages: old.pages.map((page) => ({ ...page, items: page.items.map((item) => fresh.get(item.fingerprint) ?? item) })) },
  );
}
