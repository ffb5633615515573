import type { Review } from "../../model/index.ts";
import { html, type Markup } from "./markup.ts";
export function methodSection(_: Review): Markup {
  return html`<section id="method" aria-labelledby="method-h"><h2 id="method-h">Method</h2></section>`;
}
