import { useSyncExternalStore } from "react";

/** Where the page stands: everything that can be linked to is in the address. */
export interface Place {
  /** Decoded parts of the path: `["records", "dispatch.jobs", "J-1"]`; the overview is `[]`. */
  readonly parts: readonly string[];
  readonly path: string;
  readonly query: URLSearchParams;
}

let current = read();
const listeners = new Set<() => void>();

function read(): Place {
  const { pathname, search } = window.location;
  return {
    path: pathname,
    parts: pathname
      .split("/")
      .filter((part) => part !== "")
      .map(decoded),
    query: new URLSearchParams(search),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function changed(): void {
  current = read();
  for (const listener of listeners) listener();
}

window.addEventListener("popstate", changed);

export function usePlace(): Place {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** @param replace true: the browser's back button does not lead to the place left */
export function go(to: string, replace = false): void {
  if (to === window.location.pathname + window.location.search) return;
  window.history[replace ? "replaceState" : "pushState"](null, "", to);
  changed();
}

/** An address of parts, each made safe, and a query; what is undefined or empty is left out. */
export function at(parts: readonly string[], query: Readonly<Record<string, string | readonly string[] | undefined>> = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of value === undefined ? [] : typeof value === "string" ? [value] : value) if (one !== "") search.append(name, one);
  }
  const text = search.toString();
  return `/${parts.map(encodeURIComponent).join("/")}${text === "" ? "" : `?${text}`}`;
}
