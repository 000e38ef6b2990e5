import type { Shape } from "../../api/types";
import { NumberShown } from "../../components/NumberShown";

const APART = { true: "bands lie apart", false: "bands overlap", null: "not told" } as const;

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
                <ul className="compare-pairs">
                  {one.pairs.map((pair) => (
                    <li key={pair.first + pair.second}>
                      <span className={`compare-verdict is-${pair.separate}`}>{APART[`${pair.separate}`]}</span> {pair.words}
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
