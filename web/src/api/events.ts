import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { exceptionsChanged } from "./act.ts";

/** Keeps what is shown true: the server tells what changed, and that is asked for again. */
export function useEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const source = new EventSource("/api/v1/events");
    source.addEventListener("exceptions", (event) => {
      const { ids } = JSON.parse(String(event.data)) as { readonly ids?: readonly string[] };
      void exceptionsChanged(client, ids ?? []);
    });
    source.addEventListener("run", () => void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" }));
    source.addEventListener("progress", () => void client.invalidateQueries({ queryKey: ["current-run"] }));
    return () => source.close();
  }, [client]);
}
