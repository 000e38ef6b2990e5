import { useId, useState } from "react";

import { API } from "../../api/client";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { Link } from "../../app/Link";
import { CopyAs } from "../../components/CopyAs";
import { State } from "../../components/State";
import { MOST, howWords, moment, type Run, secondsWords } from "./listing";

interface RunListProps {
  runs: readonly Run[];
  picks: readonly string[];
  onPick: (id: string) => void;
}

/** Stored runs: open one, look at what it holds, pick some to compare. */
export function RunList({ runs, picks, onPick }: RunListProps) {
  const caption = useId();
  return (
    <div className="table-scroll" role="region" aria-labelledby={caption} tabIndex={0}>
      <table className="runs-table">
        <caption id={caption}>Stored runs, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Compare</th>
            <th scope="col">Run</th>
            <th scope="col">Answered by</th>
            <th scope="col">Twin</th>
            <th scope="col">Finished</th>
            <th scope="col" className="is-number">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <td data-head="Compare">
                {run.kind === "analysis" ? (
                  <span className="quiet">no scenario</span>
                ) : (
                  <input
                    type="checkbox"
                    checked={picks.includes(run.id)}
                    disabled={!picks.includes(run.id) && picks.length >= MOST}
                    onChange={() => onPick(run.id)}
                    aria-label={`Compare ${run.title}, ${howWords(run)}, run ${run.id.slice(0, 8)}`}
                  />
                )}
              </td>
              <td data-head="Run">
                {run.kind === "analysis" ? run.title : <Link to={`/impact/${run.id}`}>{run.title}</Link>}
                <About run={run} />
              </td>
              <td data-head="Answered by">{howWords(run)}</td>
              <td data-head="Twin">{run.twin_name || run.twin.slice(0, 12)}</td>
              <td data-head="Finished">{moment(run.finished)}</td>
              <td data-head="Took" className="is-number">
                {secondsWords(run.seconds)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a run holds, read when somebody looks. */
function About({ run }: { run: Run }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="about" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Tables and command <span className="hidden">of {run.title}</span>
      </summary>
      {isOpen && <Held id={run.id} />}
    </details>
  );
}

function Held({ id }: { id: string }) {
  const asked = useApi<Shape["StoredRun"]>(`/runs/${id}`);
  return (
    <State of={asked} what="the run">
      {(held) => (
        <div className="held">
          <ul>
            {held.tables.map((table) => (
              <li key={table.name}>
                {table.title || table.name} <span className="quiet">({table.rows.toLocaleString("en-US")} rows)</span>
                <span className="forms">
                  {(["csv", "json", "arrow"] as const).map((form) => (
                    <a
                      key={form}
                      href={`${API}/runs/${id}/tables/${encodeURIComponent(table.name)}?format=${form}`}
                      download
                      aria-label={`${table.title || table.name} as ${form === "arrow" ? "Arrow" : form.toUpperCase()}`}
                    >
                      {form === "arrow" ? "Arrow" : form.toUpperCase()}
                    </a>
                  ))}
                </span>
              </li>
            ))}
          </ul>
          <CopyAs of={held.command} />
          <p className="quiet">
            Run <code>{id.slice(0, 12)}</code>, result <code>{held.about.result_hash.slice(0, 12)}</code>. The same question on the
            same machine gives the same run; <code>{held.repeat}</code> computes it again and compares every byte.
          </p>
        </div>
      )}
    </State>
  );
}
