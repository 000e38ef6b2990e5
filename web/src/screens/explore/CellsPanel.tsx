import { useEffect, useState } from "react";

import { API, get } from "../../api/client";
import { useApi } from "../../api/useApi";
import type { Shape } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { Empty, Failure, State } from "../../components/State";
import { useTwin } from "../../app/url";
import { resource } from "./asked";
import { CELL_COLUMNS, together } from "./pages";
import { useSteady } from "./useSteady";

type Table = Shape["ShownTable"];

/** The cells left, page by page from the server; all of them as files. */
export function CellsPanel({ query }: { query: string }) {
  const twin = useTwin();
  const path = resource(twin, "cells", query);
  const first = useSteady(useApi<Table>(path));
  return (
    <section aria-labelledby="cells-title">
      <h2 id="cells-title">Cells of the net</h2>
      <State of={first} what="cells">
        {(page) => (
          <div className="ex-part" aria-busy={first.busy}>
            {page.total === 0 ? <Empty>No cell is left. Clear a filter to see some.</Empty> : <Pages key={path} first={page} path={path} />}
          </div>
        )}
      </State>
    </section>
  );
}

function Pages({ first, path }: { first: Table; path: string }) {
  const [more, setMore] = useState<Table[]>([]);
  const [error, setError] = useState<Error | null>(null);
  const [wanted, setWanted] = useState<string | null>(null);
  useEffect(() => {
    if (wanted === null) return;
    const stop = new AbortController();
    get<Table>(`${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(wanted)}`, stop.signal)
      .then((page) => setMore((have) => [...have, page]))
      .catch((fault: unknown) => stop.signal.aborted || setError(fault instanceof Error ? fault : new Error(String(fault))));
    return () => stop.abort();
  }, [wanted, path]);
  const table = together([first, ...more], CELL_COLUMNS) ?? first;
  const file = (format: string) => `${API}${path}${path.includes("?") ? "&" : "?"}format=${format}`;
  return (
    <>
      <DataTable of={table} first={25 + 50 * more.length} onMore={() => setWanted(table.next ?? null)} />
      {error && <Failure error={error} />}
      <p className="ex-doing">
        All {table.total.toLocaleString("en-US")} cells left, as a file:
        {(["csv", "json", "arrow"] as const).map((format) => (
          <a key={format} href={file(format)} download={`cells.${format}`}>
            {format === "arrow" ? "Arrow" : format.toUpperCase()}
          </a>
        ))}
      </p>
    </>
  );
}
