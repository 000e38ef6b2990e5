// All that happens, one by one; long lists open one at a time.
import { useState } from "react";

import type { Shape } from "../../api/types";
import { blankShock, type Draft, type DraftShock, percentOf } from "./draft";
import { ShockForm } from "./ShockForm";

/** So many shocks are open at once; of more, each opens when asked. */
const OPEN = 4;

interface ShocksProps {
  draft: Draft;
  edit: (change: (draft: Draft) => Draft) => void;
  engine: Shape["EngineChoice"] | undefined;
  targets: readonly Shape["TargetChoice"][];
  names: readonly (readonly string[])[];
  twin: string;
}

export function Shocks({ draft, edit, engine, targets, names, twin }: ShocksProps) {
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const many = draft.shocks.length > OPEN;
  const change = (make: (shocks: DraftShock[]) => DraftShock[]) => edit((d) => ({ ...d, shocks: make(d.shocks) }));
  function add(shock: DraftShock) {
    setOpened((before) => new Set([...before, draft.shocks.length]));
    change((all) => [...all, shock]);
  }
  return (
    <section className="shocks" id="f-shocks" tabIndex={-1} aria-labelledby="shocks-title">
      <h2 id="shocks-title">What happens</h2>
      {draft.shocks.map((shock, k) =>
        many && !opened.has(k) ? (
          <p key={k} className="closed-shock">
            <button type="button" id={`f-shocks-${k}`} onClick={() => setOpened((before) => new Set([...before, k]))}>
              Open shock {k + 1}
            </button>
            <span>{brief(shock, targets, names[k] ?? [])}</span>
          </p>
        ) : (
          <ShockForm
            key={k}
            place={k}
            shock={shock}
            twin={twin}
            engine={engine}
            targets={targets}
            names={names[k] ?? []}
            isOnly={draft.shocks.length === 1}
            lasts={String(draft.duration_days ?? 365)}
            onChange={(next) => change((all) => all.map((s, at) => (at === k ? next : s)))}
            onRemove={() => change((all) => all.filter((_, at) => at !== k))}
            onCopy={() => add({ ...shock, codes: [...shock.codes] })}
          />
        ),
      )}
      <p>
        <button type="button" onClick={() => add(blankShock(engine?.targets[0] ?? "exports"))}>
          Add a shock
        </button>
      </p>
    </section>
  );
}

function brief(shock: DraftShock, targets: readonly Shape["TargetChoice"][], names: readonly string[]): string {
  const what = targets.find((t) => t.name === shock.target)?.title ?? shock.target;
  const things = shock.codes.slice(0, 2).map((code, k) => names[k] ?? code).join(", ");
  const more = shock.codes.length > 2 ? ` and ${shock.codes.length - 2} more` : "";
  const size = shock.size === null ? `${shock.days ?? "?"} days` : `${percentOf(shock.size)} %`;
  return `${what}, ${size}: ${things}${more}`;
}
