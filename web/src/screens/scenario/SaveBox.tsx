// Keep the scenario in the home, by name; shipped ones stay as they are.
import { useState } from "react";

import { ApiProblem, send } from "../../api/client";
import type { Shape } from "../../api/types";
import { navigate, withParams } from "../../app/url";
import { Failure } from "../../components/State";

interface SaveBoxProps {
  checked: Shape["CheckedScenario"] | undefined;
  isCurrent: boolean;
  from: Shape["KeptScenario"] | undefined;
}

export function SaveBox({ checked, isCurrent, from }: SaveBoxProps) {
  const own = String(checked?.scenario?.["name"] ?? "");
  const [typed, setTyped] = useState<string>();
  const [told, setTold] = useState("");
  const [taken, setTaken] = useState("");
  const [error, setError] = useState<Error>();
  const name = typed ?? own;

  async function save(replace: boolean) {
    setError(undefined);
    try {
      await send("PUT", `/scenarios/${encodeURIComponent(name)}`, { scenario: checked?.scenario, replace });
      setTaken("");
      setTyped(undefined);
      setTold(`Saved. It runs by its name: mainstay run ${name}`);
      navigate(onlyFrom(name), { replace: true });
    } catch (fault) {
      const isTaken = fault instanceof ApiProblem && fault.hint.startsWith("replace it");
      setTaken(isTaken ? name : "");
      setTold("");
      setError(isTaken ? undefined : fault instanceof Error ? fault : new Error(String(fault)));
    }
  }
  async function remove(gone: string) {
    setError(undefined);
    try {
      await send("DELETE", `/scenarios/${encodeURIComponent(gone)}`);
      setTold(`${gone} is deleted; its runs stay.`);
      navigate(onlyFrom(null), { replace: true });
    } catch (fault) {
      setError(fault instanceof Error ? fault : new Error(String(fault)));
    }
  }
  const can = Boolean(checked?.scenario) && isCurrent && name !== "";
  return (
    <section className="save" aria-labelledby="save-title">
      <h2 id="save-title">Keep it</h2>
      <div className="field">
        <label htmlFor="f-save">Name in this home</label>
        <input id="f-save" type="text" autoComplete="off" spellCheck={false} value={name} aria-describedby="save-hint" onChange={(e) => setTyped(e.target.value)} />
        <p className="hint" id="save-hint">
          Small letters, digits and hyphens. It then runs by this name, here and with <code>mainstay run</code>.
        </p>
      </div>
      <p className="figure-foot">
        <button type="button" disabled={!can} onClick={() => void save(taken === name && taken !== "")}>
          {taken && taken === name ? `Replace ${name}` : "Save"}
        </button>
        {from && !from.is_shipped && <DeleteButton name={from.name} onDelete={() => void remove(from.name)} />}
      </p>
      <p role="status">{taken && taken === name ? `This home has a scenario ${name}. Replace it, or take another name.` : told}</p>
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
