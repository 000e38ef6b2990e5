import { useEffect, useId, useState } from "react";

import { navigate, useParam, useSearch, withParams } from "../../app/url";
import type { Shape } from "../../api/types";
import { FILTERS, LEAST, isNarrowed } from "./asked";

type Choice = Shape["Choice"];

/** One bar for the network, the map and the table; what it says stands in the address. */
export function FilterBar({ of: view }: { of: Shape["ExploreView"] | undefined }) {
  const search = useSearch();
  const clear = () => navigate(withParams(Object.fromEntries([...FILTERS, "node"].map((name) => [name, null]))));
  const least: Choice[] = LEAST.map(([value, words]) => ({ value, words, group: "" }));
  const own = search.get("min");
  if (own && !LEAST.some(([value]) => value === own)) least.push({ value: own, words: `$${own}`, group: "" });
  const evidence: Choice[] = [
    { value: "seen", words: "seen: published", group: "" },
    { value: "inferred", words: "inferred", group: "" },
  ];
  return (
    <form className="ex-filters" role="search" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <Words />
      <Pick name="kind" label="Kind" any="every kind" of={view?.kinds ?? []} />
      <Pick name="place" label="Place" any="everywhere" of={view?.places ?? []} />
      <Pick name="sector" label="Sector or mineral" any="all" of={view?.sectors ?? []} />
      <Pick name="account" label="Serves" any="any account" of={view?.accounts ?? []} />
      <Pick name="seen" label="Evidence" any="any evidence" of={evidence} />
      <Pick name="min" label="At least" any="any size" of={least} />
      <button type="button" className="ex-clear" onClick={clear} disabled={!isNarrowed(search)}>
        Clear
      </button>
    </form>
  );
}

function Words() {
  const [asked, set] = useParam("q");
  const [words, setWords] = useState(asked);
  const id = useId();
  useEffect(() => setWords(asked), [asked]);
  useEffect(() => {
    if (words.trim() === asked.trim()) return;
    const later = setTimeout(() => set(words.trim() || null), 350);
    return () => clearTimeout(later);
  }, [words, asked, set]);
  return (
    <p>
      <label htmlFor={id}>Words</label>
      <input id={id} type="search" value={words} placeholder="name or code" onChange={(e) => setWords(e.target.value)} />
    </p>
  );
}

function Pick({ name, label, any, of: choices }: { name: string; label: string; any: string; of: readonly Choice[] }) {
  const [value, set] = useParam(name);
  const id = useId();
  const groups = [...new Set(choices.map((c) => c.group))];
  // what the address asks for is shown even where the list is not there yet
  const missing = value !== "" && !choices.some((c) => c.value === value);
  const option = (c: Choice) => (
    <option key={c.value} value={c.value}>
      {c.words}
    </option>
  );
  return (
    <p>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} data-set={value ? true : undefined} onChange={(e) => set(e.target.value || null, { push: true })}>
        <option value="">{any}</option>
        {missing && <option value={value}>{value}</option>}
        {groups.map((group) =>
          group ? (
            <optgroup key={group} label={group}>
              {choices.filter((c) => c.group === group).map(option)}
            </optgroup>
          ) : (
            choices.filter((c) => !c.group).map(option)
          ),
        )}
      </select>
    </p>
  );
}

/** How much is left, told when it changes. */
export function Count({ of: view, busy }: { of: Shape["ExploreView"]; busy: boolean }) {
  return (
    <p className="ex-count" role="status" aria-busy={busy}>
      <strong>
        {view.cells_left.toLocaleString("en-US")} of {view.cells.toLocaleString("en-US")} cells
      </strong>{" "}
      left{view.cells_left === 0 ? ". Nothing is left: clear a filter, or ask for less." : ""}
    </p>
  );
}

/** What is left, kind by kind, and what the filters mean. */
export function Left({ of: view }: { of: Shape["ExploreView"] }) {
  const kinds = view.left.filter((k) => k.left > 0);
  return (
    <div className="ex-left">
      <ul aria-label="Cells left by kind">
        {kinds.map((k) => (
          <li key={k.kind}>
            {k.words}: <b>{k.left.toLocaleString("en-US")}</b>
            {k.text && <>, {k.text}</>}
            {k.seen_share !== null && <span className="ex-muted">, {(100 * k.seen_share).toFixed(1)} % seen</span>}
          </li>
        ))}
      </ul>
      {view.notes.map((note) => (
        <p key={note} className="ex-note">
          {note}
        </p>
      ))}
    </div>
  );
}
