import { memo, useEffect, useMemo, useRef, useState } from "react";

import { type Frame, type Label, type Node, type View, frameOf, labels, linksOf, radius, short, spot, strands } from "./geometry";

interface NetworkDrawingProps {
  of: View;
  /** The node that is chosen; -1 is none. */
  chosen: number;
  onChoose: (node: number) => void;
}

/** The network as a picture; everything in it stands in the table below as well. */
export function NetworkDrawing({ of: view, chosen, onChoose }: NetworkDrawingProps) {
  const [ground, width] = useWidth();
  const [over, setOver] = useState(-1);
  const frame = useMemo(() => frameOf(width, view.aspect), [width, view.aspect]);
  const named = useMemo(() => labels(view, frame), [view, frame]);
  const lit = over >= 0 ? over : chosen;
  return (
    <div className="ex-network" ref={ground}>
      <svg viewBox={`0 0 ${frame.width} ${frame.height}`} width={frame.width} height={frame.height} role="img" aria-label={view.alt}>
        <defs>
          <pattern id="ghost" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="4" height="4" className="ex-ghost-ground" />
            <rect width="1.4" height="4" className="ex-ghost-line" />
          </pattern>
        </defs>
        <g className={lit >= 0 ? "ex-links ex-is-dim" : "ex-links"}>
          <Strands of={view} frame={frame} />
        </g>
        {lit >= 0 && <Lit of={view} frame={frame} node={lit} />}
        <Nodes of={view} frame={frame} onOver={setOver} onChoose={onChoose} />
        <Names of={named} view={view} />
        {lit >= 0 && view.nodes[lit] && <Ring node={view.nodes[lit]} frame={frame} />}
      </svg>
      {over >= 0 && view.nodes[over] && <Tip node={view.nodes[over]} frame={frame} />}
    </div>
  );
}

function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const ground = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(1000);
  useEffect(() => {
    const box = ground.current;
    if (!box) return;
    const seen = new ResizeObserver(() => setWidth(Math.max(240, Math.floor(box.clientWidth))));
    seen.observe(box);
    return () => seen.disconnect();
  }, []);
  return [ground, width];
}

const Strands = memo(function Strands({ of: view, frame }: { of: View; frame: Frame }) {
  return strands(view, frame).map((s) => (
    <path key={s.key} d={s.path} strokeWidth={s.width} className={`ex-link ${s.family} ${s.seen ? "seen" : "inferred"}`} />
  ));
});

function Lit({ of: view, frame, node }: { of: View; frame: Frame; node: number }) {
  const found = useMemo(() => strands(view, frame, new Set(linksOf(view, node))), [view, frame, node]);
  return (
    <g className="ex-links ex-is-lit">
      {found.map((s) => (
        <path key={s.key} d={s.path} strokeWidth={s.width} className={`ex-link ${s.family} ${s.seen ? "seen" : "inferred"}`} />
      ))}
    </g>
  );
}

interface NodesProps {
  of: View;
  frame: Frame;
  onOver: (node: number) => void;
  onChoose: (node: number) => void;
}

const Nodes = memo(function Nodes({ of: view, frame, onOver, onChoose }: NodesProps) {
  return (
    <g className="ex-nodes">
      {view.nodes.map((node, k) => (
        <g key={node.id} onPointerEnter={() => onOver(k)} onPointerLeave={() => onOver(-1)} onClick={() => onChoose(k)}>
          <Mark node={node} frame={frame} />
        </g>
      ))}
    </g>
  );
});

/** Each kind has a shape of its own, so that color says nothing alone. */
function Mark({ node, frame }: { node: Node; frame: Frame }) {
  const [x, y] = spot(node, frame);
  const r = radius(node, frame);
  const look = `ex-node ${node.kind}${node.is_ghost ? " is-ghost" : ""}`;
  if (node.kind === "mineral") {
    return <path className={look} d={`M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`} />;
  }
  if (node.is_ghost) return <rect className={look} x={x - r} y={y - r} width={2 * r} height={2 * r} />;
  if (node.kind === "final") return <rect className={look} x={x - r * 0.6} y={y - r * 1.4} width={r * 1.2} height={r * 2.8} rx="3" />;
  return <circle className={look} cx={x} cy={y} r={r} />;
}

function Ring({ node, frame }: { node: Node; frame: Frame }) {
  const [x, y] = spot(node, frame);
  return <circle className="ex-ring" cx={x} cy={y} r={radius(node, frame) + 5} />;
}

const Names = memo(function Names({ of: found, view }: { of: readonly Label[]; view: View }) {
  return (
    <g className="ex-names" aria-hidden="true">
      {found.map((label) => (
        <text key={view.nodes[label.node]?.id} x={label.x} y={label.y} textAnchor={label.end ? "end" : "start"}>
          {label.words}
        </text>
      ))}
    </g>
  );
});

function Tip({ node, frame }: { node: Node; frame: Frame }) {
  const [x, y] = spot(node, frame);
  const side = x > frame.width / 2 ? { right: frame.width - x + 18 } : { left: x + 18 };
  return (
    <div className="ex-tip-node" style={{ ...side, top: Math.max(0, y - 12) }}>
      <strong>{short(node.name, 80)}</strong>
      <span>{kindWords(node)}</span>
      {node.words.split("; ").map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

/** What a node is, and what the net does not know of it. */
export function kindWords(node: Node): string {
  const words: Record<string, string> = { final: "final use", region: "import region", country: "country that makes minerals" };
  return `${words[node.kind] ?? node.kind}${node.is_ghost ? "; only what it supplies is known" : ""}`;
}
