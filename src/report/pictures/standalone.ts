import { html, type Markup } from "../html/markup.ts";
import { FLOW_STYLE } from "../html/style-flow.ts";
import { STYLE } from "../html/style.ts";

/** Width in pixels of a picture that the page draws as wide as it may be. */
const WIDTH = 640;
/** Between pictures that stand side by side. */
const GAP = 36;

/** Typefaces of which whoever sets the picture has one. */
const FAMILY = "Inter, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

/**
 * A picture of the page as an SVG by itself, in the colours of paper: its size, its style
 * and its patterns are in it, its colours are written out, and nothing refers beyond it.
 *
 * @param svg one `<svg>` that `picture`, `chainPicture` or `waterfall` drew, or markup that begins with one
 * @param width pixels, for a picture that is as wide as its place
 */
export function standalone(svg: Markup, width: number = WIDTH): string {
  return together([svg], { width, columns: 1 });
}

/** Several pictures in one, row by row; each keeps its height. */
export function together(pictures: readonly Markup[], { width, columns }: { readonly width: number; readonly columns: number }): string {
  const each = (width - GAP * (columns - 1)) / columns;
  let y = 0;
  let tallest = 0;
  let widest = width;
  const placed = pictures.map((picture, index) => {
    const { open, body, size } = taken(picture.markup, each);
    if (index % columns === 0 && index > 0) {
      y += tallest + GAP;
      tallest = 0;
    }
    tallest = Math.max(tallest, size.height);
    widest = Math.max(widest, size.width);
    const x = (index % columns) * (each + GAP);
    return `<svg ${open} x="${x}" y="${y}" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}">${body}</svg>`;
  });
  const inside = placed.join("");
  const height = y + tallest;
  const style = styleOf(inside);
  const hatch = `${inside}${style}`.includes("url(#hatch)") ? HATCH : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widest}" height="${height}" viewBox="0 0 ${widest} ${height}" font-family="${FAMILY}"><style>${style}</style>${hatch}${inside}</svg>`;
}

const HATCH = html`<defs
  ><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"
    ><rect class="hatch-ground" width="5" height="5" /><rect class="hatch-line" width="2.2" height="5" /></pattern
></defs>`.markup;

/** The first SVG of a markup, apart from its size. */
function taken(markup: string, width: number): { open: string; body: string; size: { width: number; height: number } } {
  const found = /<svg\b([^>]*)>([\s\S]*?)<\/svg>/.exec(markup);
  const attributes = found?.[1] ?? "";
  const box = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(attributes);
  const height = Number(/(?:^|\s)height="([\d.]+)"/.exec(attributes)?.[1] ?? 0);
  const size = box === null ? { width, height } : { width: Number(box[1]), height: Number(box[2]) };
  const look = /class="[^"]*"/.exec(attributes)?.[0] ?? "";
  return { open: look, body: found?.[2] ?? "", size };
}

const DRAWN = /^(fill|fill-opacity|stroke|stroke-[a-z]+|font-size|font-weight|paint-order)$/;
/** Elements that pictures are made of. */
const ELEMENTS = new Set(["svg", "g", "text", "rect", "line", "path", "circle"]);

/** The rules of the page's style that reach into a picture, without variables. */
function styleOf(svg: string): string {
  const classes = new Set(["hatch-ground", "hatch-line"]);
  for (const [, names = ""] of svg.matchAll(/class="([^"]*)"/g)) for (const name of names.split(/\s+/)) classes.add(name);
  const reaches = (selector: string): boolean =>
    selector.split(/[\s>]+/).every((part) => {
      const [, element = "", names = ""] = /^([a-z]*)((?:\.[\w-]+)*)$/.exec(part) ?? [undefined, "?"];
      return (element === "" || ELEMENTS.has(element)) && names.split(".").every((name) => name === "" || classes.has(name));
    });
  return rules()
    .map(({ selectors, declarations }) => ({ selectors: selectors.filter(reaches), declarations }))
    .filter(({ selectors, declarations }) => selectors.length > 0 && declarations !== "")
    .map(({ selectors, declarations }) => `${selectors.join(",")}{${declarations}}`)
    .join("");
}

interface Rule {
  readonly selectors: readonly string[];
  readonly declarations: string;
}

let known: readonly Rule[] | undefined;

function rules(): readonly Rule[] {
  known ??= readRules(STYLE + FLOW_STYLE);
  return known;
}

/** Rules that hold everywhere; what holds on some media only is left out, but for the colours of paper. */
function readRules(css: string): Rule[] {
  const everywhere = css.replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, "");
  const print = /@media print\{:root\{([^}]*)\}/.exec(css)?.[1] ?? "";
  const root = /:root\{([^}]*)\}/.exec(everywhere)?.[1] ?? "";
  const colours = new Map([...`${root};${print}`.matchAll(/(--[\w-]+):([^;]+)/g)].map(([, name = "", value = ""]) => [name, value]));
  return [...everywhere.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selectors = "", body = ""]) => ({
    selectors: selectors.split(",").map((selector) => selector.trim()),
    declarations: body
      .split(";")
      .map((declaration) => declaration.trim())
      .filter((declaration) => DRAWN.test(declaration.split(":")[0] ?? ""))
      .map((declaration) => declaration.replace(/var\((--[\w-]+)\)/g, (_, name: string) => colours.get(name) ?? "#000"))
      .join(";"),
  }));
}
