// What the scenario says, what is still wrong, how long it takes, and the way to run it.
import type { MouseEvent, Ref } from "react";

import type { Shape } from "../../api/types";
import { CopyAs } from "../../components/CopyAs";
import { Failure } from "../../components/State";
import { Link } from "../../app/Link";
import type { Checking } from "./useCheck";
import { FaultWords, idOf } from "./fields";

interface VerdictProps {
  checking: Checking;
  running: boolean;
  fault: Error | undefined;
  onRun: () => void;
  list: Ref<HTMLDivElement>;
}

export function Verdict({ checking, running, fault, onRun, list }: VerdictProps) {
  const { checked, isCurrent, error } = checking;
  const faults = checked?.problems.filter((p) => !p.is_advice) ?? [];
  const advice = checked?.problems.filter((p) => p.is_advice) ?? [];
  return (
    <section className="verdict" aria-labelledby="verdict-title">
      <h2 id="verdict-title">In plain words</h2>
      <p className="sentence">{checked?.sentence || "Say what happens, to what and how much; it is told here in words."}</p>
      <p role="status" className="state-of-it">
        {checked ? stateOf(faults.length, advice.length, isCurrent || Boolean(error)) : "Checking …"}
      </p>
      {error && <Failure error={error} />}
      <div ref={list} tabIndex={-1} className="to-do" hidden={faults.length + advice.length === 0}>
        {faults.length > 0 && <FaultList title="Before it can run" of={faults} />}
        {advice.length > 0 && <FaultList title="Advice" of={advice} />}
      </div>
      <dl className="run-facts">
        <dt>A run takes</dt>
        <dd>{checked?.takes.words ?? "unknown"}</dd>
        {checked?.run_id && (
          <>
            <dt>Id of its run</dt>
            <dd>
              <code>{checked.run_id.slice(0, 12)}</code>, the same by page, command line and Python
            </dd>
          </>
        )}
      </dl>
      <p className="run">
        {checked?.is_answered && isCurrent ? (
          <Link className="primary" to={`/impact/${checked.run_id}`}>
            See the answer: it is stored
          </Link>
        ) : (
          <button type="button" className="primary" onClick={onRun} aria-disabled={running || undefined}>
            {running ? "Starting …" : "Run it"}
          </button>
        )}
      </p>
      {fault && <Failure error={fault} />}
      {checked?.command.cli && <CopyAs of={checked.command} />}
      {checked?.command.cli && !checked.is_named && <p className="hint">For these, download the file first, or save it and use its name.</p>}
    </section>
  );
}

function stateOf(faults: number, advice: number, isCurrent: boolean): string {
  if (!isCurrent) return "Checking …";
  const more = advice ? `, ${advice} ${advice === 1 ? "piece" : "pieces"} of advice` : "";
  if (faults) return `${faults} ${faults === 1 ? "thing" : "things"} to settle${more}.`;
  return `It fits the twin and can run${more}.`;
}

function FaultList({ title, of: faults }: { title: string; of: readonly Shape["FieldProblem"][] }) {
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {faults.map((f, k) => (
          <li key={k}>
            <a href={`#${idOf(f.field)}`} onClick={(e) => go(e, f.field)}>
              {fieldWords(f.field)}
            </a>
            : <FaultWords of={{ ...f, is_advice: false }} />
          </li>
        ))}
      </ul>
    </>
  );
}

/** Put the focus on the field of a fault, or on what stands around it. */
function go(event: MouseEvent, field: string): void {
  event.preventDefault();
  const parts = field.split(".");
  for (let length = parts.length; length > 0; length--) {
    const found = document.getElementById(idOf(parts.slice(0, length).join(".")));
    if (found) {
      found.focus();
      found.scrollIntoView({ block: "center" });
      return;
    }
  }
}

const WORDS: Record<string, string> = {
  "": "The scenario", yaml: "The file", engine: "Who answers", name: "Name", title: "Title", start: "Begins on",
  duration_days: "Lasts", days: "Followed for", assumptions: "Assumptions", shocks: "The shocks together",
  target: "what happens", codes: "of what", country: "where", size: "size", low: "milder case", high: "harder case",
  start_day: "begins on day", recovery: "then it goes away", recovery_days: "over",
};

/** The field of a fault in words.
 *
 * `shocks.0.size` is "Shock 1, size". */
export function fieldWords(field: string): string {
  const [first = "", place, name] = field.split(".");
  if (first !== "shocks" || place === undefined) return WORDS[first] ?? first;
  const of = name === "days" ? "late by" : name === "duration_days" ? "whole for" : name ? (WORDS[name] ?? name) : "";
  return `Shock ${Number(place) + 1}${of ? `, ${of}` : ""}`;
}
