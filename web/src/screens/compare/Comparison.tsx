import { useState } from "react";

import type { Shape } from "../../api/types";
import { Link } from "../../app/Link";
import { navigate, useSearch } from "../../app/url";
import { CopyAs } from "../../components/CopyAs";
import { DataTable } from "../../components/DataTable";
import { FigureView } from "../../components/FigureView";
import { Screen } from "../../components/Screen";
import { Accounts } from "./Accounts";
import { MOST, pathOf, withFirst, without } from "./comparing";
import { Differences } from "./Differences";
import { Picker } from "./Picker";

type View = Shape["CompareView"];

/** Runs side by side: the answer, the accounts, the pictures, the industries, the questions. */
export function Comparison({ of: view }: { of: View }) {
  const [changing, setChanging] = useState(false);
  const ids = view.runs.map((run) => run.run_id);
  return (
    <Screen
      title="Compare"
      intro={<p>{view.runs.length} runs on the same scales; {view.runs[0]?.letter} is what the others are compared with.</p>}
      actions={
        <>
          <button type="button" aria-expanded={changing} onClick={() => setChanging(!changing)}>
            {changing ? "Keep these runs" : ids.length < MOST ? "Add or change runs" : "Change runs"}
          </button>
          <CopyAs of={view.command} />
        </>
      }
    >
      {changing && <Picker key={ids.join()} runs={ids} />}
      <Runs of={view} />
      {view.warnings.length > 0 && (
        <ul className="compare-warnings" aria-label="Before you compare">
          {view.warnings.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      <section aria-labelledby="compare-answer">
        <h2 id="compare-answer">The answer</h2>
        <p className="compare-answer">{view.answer}</p>
        <Accounts of={view} />
      </section>
      <section aria-labelledby="compare-pictures">
        <h2 id="compare-pictures">On one scale</h2>
        {view.figures.map((figure) => (
          <FigureView key={figure.name} of={figure} />
        ))}
      </section>
      {view.industries && (
        <section aria-labelledby="compare-industries">
          <h2 id="compare-industries">Industry by industry</h2>
          <DataTable of={view.industries} first={20} />
        </section>
      )}
      <Differences of={view} />
    </Screen>
  );
}

function Runs({ of: view }: { of: View }) {
  const search = useSearch();
  const ids = view.runs.map((run) => run.run_id);
  return (
    <ol className="compare-runs" aria-label="The runs">
      {view.runs.map((run, k) => (
        <li key={run.run_id} className={`compare-run is-${k}`}>
          <h2 className="compare-title">
            <span className="compare-letter">{run.letter}</span> <Link to={`/impact/${run.run_id}`}>{run.title}</Link>
          </h2>
          <p className="compare-what">
            {run.engine} {run.engine_version}
            {run.members ? `, ${run.members} members` : ""}, over {run.basis}, twin {run.twin_name || run.twin_id.slice(0, 12)}
            {run.is_current ? "" : ", answered by an older state of the program"}
          </p>
          <p className="compare-says">{run.answer}</p>
          <p className="compare-buttons">
            {k > 0 && (
              <button type="button" onClick={() => navigate(pathOf(withFirst(ids, run.run_id), search))}>
                Put {run.letter} first
              </button>
            )}
            <button type="button" onClick={() => navigate(pathOf(without(ids, run.run_id), search))}>
              Take {run.letter} out
            </button>
          </p>
        </li>
      ))}
    </ol>
  );
}
