import type { Shape } from "../../api/types";

/** What differs between the questions: shock by shock, then everything else that was asked. */
export function Differences({ of: view }: { of: Shape["CompareView"] }) {
  const differ = view.aspects.filter((aspect) => aspect.differs);
  const same = view.aspects.filter((aspect) => !aspect.differs);
  return (
    <section aria-labelledby="compare-questions">
      <h2 id="compare-questions">What differs between the questions</h2>
      {view.shocks.length === 0 ? (
        <p>The same things happen in all of them, in the same way.</p>
      ) : (
        <ul className="compare-shocks">
          {view.shocks.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      <Aspects title="What differs" of={differ} view={view} />
      <details>
        <summary>What is the same ({same.length})</summary>
        <Aspects title="What is the same" of={same} view={view} />
      </details>
    </section>
  );
}

function Aspects({ title, of: aspects, view }: { title: string; of: readonly Shape["ComparedAspect"][]; view: Shape["CompareView"] }) {
  if (aspects.length === 0) return <p className="empty">{title}: nothing.</p>;
  return (
    <div className="table-scroll" role="region" aria-label={title} tabIndex={0}>
      <table className="compare-aspects">
        <caption>{title}</caption>
        <thead>
          <tr>
            <td />
            {view.runs.map((run) => (
              <th key={run.letter} scope="col">
                {run.letter}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {aspects.map((aspect) => (
            <tr key={aspect.what}>
              <th scope="row">{aspect.what}</th>
              {aspect.values.map((value, k) => (
                <td key={k}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
