import { Link } from "../../app/Link";
import { useTwin } from "../../app/url";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { State } from "../../components/State";

/** Scenarios and runs that act on it. */
export function Touches({ entity, stop }: { entity: string; stop: string | undefined }) {
  const twin = useTwin();
  const path = `/twins/${encodeURIComponent(twin)}/entities/${encodeURIComponent(entity)}/touching`;
  const found = useApi<Shape["Touching"]>(path, { fresh: true });
  return (
    <section aria-labelledby="touches">
      <h2 id="touches">Scenarios and runs that touch it</h2>
      <State of={found} what="scenarios and runs">
        {({ scenarios, runs }) => (
          <div className="entity-touches">
            <div>
              <h3>Scenarios</h3>
              {scenarios.length === 0 ? (
                <p className="empty">
                  No scenario acts on it. {stop && <Link to={stop}>Make one that stops it</Link>}
                </p>
              ) : (
                <ul>
                  {scenarios.map((s) => (
                    <li key={s.name}>
                      <Link to={`/scenario?from=${encodeURIComponent(s.name)}`}>{s.title || s.name}</Link>{" "}
                      <span className="entity-touch-how">
                        {s.engine}
                        {s.is_shipped ? "" : ", saved here"}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </div>
            <div>
              <h3>Runs</h3>
              {runs.length === 0 ? (
                <p className="empty">No stored run acts on it. Run a scenario and it stands here.</p>
              ) : (
                <ul>
                  {runs.map((r) => (
                    <li key={r.run}>
                      <Link to={`/impact/${r.run}`}>{r.title}</Link>{" "}
                      <span className="entity-touch-how">
                        {r.engine}, {r.finished.slice(0, 10)}
                        {r.is_of_this_twin ? "" : ", of another twin"}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </div>
        )}
      </State>
    </section>
  );
}
