import type { ReactNode } from "react";

/** A table that scrolls sideways by itself where the screen is narrow; the box takes the focus, so that keys can scroll it. */
export function TableBox({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="table-box" role="region" aria-label={label} tabIndex={0}>
      <table className="table">{children}</table>
    </div>
  );
}
