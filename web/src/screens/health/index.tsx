import { useEffect } from "react";

import { useParam, useTwin } from "../../app/url";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { CopyAs } from "../../components/CopyAs";
import { Screen } from "../../components/Screen";
import { State } from "../../components/State";
import { CheckUp } from "./CheckUp";
import { Group } from "./Group";
import { count, found, SHOWN, STATE_WORDS } from "./finding";
import "./health.css";

type View = Shape["HealthView"];

/** Sources, coverage, conflicts, unknowns and assumptions; the answer first, then what to do. */
export default function Health() {
  const twin = useTwin();
  const health = useApi<View>(`/twins/${encodeURIComponent(twin)}/health`, { fresh: true });
  const view = health.data;
  return (
    <Screen
      title="Data health"
      intro={view ? <p>{view.sentence}</p> : "What the data behind every answer are worth, and what to do about it."}
      actions={view && <CopyAs of={view.command} />}
    >
      <State of={health} what="the health of the data; the first time on a twin it is counted, which takes some seconds">
        {(data) => <Groups of={data} />}
      </State>
    </Screen>
  );
}

function Groups({ of: view }: { of: View }) {
  const [asked, setShow] = useParam("show", "all");
  const [q, setQ] = useParam("q");
  const show = (SHOWN as readonly string[]).includes(asked) ? asked : "all";
  const groups = found(view.groups, show, q);
  const rows = count(groups);
  useEffect(() => {
    // an address with an anchor opens there, once its tables are on the page
    const at = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    at?.scrollIntoView();
    if (at instanceof HTMLDetailsElement) at.open = true;
  }, []);
  return (
    <>
      <Summary of={view} />
      <form role="search" className="health-filter" aria-label="What is shown" onSubmit={(e) => e.preventDefault()}>
        <label>
          Show
          <select value={show} onChange={(e) => setShow(e.target.value)}>
            <option value="all">everything</option>
            <option value="act">what is to be done</option>
            <option value="look">what is to be read before use</option>
            {view.groups.map((g) => (
              <option key={g.id} value={g.id}>
                {g.title}
              </option>
            ))}
          </select>
        </label>
        <label>
          Find in the tables
          <input type="search" value={q} placeholder="gallium, withheld, stale …" onChange={(e) => setQ(e.target.value)} />
        </label>
        <p role="status">{`${rows.toLocaleString("en-US")} rows in ${groups.length} groups`}</p>
      </form>
      {groups.length === 0 && (
        <div className="empty">
          <p>{show === "act" && !q ? "There is nothing to be done." : "No table holds these words."}</p>
          <button
            type="button"
            onClick={() => {
              setShow(null);
              setQ(null);
            }}
          >
            Show everything
          </button>
        </div>
      )}
      {groups.map((group) => (
        <Group key={group.id} of={group} open={q !== ""} />
      ))}
      <CheckUp />
    </>
  );
}

function Summary({ of: view }: { of: View }) {
  return (
    <section aria-labelledby="health-summary">
      <h2 id="health-summary" className="hidden">
        Summary
      </h2>
      <p className="health-as-of">
        Ages as of {view.as_of}; twin <code>{view.twin.slice(0, 12)}</code>.
      </p>
      <ul className="health-summary">
        {view.groups.map((group) => (
          <li key={group.id} className={`is-${group.state}`}>
            <a href={`#${group.id}`}>{group.title}</a>
            <span className="health-state">{STATE_WORDS[group.state]}</span>
          </li>
        ))}
        <li>
          <a href="#check-up">Check-up of the home</a>
          <span className="health-state">on request</span>
        </li>
      </ul>
    </section>
  );
}
