// Which engine answers: what it is asked, what it takes, where it must not be used.
import { useContext } from "react";

import type { Shape } from "../../api/types";
import { Link } from "../../app/Link";
import { Faults, faultsOf, FaultWords, idOf } from "./fields";

interface EnginePickProps {
  engines: readonly Shape["EngineChoice"][];
  targets: readonly Shape["TargetChoice"][];
  chosen: string;
  onChange: (engine: Shape["EngineChoice"]) => void;
}

export function EnginePick({ engines, targets, chosen, onChange }: EnginePickProps) {
  const faults = faultsOf("engine", useContext(Faults).all);
  const engine = engines.find((e) => e.name === chosen);
  return (
    <fieldset className="engines" id={idOf("engine")} tabIndex={-1} aria-describedby={faults.length ? "engine-faults" : undefined}>
      <legend>Who answers</legend>
      <div className="engine-cards">
        {engines.map((e) => (
          <label key={e.name} className={e.name === chosen ? "is-chosen" : ""}>
            <input type="radio" name="engine" value={e.name} checked={e.name === chosen} onChange={() => onChange(e)} />
            <span>
              <b>{e.title}</b>
              <span className="engine-title">engine {e.name}</span>
            </span>
          </label>
        ))}
      </div>
      {faults.length > 0 && (
        <ul className="faults" id="engine-faults">
          {faults.map((f, k) => (
            <li key={k}>
              <FaultWords of={f} />
            </li>
          ))}
        </ul>
      )}
      {engine && (
        <details>
          <summary>What {engine.name} takes, and where it must not be used</summary>
          <p className="hint">
            It takes: {engine.targets.map((name) => targets.find((t) => t.name === name)?.title.toLowerCase() ?? name).join("; ")}.{" "}
            {engine.knows_days ? "It follows a scenario from day to day." : "It knows no days: the largest loss of any one time counts for a whole year."}
          </p>
          <ul className="limits">
            {engine.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
          <p>
            <Link to={`/methods?q=${encodeURIComponent(engine.name)}`}>Its method card</Link>
          </p>
        </details>
      )}
    </fieldset>
  );
}
