import type { Shape } from "../../api/types";
import { NumberShown } from "../../components/NumberShown";

const APART = { true: "bands lie apart", false: "bands overlap", null: "no bands on both" } as const;

/** Pairs that measure the same thing, and what is said of those that do not. */
function parted(pairs: readonly Shape["ComparedPair"][]) {
  const told = pairs.filter((pair) => pair.difference !== null);
  const others = pairs.filter((pair) => pair.difference === null).map((pair) => pair.words);
  return { told, others };
}

/** The accounts as a table, a column per run, and below each whether the bands separate. */
export function Accounts({ of: view }: { of: Shape["CompareView"] }) {
  return (
    <div className="table-scroll" role="region" aria-label="Accounts by run" tabIndex={0}>
      <table className="compare-accounts">
        <caption>What is lost, by account and run</caption>
        <thead>
          <tr>
            <th scope="col">Account</th>
            {view.runs.map((run) => (
              <th key={run.letter} scope="col">
                {run.letter}
              </th>
            ))}
            <th scope="col">How far apart</th>
          </tr>
        </thead>
        <tbody>
          {view.accounts.map((one) => (
            <tr key={one.account}>
              <th scope="row">{one.title}</th>
              {one.losses.map((loss, k) => (
                <td key={k}>
                  {loss ? <NumberShown of={loss} of_what={`${one.title}, ${view.runs[k]?.letter}: ${one.measures[k]}`} /> : <em>not told</em>}
                  <span className="compare-what">{one.measures[k]}</span>
                </td>
              ))}
              <td>
                <Pairs of={one.pairs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Pairs({ of: pairs }: { of: readonly Shape["ComparedPair"][] }) {
  const { told, others } = parted(pairs);
  return (
    <ul className="compare-pairs">
      {told.map((pair) => (
        <li key={pair.first + pair.second}>
          <span className={`compare-verdict is-${pair.separate}`}>{APART[`${pair.separate}`]}</span> {pair.words}
        </li>
      ))}
      {others.length > 0 && (
        <li>
          <span className="compare-verdict is-null">not comparable</span> {others.join(" ")}
        </li>
      )}
    </ul>
  );
}
