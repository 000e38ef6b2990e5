import { useId } from "react";

import { DataTable } from "../../components/DataTable";
import { State } from "../../components/State";
import { Why } from "../../components/NumberShown";
import { useApi } from "../../api/useApi";
import { useParam, useTwin } from "../../app/url";
import type { Shape } from "../../api/types";
import { placeOf, resource } from "./asked";
import { useSteady } from "./useSteady";
import { WorldMap } from "./WorldMap";

/** Where it comes from; a click narrows everything, and the map itself is not narrowed by it. */
export function MapPanel({ query }: { query: string }) {
  const twin = useTwin();
  const [measure, setMeasure] = useParam("measure", "imports");
  const asked = new URLSearchParams(query);
  asked.delete("place");
  const view = useSteady(useApi<Shape["MapView"]>(resource(twin, "map", asked.toString(), { measure })));
  const id = useId();
  return (
    <section aria-labelledby="map-title" className="explore-map">
      <div className="ex-panel-head">
        <h2 id="map-title">Map</h2>
        <p className="ex-panel-tools">
          <label htmlFor={id}>Shades show</label>
          <select id={id} value={measure} onChange={(e) => setMeasure(e.target.value)}>
            {view.data?.measures.map((m) => (
              <option key={m.key} value={m.key}>
                {m.title}
              </option>
            )) ?? <option value={measure}>{measure}</option>}
          </select>
        </p>
      </div>
      <State of={view} what="the map">
        {(found) => (
          <div className="ex-part" aria-busy={view.busy}>
            <MapDrawn of={found} />
          </div>
        )}
      </State>
    </section>
  );
}

function MapDrawn({ of: view }: { of: Shape["MapView"] }) {
  const [place, setPlace] = useParam("place");
  const chosen = (c: Shape["MapCountry"]) => place === placeOf(c) || place === `region:${c.group}`;
  return (
    <div className="ex-map-and-table">
      <figure className="figure">
        {view.countries.every((c) => c.value === null) && (
          <p role="status">
            <strong>Nothing that is left is counted by these shades.</strong> Choose others under “Shades show”, or clear the filters.
          </p>
        )}
        <WorldMap of={view} isChosen={chosen} onChoose={(c) => setPlace(place === placeOf(c) ? null : placeOf(c), { push: true })} />
        <ul className="keys">
          {view.keys.map((key) => (
            <li key={key.words}>
              <svg width="22" height="12" aria-hidden="true" dangerouslySetInnerHTML={{ __html: key.symbol }} />
              {key.words}
            </li>
          ))}
          {view.countries.some((c) => c.is_group) && (
            <li>
              <svg width="22" height="12" aria-hidden="true">
                <rect x="1" y="1" width="20" height="10" className="ex-shade-2" />
                <rect x="1" y="1" width="20" height="10" fill="url(#map-group)" />
              </svg>
              dotted: a group of countries; the number is the group's, no country's own part is known
            </li>
          )}
        </ul>
        <figcaption className="disclaimer">{view.disclaimer}</figcaption>
      </figure>
      <div>
        <DataTable of={view.table} first={10} />
        <details>
          <summary>Where the numbers are from</summary>
          <p className="ex-why-block">
            <Why of={view.why} />
          </p>
        </details>
      </div>
    </div>
  );
}
