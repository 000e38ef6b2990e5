import { type FormEvent, useCallback, useEffect, useState } from "react";

import { get } from "../../api/client";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { Link } from "../../app/Link";
import { navigate, useParam, useSearch } from "../../app/url";
import { CopyAs } from "../../components/CopyAs";
import { Screen } from "../../components/Screen";
import { State } from "../../components/State";
import { TakeAlong } from "../../components/TakeAlong";
import { JobList } from "./JobList";
import { FEWEST, asTable, comparePath, listPath, pickWords, picksOf, type Run, toggled } from "./listing";
import { RunList } from "./RunList";
import "./runs.css";

type Page = Shape["Page_RunListed_"];

const COMMAND: Shape["Command"] = {
  cli: "mainstay runs list\nmainstay jobs list",
  python: "from mainstay import service\n\nservice.list_runs(None).to_pandas()",
};

/** What was asked of the twin: what is on its way, and every stored answer. */
export default function Runs() {
  const twin = useSearch().get("twin") ?? "";
  const [q, setQ] = useParam("q");
  const [kind, setKind] = useParam("kind");
  const [engine, setEngine] = useParam("engine");
  const [picked, setPicked] = useParam("pick");
  const picks = picksOf(picked);
  const path = listPath({ q, kind, engine }, twin, null);
  const asked = useApi<Page>(path, { fresh: true });
  const { retry } = asked;
  const refresh = useCallback(() => retry(), [retry]);
  const isFiltered = Boolean(q || kind || engine);

  return (
    <Screen
      title="Runs"
      intro="Every answer is stored with what was asked, so that it can be opened, compared and repeated."
      actions={<CopyAs of={COMMAND} />}
    >
      <JobList onDone={refresh} />
      <section aria-labelledby="runs-head">
        <h2 id="runs-head">Stored runs</h2>
        <form className="filters" role="search" aria-label="Runs" onSubmit={(event: FormEvent) => event.preventDefault()}>
          <label>
            Words
            <Words value={q} onSet={setQ} />
          </label>
          <label>
            Kind
            <select value={kind} onChange={(event) => setKind(event.target.value)}>
              <option value="">all</option>
              <option value="run">one run</option>
              <option value="ensemble">ensemble</option>
              <option value="analysis">analysis</option>
            </select>
          </label>
          <label>
            Answered by
            <Engines value={engine} onSet={setEngine} />
          </label>
          <p className="picks">
            <span role="status">{pickWords(picks.length)}</span>
            <button
              type="button"
              className="primary"
              disabled={picks.length < FEWEST}
              onClick={() => navigate(comparePath(picks) + (twin ? `&twin=${encodeURIComponent(twin)}` : ""))}
            >
              Compare
            </button>
            {picks.length > 0 && (
              <button type="button" onClick={() => setPicked(null)}>
                Clear
              </button>
            )}
          </p>
        </form>
        <State of={asked} what="the runs">
          {(page) =>
            page.items.length === 0 ? (
              <p className="empty">
                {isFiltered ? (
                  <>No run is like that. Take out a word or a choice above.</>
                ) : (
                  <>
                    No run is stored yet. <Link to="/scenario">Build a scenario</Link>, or take a ready question from the{" "}
                    <Link to="/">start</Link>.
                  </>
                )}
              </p>
            ) : (
              <Pages key={path} first={page} path={(cursor) => listPath({ q, kind, engine }, twin, cursor)}>
                {(runs) => (
                  <RunList runs={runs} picks={picks} onPick={(id) => setPicked(toggled(picks, id).join(","))} />
                )}
              </Pages>
            )
          }
        </State>
      </section>
    </Screen>
  );
}

/** A field that sets the address once the writer pauses. */
function Words({ value, onSet }: { value: string; onSet: (value: string | null) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onSet(text), 250);
    return () => clearTimeout(timer);
  }, [text, value, onSet]);
  return <input type="search" value={text} onChange={(event) => setText(event.target.value)} placeholder="gallium" />;
}

function Engines({ value, onSet }: { value: string; onSet: (value: string | null) => void }) {
  const { data } = useApi<Shape["Page_CardView_"]>("/engines?limit=100");
  const names = data?.items.map((card) => card.name) ?? (value ? [value] : []);
  return (
    <select value={value} onChange={(event) => onSet(event.target.value)}>
      <option value="">any engine</option>
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

interface PagesProps {
  first: Page;
  path: (cursor: string) => string;
  children: (runs: readonly Run[]) => React.ReactNode;
}

/** The runs that were read so far, and the way to more. */
function Pages({ first, path, children }: PagesProps) {
  const [more, setMore] = useState<readonly Page[]>([]);
  const [isReading, setReading] = useState(false);
  const [failure, setFailure] = useState("");
  const runs = [first, ...more].flatMap((page) => page.items);
  const next = (more.at(-1) ?? first).next;
  function readOn(): void {
    if (!next) return;
    setReading(true);
    get<Page>(path(next))
      .then((page) => setMore([...more, page]), (fault: Error) => setFailure(fault.message))
      .finally(() => setReading(false));
  }
  const table = asTable(runs);
  return (
    <>
      {children(runs)}
      <p className="table-foot">
        {next && (
          <button type="button" onClick={readOn} disabled={isReading}>
            Read on ({runs.length} of {first.total})
          </button>
        )}
        <TakeAlong of={table} name="runs" />
        {failure && <span role="alert">{failure}</span>}
      </p>
    </>
  );
}
