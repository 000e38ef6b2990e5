import { useTwin } from "../../app/url";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { CopyAs } from "../../components/CopyAs";
import { Screen } from "../../components/Screen";
import { State } from "../../components/State";
import { Lists } from "./Lists";
import { Loaded } from "./Loaded";
import { Questions } from "./Questions";
import { Tiles } from "./Tiles";
import { unbroken } from "./words";
import "./start.css";

/** What the nation hangs on, what to ask next, and what all of it rests on. */
export default function Start() {
  const twin = useTwin();
  const start = useApi<Shape["StartView"]>(`/twins/${encodeURIComponent(twin)}/start`);
  const data = start.data;
  return (
    <Screen
      title={data?.title ?? "What the nation hangs on"}
      intro={data && <Answer of={data} />}
      actions={data && <CopyAs of={data.command} />}
    >
      <Questions twin={twin} />
      <State of={start} what="the lists; the first time on a twin they are computed, which takes up to a minute">
        {(view) => (
          <>
            <Lists orders={view.orders} shared={view.shared} />
            <Tiles of={view.tiles} />
            <Loaded of={view} />
          </>
        )}
      </State>
    </Screen>
  );
}

function Answer({ of: view }: { of: Shape["StartView"] }) {
  return (
    <div className="start-answer">
      <p>{unbroken(view.answer)}</p>
      <details>
        <summary>{view.headlines.length} further findings</summary>
        <ul>
          {view.headlines.map((line) => (
            <li key={line}>{unbroken(line)}</li>
          ))}
        </ul>
      </details>
      <p className="start-as-of">
        As of {view.as_of}; {view.label}. Run <code>{view.run_id.slice(0, 12)}</code>.
      </p>
    </div>
  );
}
