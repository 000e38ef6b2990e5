import "./explore.css";

import { Screen } from "../../components/Screen";
import { CopyAs } from "../../components/CopyAs";
import { Failure } from "../../components/State";
import { useApi } from "../../api/useApi";
import { useSearch, useTwin } from "../../app/url";
import type { Shape } from "../../api/types";
import { filterQuery, resource } from "./asked";
import { CellsPanel } from "./CellsPanel";
import { Count, FilterBar, Left } from "./FilterBar";
import { MapPanel } from "./MapPanel";
import { NetworkPanel } from "./NetworkPanel";
import { useSteady } from "./useSteady";

/** One filter bar over a network, a map and a table of the same cells. */
export default function Explore() {
  const twin = useTwin();
  const query = filterQuery(useSearch());
  const left = useSteady(useApi<Shape["ExploreView"]>(resource(twin, "explore", query)));
  const all = useApi<Shape["ExploreView"]>(resource(twin, "explore", ""));
  const view = left.data;
  return (
    <Screen
      title="Explore"
      intro="Who hands what to whom: as a network, on a map, cell by cell. One bar narrows all three; its words stand in the address."
    >
      <div className="ex-bar">
        <FilterBar of={view ?? all.data} />
        {left.error ? <Failure error={left.error} retry={left.retry} /> : view && <Count of={view} busy={left.busy} />}
      </div>
      {!left.error && view && <Left of={view} />}
      {!left.error && (
        <>
          <NetworkPanel query={query} cells={view?.cells_left} />
          <MapPanel query={query} />
          <CellsPanel query={query} />
          {view && <CopyAs of={view.command} />}
        </>
      )}
    </Screen>
  );
}
