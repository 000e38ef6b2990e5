import { Link } from "../../app/Link";
import { routeOf } from "../../app/routes";
import { usePath, useTwin } from "../../app/url";
import { ApiProblem } from "../../api/client";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { CopyAs } from "../../components/CopyAs";
import { DataTable } from "../../components/DataTable";
import { EntityLink } from "../../components/EntityLink";
import { Screen } from "../../components/Screen";
import { Failure, Loading } from "../../components/State";
import { Around } from "./Around";
import { Browse } from "./Browse";
import { Accounts, Concentration, Facts, Keys } from "./Facts";
import { Touches } from "./Touches";
import "./entity.css";

type View = Shape["EntityView"];

/** One page for one thing: an industry, a market, a country, a mineral, later a firm. */
export default function Entity() {
  const id = routeOf(usePath()).rest;
  return id ? <One key={id} id={id} /> : <Browse />;
}

function One({ id }: { id: string }) {
  const twin = useTwin();
  const { data: view, error, retry } = useApi<View>(`/twins/${encodeURIComponent(twin)}/entities/${encodeURIComponent(id)}`);
  if (error) {
    return (
      <Screen title={error instanceof ApiProblem && error.status === 404 ? "There is no such thing in this twin" : "This page could not be read"}>
        <Failure error={error} retry={retry} />
        <p>
          <Link to={`/entity?q=${encodeURIComponent(id.replace(/^[a-z]+:/, ""))}`}>Search for it by name</Link>
        </p>
      </Screen>
    );
  }
  if (!view) {
    return (
      <Screen title={id.replace(/^[a-z]+:/, "")}>
        <Loading what="the page" />
      </Screen>
    );
  }
  const stop = view.ways.find((w) => w.kind === "scenario");
  return (
    <Screen title={view.name} intro={<Intro of={view} />} actions={<Ways of={view} />}>
      <Keys of={view.keys} />
      <Around entity={view.id} first={view.kind === "region" || view.kind === "country" ? "downstream" : "upstream"} />
      <Accounts of={view} />
      <Facts of={view.facts} />
      <Concentration of={view.concentration} />
      {view.tables.length > 0 && <Tables title="Who makes and sells it" id="tables" of={view.tables} />}
      {view.behind.length > 0 && <Tables title="What it stands behind" id="behind" of={view.behind} />}
      <Touches entity={view.id} stop={stop?.path} />
    </Screen>
  );
}

function Intro({ of: view }: { of: View }) {
  return (
    <>
      <p>
        <span className="entity-badge">{view.kind}</span> {view.about !== view.kind && `${view.about.replace(`${view.kind}, `, "")} · `}
        <code>{view.code}</code>
      </p>
      {view.relatives.length > 0 && (
        <p>
          See also{" "}
          {view.relatives.map((r, k) => (
            <span key={r.id}>
              {k > 0 && "; "}
              <EntityLink id={r.id}>{r.name}</EntityLink> ({r.how})
            </span>
          ))}
          .
        </p>
      )}
    </>
  );
}

function Ways({ of: view }: { of: View }) {
  return (
    <>
      {view.ways.map((way) => (
        <Link key={way.path} to={way.path} className={way.kind === "scenario" ? "primary" : "entity-way"}>
          {way.title}
        </Link>
      ))}
      <CopyAs of={view.command} />
    </>
  );
}

function Tables({ title, id, of: tables }: { title: string; id: string; of: View["tables"] }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {tables.map((table) => (
        <div key={table.name}>
          <DataTable of={table} first={8} />
          {table.total > table.rows.length && (
            <p className="entity-hint">
              The first {table.rows.length} of {table.total}; the command line gives all of them.
            </p>
          )}
        </div>
      ))}
    </section>
  );
}
