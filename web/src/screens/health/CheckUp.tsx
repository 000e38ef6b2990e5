import { useState } from "react";

import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { CopyAs } from "../../components/CopyAs";
import { DataTable } from "../../components/DataTable";
import { State } from "../../components/State";
import { STATE_WORDS } from "./finding";

/** The check-up reads every stored byte, so it is made when asked for. */
export function CheckUp() {
  const [asked, setAsked] = useState(false);
  return (
    <section className="health-group" aria-labelledby="check-up">
      <h2 id="check-up">Check-up of the home</h2>
      {asked ? (
        <Done />
      ) : (
        <>
          <p className="health-answer">Every stored byte against its name, the catalog against the files, plug-ins and optional parts.</p>
          <p>
            <button type="button" onClick={() => setAsked(true)}>
              Check now
            </button>
          </p>
        </>
      )}
    </section>
  );
}

function Done() {
  const found = useApi<Shape["CheckUpView"]>("/check-up", { fresh: true });
  return (
    <State of={found} what="every stored byte; this takes some seconds">
      {(view) => (
        <>
          <p className="health-answer" role="status">
            <span className={`health-state is-${view.state}`}>{STATE_WORDS[view.state]}</span> {view.sentence}
          </p>
          <DataTable of={view.table} />
          <CopyAs of={view.command} />
        </>
      )}
    </State>
  );
}
