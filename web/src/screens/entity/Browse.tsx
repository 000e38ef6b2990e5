import { useParam, useTwin } from "../../app/url";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { EntityLink } from "../../components/EntityLink";
import { Screen } from "../../components/Screen";
import { State } from "../../components/State";

const KINDS = [
  ["", "everything"],
  ["industry", "industries"],
  ["commodity", "markets"],
  ["mineral", "minerals"],
  ["country", "countries"],
  ["region", "import regions"],
  ["firm", "firms"],
] as const;

/** Everything there is, when no entity is named: a list that narrows as it is typed. */
export function Browse() {
  const twin = useTwin();
  const [q, setQ] = useParam("q");
  const [kind, setKind] = useParam("kind");
  const [rows, setRows] = useParam("rows", "40");
  const limit = Math.min(Math.max(Number.parseInt(rows, 10) || 40, 1), 1000);
  const query = new URLSearchParams({ limit: String(limit), ...(q && { q }), ...(kind && { kind }) });
  const found = useApi<Shape["Page_EntityLine_"]>(`/twins/${encodeURIComponent(twin)}/entities?${query.toString()}`);
  return (
    <Screen title="Everything in the twin" intro="Industries, markets, minerals, countries and import regions, each with a page of its own.">
      <form className="entity-browse-form" onSubmit={(e) => e.preventDefault()}>
        <label>
          Code or name
          <input type="search" value={q} onChange={(e) => setQ(e.target.value)} />
        </label>
        <label>
          Kind
          <select value={kind} onChange={(e) => setKind(e.target.value)}>
            {KINDS.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </form>
      <State of={found} what="the list">
        {(page) =>
          page.items.length === 0 ? (
            <p className="empty" role="status">
              Nothing is called that. Try a shorter word, a code such as 334413, or another kind.
            </p>
          ) : (
            <>
              <p role="status">
                {page.items.length} of {page.total}
              </p>
              <ul className="entity-browse">
                {page.items.map((line) => (
                  <li key={line.id}>
                    <EntityLink id={line.id}>{line.name}</EntityLink>
                    <span>
                      {line.about} · {line.code}
                    </span>
                  </li>
                ))}
              </ul>
              {page.next && (
                <p>
                  <button type="button" onClick={() => setRows(String(limit * 2))}>
                    Show more
                  </button>
                </p>
              )}
            </>
          )
        }
      </State>
    </Screen>
  );
}
