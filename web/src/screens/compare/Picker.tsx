import { useState } from "react";

import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { Link } from "../../app/Link";
import { navigate, useSearch } from "../../app/url";
import { State } from "../../components/State";
import { FEWEST, MOST, pathOf, without } from "./comparing";

type Run = Shape["RunListed"];

/** Choose runs from those that are stored; the choice stands in the address. */
export function Picker({ runs }: { runs: readonly string[] }) {
  const search = useSearch();
  const asked = useApi<Shape["Page_RunListed_"]>("/runs?limit=200", { fresh: true });
  const [picked, setPicked] = useState<readonly string[]>(runs);
  function toggle(id: string, on: boolean) {
    const next = on ? [...picked, id].slice(0, MOST) : without(picked, id);
    setPicked(next);
    // fewer than two are kept in the address, more are shown when asked for
    if (next.length < FEWEST) navigate(pathOf(next, search), { replace: true });
  }
  return (
    <section aria-labelledby="compare-pick">
      <h2 id="compare-pick">Choose the runs</h2>
      <State of={asked} what="the stored runs">
        {(page) => {
          const items = page.items.filter((run) => run.kind !== "analysis");
          if (items.length < FEWEST) {
            return (
              <p className="empty">
                {items.length === 0 ? "No run is stored yet." : "Only one run is stored."} <Link to="/scenario">Put a question to the twin</Link>, or pick{" "}
                <Link to="/">a ready one</Link>; a comparison needs two.
              </p>
            );
          }
          return (
            <form
              className="compare-pick"
              onSubmit={(event) => {
                event.preventDefault();
                if (picked.length >= FEWEST) navigate(pathOf(picked, search));
              }}
            >
              <ul>
                {items.map((run) => (
                  <li key={run.id}>
                    <Choice run={run} picked={picked} toggle={toggle} />
                  </li>
                ))}
              </ul>
              <p role="status">
                {picked.length === 0 ? `Pick ${FEWEST} to ${MOST}.` : picked.length < FEWEST ? "Pick one more." : `${picked.length} picked.`}
              </p>
              <button type="submit" className="primary" disabled={picked.length < FEWEST}>
                Compare
              </button>
            </form>
          );
        }}
      </State>
    </section>
  );
}

function Choice({ run, picked, toggle }: { run: Run; picked: readonly string[]; toggle: (id: string, on: boolean) => void }) {
  const on = picked.some((id) => run.id.startsWith(id));
  return (
    <label className="compare-choice">
      <input type="checkbox" checked={on} disabled={!on && picked.length >= MOST} onChange={(event) => toggle(picked.find((id) => run.id.startsWith(id)) ?? run.id, event.target.checked)} />
      <span>
        {run.title}
        <span className="compare-what">
          {run.engine} {run.engine_version}
          {run.members ? `, ${run.members} members` : ""}, twin {run.twin_name || run.twin.slice(0, 12)}, {run.finished.slice(0, 16).replace("T", " ")} UTC
        </span>
      </span>
    </label>
  );
}
