import "./scenario.css";

import { useCallback, useRef, useState } from "react";

import { send } from "../../api/client";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { keepTwin, navigate, useParam, useSearch, useTwin } from "../../app/url";
import { Screen } from "../../components/Screen";
import { Failure, Loading, State } from "../../components/State";
import { type Draft, withEngine } from "./draft";
import { EnginePick } from "./EnginePick";
import { Faults } from "./fields";
import { SaveBox } from "./SaveBox";
import { Shocks } from "./Shocks";
import { StartFrom } from "./StartFrom";
import { Terms } from "./Terms";
import { check, useCheck } from "./useCheck";
import { useDraft } from "./useDraft";
import { Verdict } from "./Verdict";
import { YamlPanel } from "./YamlPanel";

export default function Scenario() {
  const twin = useTwin();
  const drafting = useDraft();
  const kept = useApi<Shape["Page_KeptScenario_"]>("/scenarios?limit=1000", { fresh: true });
  const known = useApi<Shape["TargetsView"]>(`/twins/${encodeURIComponent(twin)}/targets`, { fresh: true });
  const from = useSearch().get("from") ?? "";
  return (
    <Screen
      title="Scenario"
      intro="Say what happens, to what, how much and for how long; everything else stays as it is. It is checked as you type, and the file beside it is the one that the command line takes."
      actions={<StartFrom key={from} kept={kept} from={from} changed={drafting.changed} onOpen={drafting.reset} />}
    >
      {drafting.error ? (
        <Failure error={drafting.error} retry={drafting.retry} />
      ) : drafting.draft ? (
        <State of={known} what="engines and targets">
          {(view) => <Builder {...drafting} draft={drafting.draft as Draft} view={view} twin={twin} kept={kept.data?.items ?? []} />}
        </State>
      ) : (
        <Loading what="the scenario" />
      )}
    </Screen>
  );
}

type BuilderProps = Omit<ReturnType<typeof useDraft>, "draft"> & { draft: Draft; view: Shape["TargetsView"]; twin: string; kept: readonly Shape["KeptScenario"][] };

function Builder({ draft, edit, flush, from, changed, begun, tooLong, view, twin, kept }: BuilderProps) {
  const [seedText, setSeed] = useParam("seed", "0");
  const seed = /^\d{1,15}$/.test(seedText) ? Number(seedText) : 0;
  const checking = useCheck(draft, twin, seed);
  const { checked, isCurrent } = checking;
  const running = useRun(draft, twin, seed, flush);
  const faults = useFaults(checked?.problems, changed || begun || Boolean(from) || running.asked);
  const set = (some: Partial<Draft>) => edit((d) => ({ ...d, ...some }));
  const engine = view.engines.find((e) => e.name === draft.engine);
  return (
    <Faults value={faults}>
      <div className="builder">
        <Verdict checking={checking} running={running.running} fault={running.fault} onRun={() => void running.run()} list={running.list} />
        <form className="form" onSubmit={(e) => e.preventDefault()} noValidate>
          <EnginePick engines={view.engines} targets={view.targets} chosen={draft.engine} onChange={(e) => edit((d) => withEngine(d, e))} />
          <Shocks draft={draft} edit={edit} engine={engine} targets={view.targets} names={checked?.names ?? []} twin={twin} />
          <Terms draft={draft} set={set} made={checked?.scenario ?? null} knowsDays={engine?.knows_days ?? false} seed={seedText} setSeed={setSeed} />
          <p className="run">
            <button type="button" className="primary" onClick={() => void running.run()} aria-disabled={running.running || undefined}>
              Run this scenario
            </button>
          </p>
        </form>
        <div className="beside">
          {tooLong && <p className="hint">This draft is too long for a link. Save it, and the link names it.</p>}
          <YamlPanel text={checked?.yaml ?? ""} name={String(checked?.scenario?.["name"] ?? draft.name)} isCurrent={isCurrent} twin={twin} onUse={(d) => edit(() => d)} />
          <SaveBox checked={checked} isCurrent={isCurrent} from={from?.about} kept={kept} />
        </div>
      </div>
    </Faults>
  );
}

/** Run the draft as it stands: checked once more, then queued, then on to its answer. */
function useRun(draft: Draft, twin: string, seed: number, flush: () => void) {
  const [running, setRunning] = useState(false);
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<Error>();
  const list = useRef<HTMLDivElement>(null);
  async function run() {
    if (running) return;
    setRunning(true);
    setAsked(true);
    setFault(undefined);
    try {
      flush(); // the way back leads to what was run
      const told = await check(draft, twin, seed);
      if (!told.is_ready || !told.scenario) {
        list.current?.focus();
        return;
      }
      const body = { scenario: told.is_named ? told.scenario["name"] : told.scenario, twin, engine: null, seed };
      const { data: job } = await send<Shape["JobView"]>("POST", "/runs", body, { idempotencyKey: crypto.randomUUID() });
      navigate(keepTwin(`/impact/${job.run_id || `job:${job.id}`}`, location.search));
    } catch (error) {
      setFault(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setRunning(false);
    }
  }
  return { running, asked, fault, run, list };
}

/** Faults stand at their fields once these were left, or once the draft says something. */
function useFaults(problems: readonly Shape["FieldProblem"][] | undefined, all: boolean) {
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const touch = useCallback((field: string) => setTouched((before) => (before.has(field) ? before : new Set([...before, field]))), []);
  const shown = (field: string) => all || touched.has(field);
  return { all: problems ?? [], shown, touch };
}
