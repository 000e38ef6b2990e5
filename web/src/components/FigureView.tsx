import { type ReactNode, useId, useRef, useState } from "react";

import type { Shape } from "../api/types";
import { DataTable } from "./DataTable";
import { download } from "./download";
import { Why } from "./NumberShown";

interface FigureViewProps {
  of: Shape["ShownFigure"];
  /** Heading level of the title. */
  level?: 2 | 3;
  actions?: ReactNode;
}

/** A figure: drawn by the server, the same numbers as a table, and alive when asked for. */
export function FigureView({ of: figure, level = 3, actions }: FigureViewProps) {
  const [alive, setAlive] = useState(false);
  const Heading = `h${level}` as const;
  const can = figure.panels.some((p) => p.spec);
  return (
    <figure className={figure.is_wide ? "figure is-wide" : "figure"} aria-label={figure.title}>
      <Heading>{figure.title}</Heading>
      {figure.keys.length > 0 && (
        <ul className="keys" aria-label="Legend">
          {figure.keys.map((key) => (
            <li key={key.words}>
              <svg viewBox="0 0 22 12" width="22" height="12" aria-hidden="true" dangerouslySetInnerHTML={{ __html: key.symbol }} />
              {key.words}
            </li>
          ))}
        </ul>
      )}
      {figure.panels.length === 0 ? (
        <p className="empty">{figure.missing || "There is nothing to draw."}</p>
      ) : (
        <div className="panels">
          {figure.panels.map((panel, k) => (
            <PanelView key={k} panel={panel} alt={figure.alt} alive={alive} />
          ))}
        </div>
      )}
      {figure.caption && <figcaption>{figure.caption}</figcaption>}
      {figure.disclaimer && <p className="disclaimer">{figure.disclaimer}</p>}
      <p className="figure-foot">
        {can && !alive && (
          <button type="button" onClick={() => setAlive(true)}>
            Point and read values
          </button>
        )}
        {figure.panels.map((panel, k) => (
          <button key={k} type="button" onClick={() => download(`${figure.name}${k ? `-${k + 1}` : ""}.svg`, panel.svg, "image/svg+xml")}>
            SVG{figure.panels.length > 1 ? ` ${k + 1}` : ""}
          </button>
        ))}
        {actions}
      </p>
      <details className="table-twin">
        <summary>The same numbers as a table</summary>
        <DataTable of={figure.table} />
        {figure.whys.map((why, k) => (
          <p key={k} className="table-source">
            <Why of={why} />
          </p>
        ))}
      </details>
    </figure>
  );
}

function PanelView({ panel, alt, alive }: { panel: Shape["ShownPanel"]; alt: string; alive: boolean }) {
  const name = useId();
  return (
    <div className="panel">
      {panel.title && <p id={name} className="panel-title">{panel.title}</p>}
      {alive && panel.spec ? (
        <Alive spec={panel.spec} label={panel.title || alt} />
      ) : (
        // made by our own server from our own specification; it holds no script
        <div role="img" aria-label={panel.title ? `${panel.title}. ${alt}` : alt} dangerouslySetInnerHTML={{ __html: panel.svg }} />
      )}
    </div>
  );
}

function Alive({ spec, label }: { spec: Record<string, unknown>; label: string }) {
  const [fault, setFault] = useState("");
  const begun = useRef(false);
  function begin(node: HTMLDivElement | null) {
    if (!node || begun.current) return;
    begun.current = true;
    // loaded on first use: it is heavier than all of the rest
    import("./vega").then(
      ({ draw }) => draw(node, spec).catch((e: unknown) => setFault(String(e))),
      (e: unknown) => setFault(String(e)),
    );
  }
  return (
    <>
      <div ref={begin} className="vega" role="img" aria-label={label} />
      {fault && <p role="alert">The figure could not be drawn: {fault}</p>}
    </>
  );
}
