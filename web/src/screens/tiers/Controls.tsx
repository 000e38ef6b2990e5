import { useId } from "react";

import { navigate, withParams } from "../../app/url";
import type { Shape } from "../../api/types";
import { DEPTHS, TOPS, type TiersAsked, usual } from "./asked";

type View = Shape["TiersView"];
type Choice = Shape["TierChoice"];

/** What is asked of the tiers; all of it stands in the address. */
export function Controls({ id, asked, of: view }: { id: string; asked: TiersAsked; of: View }) {
  const as = usual(id);
  function set(name: keyof TiersAsked, value: string) {
    const changes: Record<string, string | null> = { [name]: value === as[name] ? null : value };
    navigate(withParams(changes), { replace: name !== "direction" });
  }
  return (
    <form className="tiers-controls" aria-label="What is drawn" onSubmit={(e) => e.preventDefault()}>
      <Pick name="Direction" value={asked.direction} of={view.directions} onPick={(v) => set("direction", v)} />
      <Pick name="Tiers" value={asked.depth} of={DEPTHS.map(plain)} onPick={(v) => set("depth", v)} />
      <Pick name="Bars of a tier" value={asked.top} of={TOPS.map(plain)} onPick={(v) => set("top", v)} />
      {view.accounts.length > 1 && <Pick name="Bought by" value={asked.account} of={view.accounts} onPick={(v) => set("account", v)} />}
      {view.groupings.length > 1 && <Pick name="Imports" value={asked.by} of={view.groupings} onPick={(v) => set("by", v)} />}
    </form>
  );
}

function plain(value: string): Choice {
  return { value, words: value };
}

function Pick({ name, value, of: choices, onPick }: { name: string; value: string; of: readonly Choice[]; onPick: (value: string) => void }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{name}</label>
      <select id={id} value={value} onChange={(e) => onPick(e.target.value)} disabled={choices.length < 2}>
        {choices.map((c) => (
          <option key={c.value} value={c.value}>
            {c.words}
          </option>
        ))}
      </select>
    </div>
  );
}
