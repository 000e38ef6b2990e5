import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { Link } from "../../app/Link";
import { CopyAs } from "../../components/CopyAs";
import { DataTable } from "../../components/DataTable";
import { EntityLink } from "../../components/EntityLink";
import { Screen } from "../../components/Screen";
import { Loading, State } from "../../components/State";
import { Accounts } from "./Accounts";
import { Blocks } from "./Blocks";
import { CompareWith } from "./CompareWith";
import { changePath } from "./changing";
import { LazyFigure } from "./LazyFigure";
import { NoPicture } from "./NoPicture";
import { RunAbout } from "./RunAbout";
import { SpreadPlayer } from "./SpreadPlayer";

/** One stored run: the answer, the three accounts, then the pictures, then what it rests on. */
export function RunScreen({ id }: { id: string }) {
  const asked = useApi<Shape["ImpactView"]>(`/runs/${encodeURIComponent(id)}/impact`);
  const stored = useApi<Shape["StoredRun"]>(`/runs/${encodeURIComponent(id)}`);
  if (asked.error && stored.data) return <NoPicture error={asked.error} of={stored.data} retry={asked.retry} />;
  if (asked.error || !asked.data) {
    return (
      <Screen title="Impact">
        <State of={asked} what="the run">
          {() => null}
        </State>
        {asked.error && (
          <p>
            <Link to="/runs">All stored runs</Link>, or <Link to="/">a ready question from the start</Link>.
          </p>
        )}
      </Screen>
    );
  }
  return <Story of={asked.data} stored={stored.data} />;
}

function Story({ of: view, stored }: { of: Shape["ImpactView"]; stored: Shape["StoredRun"] | undefined }) {
  // who is hit first comes before the spread is played
  const first = view.has_spread ? view.sections.filter((s) => s.anchor.startsWith("who-is-hit-first")) : [];
  const rest = view.sections.filter((s) => !first.includes(s));
  return (
    <Screen
      title={view.title}
      intro={<p>{view.says}</p>}
      actions={
        <>
          {stored && (
            <Link className="primary" to={changePath(stored)}>
              Change and run again
            </Link>
          )}
          <CompareWith run={view.run_id} />
          {stored && <CopyAs of={stored.command} />}
        </>
      }
    >
      {!view.is_current && (
        <p className="impact-warning">
          <strong>Answered by an older state of the program.</strong> What is shown is what was stored; run it again to see what the present one says.
        </p>
      )}
      <section aria-labelledby="impact-answer">
        <h2 id="impact-answer">The answer</h2>
        <p className="impact-answer">{view.answer}</p>
        {view.headlines.length > 0 && (
          <ul className="impact-headlines">
            {view.headlines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <Accounts of={view} />
        {view.lead && <LazyFigure run={view.run_id} of={view.lead} />}
        {view.sibling && (
          <p className="impact-words">
            An <Link to={`/impact/${view.sibling}`}>ensemble of the same question</Link> stands beside this run: see how sure this is.
          </p>
        )}
      </section>
      <Pages view={view} />
      {first.map((section) => (
        <Told key={section.anchor} of={section} run={view.run_id} />
      ))}
      {view.has_spread && <SpreadPlayer run={view.run_id} />}
      {rest.map((section) => (
        <Told key={section.anchor} of={section} run={view.run_id} />
      ))}
      {view.industries && (
        <section aria-labelledby="impact-industries">
          <h2 id="impact-industries">Industry by industry</h2>
          <DataTable of={view.industries} first={12} />
        </section>
      )}
      {stored ? <RunAbout view={view} stored={stored} /> : <Loading what="what the run rests on" />}
    </Screen>
  );
}

function Told({ of: section, run }: { of: Shape["ShownSection"]; run: string }) {
  return (
    <section aria-labelledby={`s-${section.anchor}`}>
      <h2 id={`s-${section.anchor}`}>{section.title}</h2>
      <Blocks of={section.blocks} run={run} />
    </section>
  );
}

function Pages({ view }: { view: Shape["ImpactView"] }) {
  if (view.shocked.length + view.hit.length === 0) return null;
  return (
    <section aria-labelledby="impact-pages" className="impact-pages">
      <h2 id="impact-pages">Up and down the chain</h2>
      <div className="impact-two">
        <Named title="Upstream: what it acts on" of={view.shocked} />
        <Named title="Downstream: who loses most" of={view.hit} />
      </div>
    </section>
  );
}

function Named({ title, of: things }: { title: string; of: readonly Shape["LinkedEntity"][] }) {
  if (things.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className="impact-links">
        {things.map((thing) => (
          <li key={thing.name + thing.words}>
            {thing.entity ? <EntityLink id={thing.entity}>{thing.name}</EntityLink> : thing.name}
            <span className="impact-what">{thing.words}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
