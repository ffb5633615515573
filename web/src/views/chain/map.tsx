import {
  BaseEdge,
  Controls,
  EdgeLabelRenderer,
  getBezierPath,
  Handle,
  Position,
  ReactFlow,
  type Edge,
  type EdgeProps,
  type Node,
  type NodeProps,
} from "@xyflow/react";
import { useMemo } from "react";
import type { Chain, ChainHandoff } from "../../api/types.ts";
import { at } from "../../app/router.ts";
import { inCount, inHours } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { layOut } from "./layout.ts";
import { flowOf, medianHours } from "./measures.ts";

type SystemNode = Node<
  {
    readonly title: string;
    readonly vendor: string;
    readonly datasets: readonly { readonly id: string; readonly title: string; readonly rows: number }[];
  },
  "system"
>;
type HandoffEdge = Edge<{ readonly handoff: ChainHandoff; readonly chosen: boolean }, "handoff">;

const HEAD = 58;
const LINE = 26;

/** Systems with their datasets, and the handoffs between: solid green where all ties out, red where it does not. */
export function ChainMap({ chain, chosen }: { readonly chain: Chain; readonly chosen: string | undefined }) {
  const { nodes, edges } = useMemo(() => draw(chain, chosen), [chain, chosen]);
  return (
    <div className="map">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        fitView
        fitViewOptions={{ padding: 0.08 }}
        minZoom={0.2}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        preventScrolling={false}
        zoomOnScroll={false}
        proOptions={{ hideAttribution: false }}
      >
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

const NODES = { system: SystemBox };
const EDGES = { handoff: HandoffLine };

function draw(chain: Chain, chosen: string | undefined): { nodes: SystemNode[]; edges: HandoffEdge[] } {
  const systemOf = new Map(chain.datasets.map(({ id, system }) => [id, system]));
  const boxes = chain.systems
    .map((system) => ({ ...system, datasets: chain.datasets.filter((dataset) => dataset.system === system.id) }))
    .filter(({ datasets }) => datasets.length > 0);
  const arrows = chain.handoffs.flatMap(({ from, to }) => {
    const [source, target] = [systemOf.get(from), systemOf.get(to)];
    return source === undefined || target === undefined ? [] : [{ from: source, to: target }];
  });
  const placed = new Map(
    layOut(
      boxes.map(({ id, datasets }) => ({ id, height: HEAD + LINE * datasets.length })),
      arrows,
    ).map((place) => [place.id, place]),
  );
  const nodes = boxes.map(({ id, title, vendor, datasets }): SystemNode => {
    const { x, y } = placed.get(id) ?? { x: 0, y: 0 };
    return { id, type: "system", position: { x, y }, data: { title, vendor: vendor ?? "", datasets } };
  });
  const edges = chain.handoffs.flatMap((handoff): HandoffEdge[] => {
    const [source, target] = [systemOf.get(handoff.from), systemOf.get(handoff.to)];
    if (source === undefined || target === undefined) return [];
    return [
      {
        id: handoff.id,
        type: "handoff",
        source,
        target,
        sourceHandle: `${handoff.from} out`,
        targetHandle: `${handoff.to} in`,
        data: { handoff, chosen: handoff.id === chosen },
      },
    ];
  });
  return { nodes, edges };
}

function SystemBox({ data }: NodeProps<SystemNode>) {
  return (
    <div className="node">
      <div className="node-head">
        <div className="node-title">{data.title}</div>
        <div className="dim small">{data.vendor}</div>
      </div>
      {data.datasets.map(({ id, title, rows }) => (
        <div key={id} className="node-line" title={id}>
          <Handle type="target" position={Position.Left} id={`${id} in`} className="dot" isConnectable={false} />
          <span className="cut">{title}</span>
          <span className="num dim">{inCount(rows)}</span>
          <Handle type="source" position={Position.Right} id={`${id} out`} className="dot" isConnectable={false} />
        </div>
      ))}
    </div>
  );
}

function HandoffLine(props: EdgeProps<HandoffEdge>) {
  const [path, x, y] = getBezierPath(props);
  const { data } = props;
  if (data === undefined) return <BaseEdge path={path} />;
  const { handoff, chosen } = data;
  const lag = medianHours(handoff);
  return (
    <>
      <BaseEdge path={path} className={`wire ${handoff.state}${chosen ? " chosen" : ""}`} />
      <EdgeLabelRenderer>
        <Link
          to={at(["chain"], { handoff: handoff.id })}
          className={`edge-label nodrag nopan ${handoff.state}${chosen ? " chosen" : ""}`}
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        >
          <strong>{handoff.state === "unchecked" ? "not checked" : flowOf(handoff)}</strong>
          {lag === undefined ? null : <span className="dim"> · {inHours(lag)}</span>}
        </Link>
      </EdgeLabelRenderer>
    </>
  );
}
