import { useEffect, useRef, useState } from "react";

import { Failure } from "../../components/State";
import { get } from "../../api/client";
import { useTwin } from "../../app/url";
import { resource } from "./asked";
import type { View } from "./geometry";
import { kindWords } from "./NetworkDrawing";
import type { Drawing } from "./whole";

type Stage = { name: "asking" } | { name: "reading" } | { name: "drawn"; view: View } | { name: "failed"; error: Error };

/** Every cell of the net: said how many first, read and drawn only when asked, to be stopped. */
export default function WholeNetwork({ query, cells }: { query: string; cells: number | undefined }) {
  const twin = useTwin();
  const [stage, setStage] = useState<Stage>({ name: "asking" });
  const stop = useRef<AbortController | null>(null);
  useEffect(() => {
    setStage({ name: "asking" });
    return () => stop.current?.abort();
  }, [query, twin]);

  async function open() {
    stop.current = new AbortController();
    setStage({ name: "reading" });
    try {
      const view = await get<View>(resource(twin, "network", query, { level: "full" }), stop.current.signal);
      setStage({ name: "drawn", view });
    } catch (fault) {
      if (stop.current.signal.aborted) setStage({ name: "asking" });
      else setStage({ name: "failed", error: fault instanceof Error ? fault : new Error(String(fault)) });
    }
  }

  if (stage.name === "asking") {
    return (
      <div className="empty">
        <p>
          The whole net is <strong>{cells === undefined ? "tens of thousands of" : cells.toLocaleString("en-US")} links</strong>. It takes a few seconds and
          about {cells === undefined ? 3 : Math.max(1, Math.round((cells * 31) / 1e6))} MB, and moves slowly where the computer has no graphics card. Filters narrow it first.
        </p>
        <button type="button" className="primary" onClick={() => void open()}>
          Draw it
        </button>
      </div>
    );
  }
  if (stage.name === "failed") return <Failure error={stage.error} retry={() => void open()} />;
  if (stage.name === "reading") {
    return (
      <div className="empty" role="status">
        <p>Reading the whole net …</p>
        <button type="button" onClick={() => stop.current?.abort()}>
          Cancel
        </button>
      </div>
    );
  }
  return <WholeDrawn of={stage.view} />;
}

function WholeDrawn({ of: view }: { of: View }) {
  const ground = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing | null>(null);
  const [over, setOver] = useState(-1);
  const [fault, setFault] = useState("");
  useEffect(() => {
    let gone = false;
    void import("./whole").then(({ drawWhole }) => {
      if (gone || !ground.current) return;
      try {
        drawing.current = drawWhole(ground.current, view, setOver);
      } catch (error) {
        setFault(error instanceof Error ? error.message : String(error));
      }
    });
    return () => {
      gone = true;
      drawing.current?.end();
      drawing.current = null;
    };
  }, [view]);
  const node = view.nodes[over];
  return (
    <>
      <h3>{view.title}</h3>
      {fault && <p className="failure">This browser cannot draw it ({fault}). The table below holds every cell.</p>}
      <div ref={ground} className="ex-whole" role="img" aria-label={view.alt} />
      <p className="ex-doing">
        <button type="button" onClick={() => drawing.current?.zoom(1.6)}>
          Closer
        </button>
        <button type="button" onClick={() => drawing.current?.zoom(1 / 1.6)}>
          Further
        </button>
        <button type="button" onClick={() => drawing.current?.home()}>
          All of it
        </button>
        <span role="status">{node ? `${node.name}: ${kindWords(node)}` : "Point at a node to see its name and its links."}</span>
      </p>
      <ul className="ex-plain">
        {view.families.map((f) => (
          <li key={f.name}>
            {f.words}: {f.drawn_links.toLocaleString("en-US")} links{f.drawn_text && `, ${f.drawn_text}`}
            {f.seen_share !== null && `, ${(100 * f.seen_share).toFixed(1)} % seen`}
          </li>
        ))}
      </ul>
      <p className="ex-note">The table of cells below holds every link of this picture, and can be taken along whole.</p>
    </>
  );
}
