import { cut } from "../plain.ts";
import { PICTURE_STYLE } from "../pictures/style.ts";
import { html, trusted, type Markup } from "./markup.ts";
import { FRONT_STYLE } from "./style-front.ts";
import { FLOW_STYLE } from "./style-flow.ts";
import { STYLE } from "./style.ts";

/** One of the two files. */
export interface PageParts {
  readonly look: "operator" | "audit";
  readonly title: string;
  /** Ids and titles of the sections, for the bar. */
  readonly sections: readonly (readonly [id: string, title: string])[];
  /** The file beside it. */
  readonly beside: { readonly file: string; readonly title: string };
  /** Before the bar: what is read first. */
  readonly head: Markup;
  readonly body: Markup;
  readonly foot: Markup;
}

/**
 * A whole HTML file: no script, no request of any kind. Whatever comes from data
 * is escaped by `html`.
 */
export function documentOf({ look, title, sections, beside, head, body, foot }: PageParts): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${cut(title, 140)}</title>
        <link rel="icon" href="data:," />
        <style>
          ${trusted(STYLE + FLOW_STYLE + FRONT_STYLE + PICTURE_STYLE)}
        </style>
      </head>
      <body class="${look}">
        <a class="skip" href="#main">Skip to the review</a>
        <svg class="unseen" width="0" height="0" aria-hidden="true" focusable="false">
          <defs>
            <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect class="hatch-ground" width="5" height="5" />
              <rect class="hatch-line" width="2.2" height="5" />
            </pattern>
          </defs>
        </svg>
        ${head}
        <nav aria-label="Parts of the review">
          <ul>
            ${sections.map(([id, words]) => html`<li><a href="#${id}">${words}</a></li>`)}
            <li><a href="${beside.file}">${beside.title}</a></li>
          </ul>
        </nav>
        <main id="main">${body}</main>
        <footer>${foot}</footer>
      </body>
    </html> `;
  return page.markup;
}
