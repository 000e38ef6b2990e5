// Where a scenario begins: one that is shipped or saved, or nothing.
import { useState } from "react";

import type { Shape } from "../../api/types";
import { Link } from "../../app/Link";
import { navigate, useTwin, withParams } from "../../app/url";
import type { Asked } from "../../api/useApi";

interface StartFromProps {
  kept: Asked<Shape["Page_KeptScenario_"]>;
  from: string;
  changed: boolean;
  onOpen: () => void;
}

export function StartFrom({ kept, from, changed, onOpen }: StartFromProps) {
  const twin = useTwin();
  const [chosen, setChosen] = useState<string>();
  const items = kept.data?.items ?? [];
  const groups = [
    ["Saved in this home", items.filter((s) => !s.is_shipped)],
    ["Shipped", items.filter((s) => s.is_shipped)],
  ] as const;
  const value = chosen ?? from;
  function open() {
    setChosen(undefined);
    onOpen();
    navigate(withParams({ from: value || null, twin: twin === "demo" ? null : twin }, "/scenario"));
  }
  return (
    <div className="scenario-from">
      <div className="field">
        <label htmlFor="f-from">Start from</label>
        <select id="f-from" value={value} onChange={(e) => setChosen(e.target.value)}>
          <option value="">nothing: a new scenario</option>
          {groups.map(
            ([title, some]) =>
              some.length > 0 && (
                <optgroup key={title} label={title}>
                  {some.map((s) => (
                    <option key={s.name} value={s.name} disabled={Boolean(s.problem)}>
                      {s.title || `${s.name}: ${s.problem}`}
                    </option>
                  ))}
                </optgroup>
              ),
          )}
        </select>
      </div>
      <button type="button" onClick={open}>
        {value === from && changed ? "Start again" : "Open"}
      </button>
      <Link to="/runs">Runs so far</Link>
    </div>
  );
}
