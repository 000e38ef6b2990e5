// Keep the scenario in the home, by name; shipped ones stay as they are.
import { useState } from "react";

import { send } from "../../api/client";
import type { Shape } from "../../api/types";
import { navigate, withParams } from "../../app/url";
import { Failure } from "../../components/State";

const NAME = /^[a-z0-9][a-z0-9-]{0,79}$/;

interface SaveBoxProps {
  checked: Shape["CheckedScenario"] | undefined;
  isCurrent: boolean;
  from: Shape["KeptScenario"] | undefined;
  kept: readonly Shape["KeptScenario"][];
}

export function SaveBox({ checked, isCurrent, from, kept }: SaveBoxProps) {
  const own = String(checked?.scenario?.["name"] ?? "");
  const [typed, setTyped] = useState<string>();
  const [told, setTold] = useState("");
  const [error, setError] = useState<Error>();
  const [made, setMade] = useState<readonly string[]>([]);
  const name = typed ?? own;
  const holder = kept.find((s) => s.name === name);
  const isTaken = (holder !== undefined && !holder.is_shipped) || made.includes(name);
  const isSaved = checked?.is_named && name === own;

  async function save(replace: boolean) {
    setError(undefined);
    try {
      await send("PUT", `/scenarios/${encodeURIComponent(name)}`, { scenario: checked?.scenario, replace });
      setMade((before) => [...before, name]);
      setTyped(undefined);
      setTold(`Saved. It runs by its name: mainstay run ${name}`);
      navigate(onlyFrom(name), { replace: true });
    } catch (fault) {
      setTold("");
      setError(fault instanceof Error ? fault : new Error(String(fault)));
    }
  }
  async function remove(gone: string) {
    setError(undefined);
    try {
      await send("DELETE", `/scenarios/${encodeURIComponent(gone)}`);
      setMade((before) => before.filter((other) => other !== gone));
      setTold(`${gone} is deleted; its runs stay.`);
      navigate(onlyFrom(null), { replace: true });
    } catch (fault) {
      setError(fault instanceof Error ? fault : new Error(String(fault)));
    }
  }
  const can = Boolean(checked?.scenario) && isCurrent && NAME.test(name) && !holder?.is_shipped && !isSaved;
  function whyNot(): string {
    if (holder?.is_shipped) return `${name} comes with the package and stays as it is; another name can be saved.`;
    if (isSaved) return `It is saved as it stands: mainstay run ${name}`;
    if (isTaken) return `This home has a scenario ${name}; saving replaces it.`;
    if (name && !NAME.test(name)) return "Small letters, digits and hyphens only, beginning with no hyphen.";
    return checked && !checked.scenario ? "It can be saved once its fields hold together." : "";
  }
  return (
    <section className="save" aria-labelledby="save-title">
      <h2 id="save-title">Keep it</h2>
      <div className="field">
        <label htmlFor="f-save">Name in this home</label>
        <input id="f-save" type="text" autoComplete="off" spellCheck={false} value={name} aria-describedby="save-hint" onChange={(e) => {
            setTyped(e.target.value);
            setTold("");
          }} />
        <p className="hint" id="save-hint">
          Small letters, digits and hyphens. It then runs by this name, here and with <code>mainstay run</code>.
        </p>
      </div>
      <p className="figure-foot">
        <button type="button" disabled={!can} onClick={() => void save(isTaken)}>
          {isTaken && !isSaved ? `Replace ${name}` : "Save"}
        </button>
        {from && !from.is_shipped && <DeleteButton name={from.name} onDelete={() => void remove(from.name)} />}
      </p>
      <p role="status">{told || whyNot()}</p>
      {error && <Failure error={error} />}
    </section>
  );
}

/** Deleting asks once more, in place. */
function DeleteButton({ name, onDelete }: { name: string; onDelete: () => void }) {
  const [sure, setSure] = useState(false);
  return sure ? (
    <>
      <button type="button" onClick={onDelete}>
        Yes, delete {name}
      </button>
      <button type="button" onClick={() => setSure(false)}>
        Keep it
      </button>
    </>
  ) : (
    <button type="button" onClick={() => setSure(true)}>
      Delete {name}
    </button>
  );
}

/** The address of a scenario by name, with the twin and nothing else. */
function onlyFrom(name: string | null): string {
  const twin = new URLSearchParams(location.search).get("twin");
  return withParams({ from: name, twin }, "/scenario");
}
