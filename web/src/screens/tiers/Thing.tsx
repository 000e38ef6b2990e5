import { useEffect, useState } from "react";

import { Link } from "../../app/Link";
import { useSearch, useTwin } from "../../app/url";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { CopyAs } from "../../components/CopyAs";
import { DataTable } from "../../components/DataTable";
import { EntityLink } from "../../components/EntityLink";
import { NumberShown } from "../../components/NumberShown";
import { Screen } from "../../components/Screen";
import { Failure, Loading } from "../../components/State";
import { askedOf, resource, tiersPath, usual } from "./asked";
import { Controls } from "./Controls";
import { Lines } from "./Lines";
import { Picture } from "./Picture";

type View = Shape["TiersView"];

/** The tiers of one thing: drawn, in numbers, and with the minerals beside them. */
export function Thing({ id }: { id: string }) {
  const twin = useTwin();
  const asked = askedOf(id, useSearch());
  const { data, error, loading, retry } = useApi<View>(resource(twin, id, asked));
  // what was drawn stays until what is asked now is there
  const [last, setLast] = useState<View>();
  useEffect(() => {
    if (data) setLast(data);
  }, [data]);
  const view = data ?? (error ? undefined : last);
  const name = view?.name ?? id.slice(id.indexOf(":") + 1);
  return (
    <Screen title={`${name}: tiers`} intro={view && <Intro of={view} />} actions={view && <CopyAs of={view.command} />}>
      {view && <Controls id={id} asked={asked} of={view} />}
      {error && (
        <>
          <Failure error={error} retry={retry} />
          <Instead id={id} direction={asked.direction} />
        </>
      )}
      {!view && !error && <Loading what="the tiers" />}
      {view && (
        <div className="tiers-body" aria-busy={loading}>
          {loading && (
            <p className="hidden" role="status">
              Reading the tiers asked for …
            </p>
          )}
          <Picture of={view} />
          <Lines of={view} />
          <Beyond of={view} />
          {view.minerals && <Minerals of={view.minerals} />}
        </div>
      )}
    </Screen>
  );
}

function Intro({ of: view }: { of: View }) {
  return (
    <>
      <p>{view.sentence}</p>
      <p>
        The whole is <NumberShown of={view.total} of_what={view.base} />: {view.base}.
        {view.entity && (
          <>
            {" "}
            <EntityLink id={view.entity}>All about it</EntityLink>
          </>
        )}
      </p>
    </>
  );
}

function Instead({ id, direction }: { id: string; direction: string }) {
  const other = direction === "up" ? "down" : "up";
  return (
    <p>
      <Link to={tiersPath(id, { ...usual(id), direction: other })}>{other === "up" ? "Ask for its inputs instead" : "Ask for its uses instead"}</Link>,
      or <Link to="/tiers">choose another thing</Link>.
    </p>
  );
}

function Beyond({ of: view }: { of: View }) {
  return (
    <div className="tiers-beyond">
      {(view.open_share.value ?? 0) > 0 && <p>
        Beyond the last tier <NumberShown of={view.open_share} of_what="goes on beyond the last tier" /> of the whole goes on
        {view.beyond && (
          <>
            ; further tiers hold an output of <NumberShown of={view.beyond} of_what="output of all further tiers" />
          </>
        )}
        .
      </p>}
      {view.notes.length > 0 && (
        <ul>
          {view.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Minerals({ of: table }: { of: Shape["ShownTable"] }) {
  return (
    <section aria-labelledby="tiers-minerals">
      <h2 id="tiers-minerals">Minerals that stop it</h2>
      <p className="intro">
        Minerals are worth little and stop much, so they stand beside the dollars: which industry of which tier needs them, and how much of its output hangs
        on that use.
      </p>
      <DataTable of={table} first={12} />
    </section>
  );
}
