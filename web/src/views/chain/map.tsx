import { BaseEdge, Controls, EdgeLabelRenderer, Handle, Position, ReactFlow, type EdgeProps, type NodeProps } from "@xyflow/react";
import { useMemo } from "react";
import type { Chain } from "../../api/types.ts";
import { at } from "../../app/router.ts";
import { inCount, inHours } from "../../parts/format.ts";
import { Link } from "../../parts/link.tsx";
import { curveOf, draw, pathOf, type HandoffEdge, type SystemNode } from "./draw.ts";
import { flowOf, medianHours } from "./measures.ts";

/** Systems with their datasets, and the handoffs between: green where all ties out, red where it does not. */
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
        fitViewOptions={{ padding: 0.04, minZoom: 0.5 }}
        minZoom={0.2}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        preventScrolling={false}
        zoomOnScroll={false}
      >
        <Controls showInteractive={false} position="top-right" />
      </ReactFlow>
    </div>
  );
}

const NODES = { system: SystemBox };
const EDGES = { handoff: HandoffLine };

function SystemBox({ data }: NodeProps<SystemNode>) {
  return (
    <div className="node">
      <div className="node-head">
        <div className="node-title cut">{data.title}</div>
        <div className="dim small">{data.vendor}</div>
      </div>
      {data.datasets.map(({ id, title, rows }) => (
        <div key={id} className="node-line" title={id}>
          <Handle type="target" position={Position.Left} id={`${id} in`} className="dot" isConnectable={false} />
          <Handle type="source" position={Position.Left} id={`${id} out-left`} className="dot" isConnectable={false} />
          <span className="cut">{title}</span>
          <span className="num dim">{inCount(rows)}</span>
          <Handle type="source" position={Position.Right} id={`${id} out`} className="dot" isConnectable={false} />
          <Handle type="target" position={Position.Right} id={`${id} in-right`} className="dot" isConnectable={false} />
        </div>
      ))}
    </div>
  );
}

function HandoffLine({ sourceX, sourceY, targetX, targetY, source, target, data }: EdgeProps<HandoffEdge>) {
  const path = pathOf(curveOf({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, source === target));
  if (data === undefined) return <BaseEdge path={path} />;
  const { handoff, chosen, label } = data;
  const lag = medianHours(handoff);
  const mark = chosen ? " chosen" : "";
  return (
    <>
      <BaseEdge path={path} className={`wire ${handoff.state}${mark}`} />
      <EdgeLabelRenderer>
        <Link
          to={at(["chain"], { handoff: handoff.id })}
          className={`edge-label nodrag nopan ${handoff.state}${mark}`}
          style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
          title={handoff.title}
        >
          <span className="unseen">{handoff.title}: </span>
          <strong>{handoff.state === "unchecked" ? "unchecked" : flowOf(handoff)}</strong>
          {lag === undefined ? null : <span className="dim">{inHours(lag)}</span>}
        </Link>
      </EdgeLabelRenderer>
    </>
  );
}
