import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { exceptionsChanged, isLong } from "./act.ts";
import { currentRunQuery } from "./queries.ts";
import type { CurrentRun, ServerEvent } from "./types.ts";

type Told<T extends ServerEvent["type"]> = Omit<Extract<ServerEvent, { readonly type: T }>, "type">;

/** Keeps what is shown true: the server tells what changed, and that is asked for again. */
export function useEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const source = new EventSource("/api/v1/events");
    const on = <T extends ServerEvent["type"]>(type: T, act: (told: Told<T>) => void): void =>
      source.addEventListener(type, (event) => act(JSON.parse(String(event.data)) as Told<T>));
    on("exceptions", ({ ids }) => void (ids.length === 0 ? allChanged(client) : exceptionsChanged(client, ids)));
    on("review", ({ state }) => {
      void client.invalidateQueries({ queryKey: currentRunQuery.queryKey });
      if (state === "finished") void allChanged(client);
    });
    on("progress", ({ id, at, text }) => {
      client.setQueryData<CurrentRun>(currentRunQuery.queryKey, (old) => {
        if (old?.current === undefined || old.current.id !== id) return old;
        return { current: { ...old.current, lines: [...old.current.lines, { at, text }] } };
      });
    });
    return () => source.close();
  }, [client]);
}

/** A review may have changed everything but who one is. Long lists begin anew. */
async function allChanged(client: QueryClient): Promise<void> {
  await client.resetQueries({ queryKey: ["exceptions"], predicate: isLong });
  await client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "session" && !isLong(query) });
}
