import { Title } from "@mantine/core";
import { useEffect, useRef, type ReactNode } from "react";

interface PageProps {
  readonly title: string;
  /** The first sentence: what this page says, in plain words. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** A view: its heading takes the focus when it opens, so that a screen reader starts there. */
export function Page({ title, lead, actions, children, wide = false }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Tieout`;
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [title]);
  return (
    <div className={wide ? "page page-wide" : "page"}>
      <div className="page-head">
        <div>
          <Title order={1} ref={heading} tabIndex={-1} className="page-title">
            {title}
          </Title>
          {lead === undefined ? null : <p className="lead">{lead}</p>}
        </div>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}

/** A part of a view under a heading of its own. */
export function Section({ title, more, children }: { readonly title: string; readonly more?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className="section">
      <div className="section-head">
        <Title order={2} className="section-title">
          {title}
        </Title>
        {more}
      </div>
      {children}
    </section>
  );
}

/** A number with what it counts. */
export function Figure({ label, value, note }: { readonly label: string; readonly value: ReactNode; readonly note?: ReactNode }) {
  return (
    <div className="figure">
      <div className="figure-label">{label}</div>
      <div className="figure-value">{value}</div>
      {note === undefined ? null : <div className="figure-note">{note}</div>}
    </div>
  );
}
