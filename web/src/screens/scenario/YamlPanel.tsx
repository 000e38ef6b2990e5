// The file beside the form: the same one that the command line takes, both ways.
import { type ChangeEvent, useState } from "react";

import { send } from "../../api/client";
import type { Shape } from "../../api/types";
import { download } from "../../components/download";
import { Failure } from "../../components/State";
import { type Draft, draftOf } from "./draft";
import { FaultWords } from "./fields";
import { fieldWords } from "./Verdict";

interface YamlPanelProps {
  text: string;
  name: string;
  isCurrent: boolean;
  twin: string;
  onUse: (draft: Draft) => void;
}

export function YamlPanel({ text, name, isCurrent, twin, onUse }: YamlPanelProps) {
  const [told, setTold] = useState("");
  const file = `${name || "scenario"}.yaml`;
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setTold("The file is on the clipboard.");
    } catch {
      setTold("The browser does not allow it; select the text.");
    }
  }
  return (
    <section className="yaml" aria-labelledby="yaml-title">
      <h2 id="yaml-title">The file</h2>
      <pre tabIndex={0} role="region" aria-label={file} aria-busy={!isCurrent}>
        <code>{text || "…"}</code>
      </pre>
      <p className="figure-foot">
        <button type="button" onClick={() => void copy()} disabled={!text}>
          Copy
        </button>
        <button type="button" onClick={() => download(file, text, "application/yaml")} disabled={!text}>
          Download {file}
        </button>
      </p>
      <p role="status">{told}</p>
      <PasteBox twin={twin} onUse={onUse} />
    </section>
  );
}

/** Take a file in: pasted or opened; what is wrong with it is told by line and field. */
function PasteBox({ twin, onUse }: { twin: string; onUse: (draft: Draft) => void }) {
  const [text, setText] = useState("");
  const [faults, setFaults] = useState<readonly Shape["FieldProblem"][]>([]);
  const [told, setTold] = useState("");
  const [error, setError] = useState<Error>();
  async function use() {
    setError(undefined);
    try {
      const { data } = await send<Shape["CheckedScenario"]>("POST", "/scenarios/validate", { yaml: text, twin });
      if (data.scenario) {
        onUse(draftOf(data.scenario));
        setText("");
      }
      setFaults(data.scenario ? [] : data.problems);
      setTold(data.scenario ? "The form holds it now." : "It does not hold together yet:");
    } catch (fault) {
      setError(fault instanceof Error ? fault : new Error(String(fault)));
    }
  }
  async function open(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    if (file) setText(await file.text());
  }
  return (
    <details className="paste">
      <summary>Paste or open a file</summary>
      <div className="field">
        <label htmlFor="f-open">Open a scenario file</label>
        <input id="f-open" type="file" accept=".yaml,.yml,.json,text/yaml" onChange={(e) => void open(e)} />
      </div>
      <div className="field">
        <label htmlFor="f-yaml">Text of a scenario file</label>
        <textarea id="f-yaml" rows={8} spellCheck={false} value={text} onChange={(e) => setText(e.target.value)} aria-describedby="yaml-faults" />
      </div>
      <button type="button" onClick={() => void use()} disabled={!text.trim()}>
        Take it into the form
      </button>
      <div id="yaml-faults" role="status" className="faults-of-file">
        {told && <p>{told}</p>}
        {faults.length > 0 && (
          <ul>
            {faults.map((f, k) => (
              <li key={k}>
                <b>{fieldWords(f.field)}</b>: <FaultWords of={f} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {error && <Failure error={error} />}
    </details>
  );
}
