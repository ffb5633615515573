import type { Finding } from "../../model/index.ts";
import { count } from "../money.ts";
import { cut } from "../plain.ts";
import { counted } from "../words.ts";
import { html, named, nothing, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";

/** A number of its own, with its currency or percent sign; digits within a name are none. */
const FIGURE = /(?<![\p{L}\p{N}_./-])(?:[A-Z]{3} |[$€£¥])?[−-]?\d(?:[\d,]*\d)?(?:\.\d+)?%?(?![\p{L}\p{N}_/-])/gu;

/** A figure where it stands in its sentence. */
export interface Spoken {
  readonly figure: string;
  readonly text: string;
  readonly at: number;
  /** What follows it. */
  readonly after: string;
}

/** A sentence of which every figure is a link to what it rests on: all to one part of the page, or each to its own. */
export function figured(sentence: string, target: string | undefined | ((spoken: Spoken) => string | undefined), limit = 600): Markup {
  const text = cut(sentence, limit);
  if (target === undefined) return named(text, limit);
  const pieces: Markup[] = [];
  let from = 0;
  for (const found of text.matchAll(FIGURE)) {
    const [figure] = found;
    const after = text.slice(found.index + figure.length);
    const own = typeof target === "string" ? target : target({ figure, text, at: found.index, after });
    pieces.push(html`${text.slice(from, found.index)}`, figureLink(figure, own));
    from = found.index + figure.length;
  }
  return html`<bdi>${pieces}${text.slice(from)}</bdi>`;
}

/** A figure that opens. */
export function figureLink(figure: Markup | string, target: string | undefined): Markup {
  return target === undefined ? html`${figure}` : html`<a class="figure" href="#${target}">${figure}</a>`;
}

/** A finding by its title, as a link where it has a card. */
export function findingLink(finding: Finding, places: Places, limit = 200): Markup {
  const target = places.finding(finding.fingerprint);
  const title = named(finding.title, limit);
  return target === undefined ? title : html`<a href="#${target}">${title}</a>`;
}

/** Findings as a list of links; what is beyond the limit is counted. */
export function findingLinks(fingerprints: readonly string[], places: Places, limit: number): Markup {
  const known = fingerprints.flatMap((fingerprint) => places.findings.get(fingerprint) ?? []);
  if (known.length === 0) return nothing;
  const more = fingerprints.length - Math.min(limit, known.length);
  return html`<ul class="plain">
    ${known.slice(0, limit).map((finding) => html`<li>${findingLink(finding, places)}</li>`)}${more > 0 ? html`<li>and ${counted(more, "more finding")} in review.json</li>` : nothing}
  </ul>`;
}

/** `and 12 more in review.json`, where there are more than shown. */
export function moreIn(all: number, shown: number, one: string, file = "review.json"): Markup {
  return all <= shown
    ? nothing
    : html`<p class="note">And ${all - shown === 1 ? `1 more ${one}` : `${count(all - shown)} more ${one}s`} in ${file}.</p>`;
}
