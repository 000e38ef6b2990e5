import { useState } from "react";

import { Link } from "../../app/Link";
import { keepTwin, navigate } from "../../app/url";
import { send } from "../../api/client";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { Failure, State } from "../../components/State";
import { askedOf, lasting, pictureOf } from "./ask";

type Ready = Shape["ReadyQuestion"];

/** Ready questions: one click puts a shipped scenario to the twin and goes to its picture. */
export function Questions({ twin }: { twin: string }) {
  const questions = useApi<Shape["QuestionsView"]>("/questions");
  const [asking, setAsking] = useState<Ready | null>(null);
  const [fault, setFault] = useState<{ question: Ready; error: Error } | null>(null);

  async function ask(question: Ready) {
    // a second click while the first is on its way asks nothing more
    if (asking) return;
    setAsking(question);
    setFault(null);
    try {
      const { data } = await send<Shape["JobView"]>("POST", "/runs", askedOf(question.name, twin));
      navigate(keepTwin(pictureOf(data), location.search));
    } catch (error) {
      setFault({ question, error: error instanceof Error ? error : new Error(String(error)) });
      setAsking(null);
    }
  }

  return (
    <section aria-labelledby="questions">
      <h2 id="questions">Ready questions</h2>
      <p className="start-hint">One click asks, and shows what is lost, where and when.</p>
      <p role="status" className="start-asking">
        {asking ? `Asking: ${asking.title} …` : ""}
      </p>
      {fault && <Failure error={fault.error} retry={() => void ask(fault.question)} />}
      <State of={questions} what="the ready questions">
        {(view) => {
          const all = view.groups.flatMap((group) => group.questions);
          const first = view.first.flatMap((name) => all.filter((q) => q.name === name));
          const busy = asking?.name;
          return (
            <>
              <ul className="start-first-questions">
                {first.map((q, k) => (
                  <li key={q.name}>
                    <Question of={q} ask={ask} busy={busy} leading={k === 0} />
                  </li>
                ))}
              </ul>
              <details>
                <summary>All {all.length} questions, with what they assume</summary>
                <div className="start-groups">
                  {view.groups.map((group) => (
                    <Group key={group.title} of={group} ask={ask} busy={busy} />
                  ))}
                </div>
              </details>
            </>
          );
        }}
      </State>
    </section>
  );
}

interface QuestionProps {
  of: Ready;
  ask: (question: Ready) => Promise<void>;
  busy: string | undefined;
  leading?: boolean;
}

function Question({ of: q, ask, busy, leading = false }: QuestionProps) {
  return (
    <button
      type="button"
      className={leading ? "start-question is-leading" : "start-question"}
      onClick={() => void ask(q)}
      aria-busy={busy === q.name}
      aria-disabled={busy !== undefined}
    >
      <span className="start-question-title">{q.title}</span>
      <span className="start-question-how">
        Lasts {lasting(q.duration_days)}; {q.how}
      </span>
    </button>
  );
}

function Group({ of: group, ask, busy }: { of: Shape["QuestionGroup"] } & Omit<QuestionProps, "of">) {
  return (
    <section>
      <h3>{group.title}</h3>
      <p className="start-hint">{group.sentence}</p>
      <ul>
        {group.questions.map((q) => (
          <li key={q.name}>
            <Question of={q} ask={ask} busy={busy} />
            <details>
              <summary>
                What it assumes<span className="hidden"> ({q.title})</span>
              </summary>
              {q.assumptions.length > 0 ? (
                <ul className="start-assumed">
                  {q.assumptions.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              ) : (
                <p>Nothing beyond its shocks is written down.</p>
              )}
              <p>
                {q.engine_title}. <Link to={`/methods?part=engine:${q.engine}`}>How {q.engine} works</Link>
              </p>
              <p>
                <Link to={`/scenario?from=${q.name}`}>Change it first</Link>, or run <code>{q.command.cli}</code>
              </p>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
