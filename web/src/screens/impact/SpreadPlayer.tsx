import { useEffect, useRef, useState } from "react";

import type { Shape } from "../../api/types";
import { preload, useApi } from "../../api/useApi";
import { useParam } from "../../app/url";
import { FigureView } from "../../components/FigureView";
import { Why } from "../../components/NumberShown";
import { State } from "../../components/State";
import { figurePath } from "./LazyFigure";
import { after, stepOf, tableAddress } from "./playing";
import { SpreadGrid } from "./SpreadGrid";
import { SpreadMap } from "./SpreadMap";

const PACE = 1400;

/** The spread of a run, step by step: where, who, and what is missing. */
export function SpreadPlayer({ run }: { run: string }) {
  const asked = useApi<Shape["SpreadView"]>(`/runs/${run}/spread`);
  return (
    <section aria-labelledby="impact-spread">
      <h2 id="impact-spread">How it spreads, step by step</h2>
      <State of={asked} what="the spread">
        {(view) => <Player of={view} />}
      </State>
    </section>
  );
}

function Player({ of: view }: { of: Shape["SpreadView"] }) {
  const [day, setDay] = useParam("day");
  const step = stepOf(day, view.steps, view.first);
  const [playing, setPlaying] = useState(false);
  const now = view.steps[step];
  const go = (to: number) => setDay(String(view.steps[to]?.day ?? 0));

  useEffect(() => {
    for (const near of [step + 1, step - 1]) {
      const name = view.steps[near]?.figure;
      if (name) preload(figurePath(view.run_id, name));
    }
  }, [step, view]);
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => go(after(step, view.steps.length)), PACE);
    return () => clearTimeout(timer);
  });

  if (!now) return <p className="empty">The run tells of no steps.</p>;
  const last = view.steps.length - 1;
  return (
    <>
      <div className="impact-player">
        <label htmlFor="impact-step">
          Day of the run: <output htmlFor="impact-step">{now.day}</output>
        </label>
        <input
          id="impact-step"
          type="range"
          min={0}
          max={last}
          step={1}
          value={step}
          list="impact-days"
          aria-valuetext={now.title}
          onChange={(event) => {
            setPlaying(false);
            go(Number(event.target.value));
          }}
        />
        <datalist id="impact-days">
          {view.steps.map((one, k) => (
            <option key={k} value={k} label={String(one.day)} />
          ))}
        </datalist>
        <p className="impact-buttons">
          <button type="button" onClick={() => go(Math.max(0, step - 1))} disabled={step === 0}>
            Step back
          </button>
          <PlayButton playing={playing} set={setPlaying} />
          <button type="button" onClick={() => go(Math.min(last, step + 1))} disabled={step === last}>
            Step on
          </button>
        </p>
      </div>
      <p className="impact-said" role="status">
        <strong>{now.title}.</strong> {now.said}
      </p>
      <div className="impact-side">
        <SpreadMap of={view} step={step} />
        <SpreadGrid title="Where: share of normal that is lost, by place" name="spread_places" of={view} lines={view.places} step={step} go={go} />
      </div>
      <SpreadGrid title="Who: share of normal that is lost, industries at home in the order they are hit" name="spread_industries" of={view} lines={view.industries} step={step} go={go} />
      <Missing run={view.run_id} step={now} />
      <p className="impact-files">
        All activities and all steps:
        {(["csv", "json", "arrow"] as const).map((form) => (
          <a key={form} href={tableAddress(view.run_id, "spread", form)} download aria-label={`Spread of all activities as ${form}`}>
            {form === "arrow" ? "Arrow" : form.toUpperCase()}
          </a>
        ))}
      </p>
      <p className="table-source">
        <Why of={view.why} />
      </p>
    </>
  );
}

/** Plays by itself; who asks for less motion steps by hand. */
function PlayButton({ playing, set }: { playing: boolean; set: (on: boolean) => void }) {
  const [calm] = useState(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  if (calm) return null;
  return (
    <button type="button" aria-pressed={playing} onClick={() => set(!playing)}>
      {playing ? "Pause" : "Play"}
    </button>
  );
}

/** What is missing on a step; the figure before stays until the next one is there. */
function Missing({ run, step }: { run: string; step: Shape["SpreadStep"] }) {
  const asked = useApi<Shape["ShownFigure"]>(step.figure ? figurePath(run, step.figure) : null);
  const held = useRef<Shape["ShownFigure"]>(undefined);
  if (asked.data) held.current = asked.data;
  if (!step.figure) return <p className="empty">On this day the run tells of no missing deliveries.</p>;
  const figure = asked.data ?? held.current;
  if (asked.error || !figure) {
    return (
      <State of={asked} what="what is missing">
        {() => null}
      </State>
    );
  }
  return <FigureView key={figure.name} of={figure} />;
}

