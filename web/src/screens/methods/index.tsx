import { useEffect } from "react";

import { useParam } from "../../app/url";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { CopyAs } from "../../components/CopyAs";
import { Screen } from "../../components/Screen";
import { Empty, State } from "../../components/State";
import { TakeAlong } from "../../components/TakeAlong";
import { CardArticle } from "./CardArticle";
import { Known } from "./Known";
import { areasThat, cardsThat, counted, overviewOf } from "./search";
import "./methods.css";

/** What mainstay computes with and reads, every Card of it, and what it is held to. */
export default function Methods() {
  const methods = useApi<Shape["MethodsView"]>("/methods");
  return (
    <Screen
      title="Methods"
      intro={
        <p>
          Every engine and every source with its Card: what it needs and gives, what it rests on, and where it must not
          be used. Below them, the known answers that all of it is checked against.
        </p>
      }
      actions={methods.data && <CopyAs of={methods.data.check} />}
    >
      <State of={methods} what="the Cards">
        {(view) => <Found of={view} />}
      </State>
    </Screen>
  );
}

function Found({ of: view }: { of: Shape["MethodsView"] }) {
  const [words, setWords] = useParam("q");
  const [part, setPart] = useParam("part");
  const engines = cardsThat(view.engines, words);
  const sources = cardsThat(view.sources, words);
  const known = areasThat(view.known, words);
  const count = engines.length + sources.length + known.length;

  useEffect(() => {
    if (!part) return;
    // the part that the address names is opened, shown and read from
    const place = document.getElementById(part);
    place?.scrollIntoView({ block: "start" });
    place?.focus({ preventScroll: true });
  }, [part]);

  return (
    <>
      <form role="search" aria-label="Methods" className="methods-find" onSubmit={(event) => event.preventDefault()}>
        <label>
          Find in the Cards{" "}
          <input
            type="search"
            value={words}
            placeholder="a word, such as gallium or recovery"
            onChange={(event) => setWords(event.target.value)}
          />
        </label>
        <p role="status">
          {counted(engines.length, "engine")}, {counted(sources.length, "source")},{" "}
          {counted(known.length, "area")} of known answers
        </p>
      </form>
      {count === 0 && (
        <Empty>
          <p>No Card holds “{words}”. Every word has to occur in one Card; try fewer.</p>
          <button type="button" onClick={() => setWords(null)}>
            Show all
          </button>
        </Empty>
      )}
      <div className="methods-layout">
        <Contents engines={engines} sources={sources} known={known} part={part} open={(name) => setPart(name, { push: true })} />
        <div className="methods-cards">
          <Cards title="Engines" anchor="engines" of={engines} part={part} open={words !== ""} />
          <Cards title="Sources" anchor="sources" of={sources} part={part} open={words !== ""} />
          {view.broken.length > 0 && (
            <section aria-labelledby="broken">
              <h2 id="broken">Plug-ins that cannot be used</h2>
              <ul>
                {view.broken.map((b) => (
                  <li key={b.name}>
                    <strong>{b.name}</strong>: {b.reason}
                  </li>
                ))}
              </ul>
            </section>
          )}
          <Known of={known} part={part} open={words !== ""} />
          <AllCards of={[...view.engines, ...view.sources]} />
        </div>
      </div>
    </>
  );
}

interface CardsProps {
  title: string;
  anchor: string;
  of: readonly Shape["CardView"][];
  part: string;
  open: boolean;
}

function Cards({ title, anchor, of: cards, part, open }: CardsProps) {
  if (cards.length === 0) return null;
  return (
    <section aria-labelledby={anchor}>
      <h2 id={anchor}>{title}</h2>
      {cards.map((card) => (
        <CardArticle key={card.anchor} of={card} open={open || card.anchor === part} />
      ))}
    </section>
  );
}

interface ContentsProps {
  engines: readonly Shape["CardView"][];
  sources: readonly Shape["CardView"][];
  known: readonly Shape["KnownArea"][];
  part: string;
  open: (part: string) => void;
}

function Contents({ engines, sources, known, part, open }: ContentsProps) {
  const groups: readonly [string, readonly [string, string][]][] = [
    ["Engines", engines.map((c) => [c.anchor, c.name])],
    ["Sources", sources.map((c) => [c.anchor, c.name])],
    ["Known answers", known.map((a) => [`known:${a.name}`, a.name])],
  ];
  return (
    <nav className="methods-contents" aria-label="Parts">
      {groups
        .filter(([, entries]) => entries.length > 0)
        .map(([title, entries]) => (
          <details key={title} open={title === "Engines" || entries.some(([anchor]) => anchor === part)}>
            <summary>{title}</summary>
            <ul>
              {entries.map(([anchor, name]) => (
                <li key={anchor}>
                  <a
                    href={`/methods?part=${anchor}`}
                    aria-current={anchor === part ? "true" : undefined}
                    onClick={(event) => {
                      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                      event.preventDefault();
                      open(anchor);
                    }}
                  >
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </details>
        ))}
    </nav>
  );
}

/** All Cards as one table, to be taken along. */
function AllCards({ of: cards }: { of: readonly Shape["CardView"][] }) {
  const table = overviewOf(cards);
  return (
    <p className="table-foot">
      <TakeAlong of={table} name="cards" words="All Cards as " />
    </p>
  );
}
