import { useEffect, useRef } from "react";

/** Keys of a view, while nobody types and no dialogue is open. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      if (
        target?.closest(
          'input:not([type="checkbox"]), textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="listbox"]',
        ) != null
      )
        return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      // On a button or link, Enter is theirs.
      if (event.key === "Enter" && target?.closest("a, button") != null) return;
      const act = latest.current[event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
