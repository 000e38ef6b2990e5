import { type ReactNode, lazy, Suspense, useId, useState } from "react";

import { EntityLink } from "../../components/EntityLink";
import { DataTable } from "../../components/DataTable";
import { Empty, Loading, State } from "../../components/State";
import { Why } from "../../components/NumberShown";
import { useApi } from "../../api/useApi";
import { navigate, useParam, useSearch, useTwin, withParams } from "../../app/url";
import { filterOf, resource } from "./asked";
import { type Node, type View, linkTable, linksOf } from "./geometry";
import { Legend } from "./Legend";
import { NetworkDrawing, kindWords } from "./NetworkDrawing";
import { useSteady } from "./useSteady";

const WholeNetwork = lazy(() => import("./WholeNetwork"));

/** The network: overview, the inside of a sector, or every cell. */
export function NetworkPanel({ query, cells }: { query: string; cells: number | undefined }) {
  const twin = useTwin();
  const [level, setLevel] = useParam("level", "overview");
  const [links, setLinks] = useParam("links", "400");
  const path = resource(twin, "network", query, { level, links });
  const asked = useSteady(useApi<View>(level === "full" ? null : path));
  return (
    <section aria-labelledby="network-title" className="explore-network">
      <div className="ex-panel-head">
        <h2 id="network-title">Network</h2>
        <p className="ex-panel-tools">
          {level !== "overview" && (
            <button type="button" onClick={() => setLevel(null, { push: true })}>
              Back to the overview
            </button>
          )}
          {level !== "full" && <Amount value={links} onChange={setLinks} />}
          {level !== "full" && (
            <button type="button" onClick={() => setLevel("full", { push: true })}>
              Open the whole net{cells === undefined ? "" : `: ${cells.toLocaleString("en-US")} links`}
            </button>
          )}
        </p>
      </div>
      {level === "full" ? (
        <Suspense fallback={<Loading what="the drawing of the whole net" />}>
          <WholeNetwork query={query} cells={cells} />
        </Suspense>
      ) : (
        <State of={asked} what="the network">
          {(view) => (
            <div className="ex-part" aria-busy={asked.busy}>
              <Drawn of={view} />
            </div>
          )}
        </State>
      )}
    </section>
  );
}

function Amount({ value, onChange }: { value: string; onChange: (value: string | null) => void }) {
  const id = useId();
  const [now, setNow] = useState(value);
  return (
    <span className="ex-amount">
      <label htmlFor={id}>Links drawn, at most {now}</label>
      <input
        id={id}
        type="range"
        min="100"
        max="2000"
        step="100"
        value={now}
        onChange={(e) => setNow(e.target.value)}
        onPointerUp={() => onChange(now)}
        onKeyUp={() => onChange(now)}
        onBlur={() => onChange(now)}
      />
    </span>
  );
}

function Drawn({ of: view }: { of: View }) {
  const [node, setNode] = useParam("node");
  const chosen = view.nodes.findIndex((n) => n.id === node);
  if (view.nodes.length === 0) return <Empty>Nothing is left to draw. Clear a filter, or ask for smaller cells.</Empty>;
  return (
    <>
      <h3>{view.title}</h3>
      <Legend of={view} />
      <div className="ex-network-and-node">
        <NetworkDrawing of={view} chosen={chosen} onChoose={(k) => setNode(k === chosen ? null : (view.nodes[k]?.id ?? null))} />
        <Chosen view={view} chosen={chosen} />
      </div>
      <p className="ex-axis">{view.across}</p>
      <Gaps of={view} />
      <details>
        <summary>All {view.links.source.length.toLocaleString("en-US")} links drawn, as a table</summary>
        <DataTable of={linkTable(view)} />
      </details>
      <details>
        <summary>Where the numbers are from</summary>
        {view.whys.map((why, k) => (
          <p key={k} className="ex-why-block">
            <Why of={why} />
          </p>
        ))}
      </details>
    </>
  );
}

function Gaps({ of: view }: { of: View }) {
  if (view.gaps.length === 0) return null;
  return (
    <ul className="ex-gaps" aria-label="Not drawn">
      {view.gaps.map((gap) => (
        <li key={gap}>{gap}</li>
      ))}
    </ul>
  );
}

/** What is known of the chosen node; also the way to choose one by keyboard. */
function Chosen({ view, chosen }: { view: View; chosen: number }) {
  const [, setNode] = useParam("node");
  const id = useId();
  const node = view.nodes[chosen];
  const kinds = [...new Set(view.nodes.map((n) => n.kind))];
  return (
    <div className="ex-chosen">
      <p>
        <label htmlFor={id}>Show one</label>
        <select id={id} value={node?.id ?? ""} onChange={(e) => setNode(e.target.value || null)}>
          <option value="">click one, or choose here</option>
          {kinds.map((kind) => (
            <optgroup key={kind} label={kind}>
              {view.nodes
                .filter((n) => n.kind === kind)
                .sort((a, b) => a.name.localeCompare(b.name))
                .map((n) => (
                  <option key={n.id} value={n.id}>
                    {n.name}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </p>
      {node ? <NodeFacts view={view} node={node} place={chosen} /> : <p className="ex-note">Point at a node to see its numbers. Click it to keep them here, to open it, or to narrow everything to it.</p>}
    </div>
  );
}

function NodeFacts({ view, node, place }: { view: View; node: Node; place: number }) {
  const search = useSearch();
  const filter = filterOf(node);
  const go = (changes: Record<string, string | null>) => navigate(withParams(changes, location.pathname + `?${search}`));
  const all = linksOf(view, place);
  return (
    <div role="status" className="ex-facts">
      <h3>{node.name}</h3>
      <p className="ex-muted">{kindWords(node)}</p>
      <ul className="ex-plain">
        {node.words.split("; ").filter(Boolean).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="ex-doing">
        {node.opens && (
          <button type="button" className="primary" onClick={() => go({ level: node.opens, node: null })}>
            Open: the industries inside
          </button>
        )}
        {filter && (
          <button type="button" onClick={() => go({ [filter[0]]: filter[1] })}>
            Narrow everything to it
          </button>
        )}
        {node.entity && <EntityLink id={node.entity}>Its page</EntityLink>}
      </p>
      <Largest view={view} title="Comes from" links={all.filter((k) => view.links.target[k] === place)} end={(k) => view.links.source[k]} />
      <Largest view={view} title="Goes to" links={all.filter((k) => view.links.source[k] === place)} end={(k) => view.links.target[k]} />
    </div>
  );
}

interface LargestProps {
  view: View;
  title: string;
  links: readonly number[];
  end: (link: number) => number | undefined;
}

const SHOWN = 6;

function Largest({ view, title, links, end }: LargestProps): ReactNode {
  if (links.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul className="ex-plain">
        {links.slice(0, SHOWN).map((k) => (
          <li key={k}>
            {view.nodes[end(k) ?? -1]?.name}: <b>{view.links.text[k]}</b>
            <span className="ex-muted"> {(view.links.seen[k] ?? 0) > 0 ? `${(100 * (view.links.seen[k] ?? 0)).toFixed(0)} % seen` : "inferred"}</span>
          </li>
        ))}
        {links.length > SHOWN && <li className="ex-muted">and {links.length - SHOWN} more, in the table below</li>}
      </ul>
    </>
  );
}
