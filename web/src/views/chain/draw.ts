import type { Edge, Node } from "@xyflow/react";
import type { Chain, ChainDataset, ChainHandoff } from "../../api/types.ts";
import { layOut } from "./layout.ts";

export type SystemNode = Node<
  { readonly title: string; readonly vendor: string; readonly datasets: readonly Pick<ChainDataset, "id" | "title" | "rows">[] },
  "system"
>;
export type HandoffEdge = Edge<{ readonly handoff: ChainHandoff; readonly chosen: boolean; readonly label: Point }, "handoff">;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Sizes of the boxes in style.css: a head, and a line for each dataset. */
const WIDTH = 200;
const HEAD = 53;
const LINE = 26;
const FOOT = 8;
const LABEL = { width: 74, height: 40 };

interface Rectangle extends Point {
  readonly width: number;
  readonly height: number;
}

/** Systems and handoffs as the map shows them, each label where it hides nothing. */
export function draw(chain: Chain, chosen: string | undefined): { readonly nodes: SystemNode[]; readonly edges: HandoffEdge[] } {
  const systemOf = new Map(chain.datasets.map(({ id, system }) => [id, system]));
  const boxes = chain.systems
    .map((system) => ({ ...system, datasets: chain.datasets.filter((dataset) => dataset.system === system.id) }))
    .filter(({ datasets }) => datasets.length > 0);
  const arrows = chain.handoffs.flatMap((handoff) => {
    const [source, target] = [systemOf.get(handoff.from), systemOf.get(handoff.to)];
    return source === undefined || target === undefined ? [] : [{ handoff, from: source, to: target }];
  });
  const heights = boxes.map(({ id, datasets }) => ({ id, height: HEAD + LINE * datasets.length + FOOT }));
  const places = layOut(heights, arrows);
  const rectangles = new Map(
    places.map(({ id, x, y }): [string, Rectangle] => [
      id,
      { x, y, width: WIDTH, height: heights.find((box) => box.id === id)?.height ?? 0 },
    ]),
  );
  const nodes = boxes.map(({ id, title, vendor, datasets }): SystemNode => {
    const { x, y } = rectangles.get(id) ?? { x: 0, y: 0 };
    return { id, type: "system", position: { x, y }, data: { title, vendor: vendor ?? "", datasets } };
  });
  const heightOf = (system: string, dataset: string): number => {
    const index = boxes.find(({ id }) => id === system)?.datasets.findIndex(({ id }) => id === dataset) ?? 0;
    return (rectangles.get(system)?.y ?? 0) + HEAD + LINE * (index + 0.5);
  };
  const taken = [...rectangles.values()];
  const edges = arrows.map(({ handoff, from, to }): HandoffEdge => {
    const [source, target] = [rectangles.get(from), rectangles.get(to)] as [Rectangle, Rectangle];
    // What goes back, or stays, leaves and arrives on the sides that face each other.
    const forward = source.x < target.x;
    const same = from === to;
    const start = { x: forward || same ? source.x + WIDTH : source.x, y: heightOf(from, handoff.from) };
    const end = { x: forward ? target.x : target.x + WIDTH, y: heightOf(to, handoff.to) };
    const label = free(curveOf(start, end, same), taken);
    taken.push(around(label));
    return {
      id: handoff.id,
      type: "handoff",
      source: from,
      target: to,
      sourceHandle: `${handoff.from} ${forward || same ? "out" : "out-left"}`,
      targetHandle: `${handoff.to} ${forward ? "in" : "in-right"}`,
      data: { handoff, chosen: handoff.id === chosen, label },
    };
  });
  return { nodes, edges };
}

type Curve = readonly [Point, Point, Point, Point];

export function curveOf(start: Point, end: Point, same: boolean): Curve {
  const reach = same ? 70 : (end.x - start.x) / 2;
  return [start, { x: start.x + reach, y: start.y }, { x: same ? end.x + reach : end.x - reach, y: end.y }, end];
}

export function pathOf([a, b, c, d]: Curve): string {
  return `M${a.x},${a.y} C${b.x},${b.y} ${c.x},${c.y} ${d.x},${d.y}`;
}

/** The first place along a curve, from its middle outwards, at which a label meets nothing; else the middle. */
function free(curve: Curve, taken: readonly Rectangle[]): Point {
  const middle = pointOf(curve, 0.5);
  for (const away of [0, -24, 24, -44, 44, -66, 66]) {
    for (const t of [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78, 0.15, 0.85]) {
      const { x, y } = pointOf(curve, t);
      const place = { x, y: y + away };
      if (!taken.some((other) => meets(around(place), other))) return place;
    }
  }
  return middle;
}

function pointOf([a, b, c, d]: Curve, t: number): Point {
  const along = (p: number, q: number, r: number, s: number): number =>
    (1 - t) ** 3 * p + 3 * (1 - t) ** 2 * t * q + 3 * (1 - t) * t ** 2 * r + t ** 3 * s;
  return { x: along(a.x, b.x, c.x, d.x), y: along(a.y, b.y, c.y, d.y) };
}

function around({ x, y }: Point): Rectangle {
  return { x: x - LABEL.width / 2, y: y - LABEL.height / 2, ...LABEL };
}

function meets(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
