import { Link } from "../../app/Link";
import type { Shape } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { NumberShown } from "../../components/NumberShown";

const COUNT = new Intl.NumberFormat("en-US");

/** What the twin is made of: its size, how much of it is seen, its sources and their age. */
export function Loaded({ of: view }: { of: Shape["StartView"] }) {
  const twin = view.twin;
  const facts: readonly [string, string][] = [
    ["Twin", `${twin.name}, ${twin.id.slice(0, 12)}`],
    ["Dollars of", `${twin.base_year}, ${twin.price_basis} prices`],
    ["Activities", COUNT.format(twin.activities)],
    ["Markets", COUNT.format(twin.pools)],
    ["Purchases", COUNT.format(twin.use_cells)],
    ["Firms placed in it", twin.firms ? COUNT.format(twin.firms) : "none"],
  ];
  return (
    <section className="start-rests" aria-labelledby="loaded">
      <h2 id="loaded">What this rests on</h2>
      <dl className="start-facts">
        {facts.map(([name, words]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
        {[view.seen, view.backtest].map((one) => (
          <div key={one.title}>
            <dt>{one.title}</dt>
            <dd>
              <NumberShown of={one.number} of_what={one.sentence} />
            </dd>
          </div>
        ))}
      </dl>
      <DataTable of={view.loaded} />
      <p>
        <Link to="/health">Conflicts, withheld cells and every reading</Link> · <Link to="/methods">How it is computed</Link>
      </p>
    </section>
  );
}
