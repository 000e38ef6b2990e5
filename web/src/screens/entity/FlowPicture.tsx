import { useId } from "react";

import type { Shape } from "../../api/types";
import { altOf, type Block, flowOf, HEIGHT, short, WIDTH } from "./flow";

/** Columns of who stands around it, with bands for what goes between them. */
export function FlowPicture({ of: page }: { of: Shape["Neighborhood"] }) {
  const flow = flowOf(page);
  const hatch = useId().replace(/[^a-zA-Z0-9]/g, "");
  return (
    <div className="entity-flow-scroll" role="region" aria-label="Picture of the steps" tabIndex={0}>
      <svg className="entity-flow" viewBox={`-8 -40 ${WIDTH + 16} ${HEIGHT + 48}`} role="img" aria-label={altOf(page)}>
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" className="hatch-ground" />
            <rect width="2" height="6" className="hatch-line" />
          </pattern>
        </defs>
        {flow.columns.map((column) => (
          <text key={column.title} x={column.x > WIDTH - 20 ? WIDTH : column.x} y={-16} textAnchor={column.x > WIDTH - 20 ? "end" : "start"} className="entity-flow-head">
            {[column.title, column.text].filter(Boolean).join(", ")}
          </text>
        ))}
        {flow.bands.map((band, k) => (
          <path key={k} d={band.path} className={band.seen >= 0.5 ? "entity-flow-band is-seen" : "entity-flow-band"} />
        ))}
        {flow.blocks.map((block) => (
          <Node key={block.key} of={block} hatch={hatch} />
        ))}
      </svg>
    </div>
  );
}

function Node({ of: block, hatch }: { of: Block; hatch: string }) {
  return (
    <g>
      <title>{`${block.name}${block.text ? `, ${block.text}` : ""}`}</title>
      <rect
        x={block.x}
        y={block.y}
        width={14}
        height={Math.max(block.height, 1)}
        className={`entity-flow-block is-${block.kind} ${block.seen ? "is-seen" : "is-inferred"}`}
        {...(block.kind === "unknown" ? { style: { fill: `url(#${hatch})` } } : {})}
      />
      {block.kind !== "self" && block.height >= 13 && (
        <text x={block.x + 20} y={block.y + block.height / 2 + 4} className="entity-flow-name">
          {short(block.name, block.room)} {block.text && <tspan className="entity-flow-share">{block.text}</tspan>}
        </text>
      )}
    </g>
  );
}
