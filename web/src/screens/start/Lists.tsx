import { useParam } from "../../app/url";
import type { Shape } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { EntityLink } from "../../components/EntityLink";
import { FigureView } from "../../components/FigureView";
import { TakeAlong } from "../../components/TakeAlong";
import { Account } from "./Account";
import { Choice } from "../../components/Choice";

const VIEWS = [
  ["list", "List"],
  ["picture", "Picture"],
  ["table", "Table"],
] as const;

interface ListsProps {
  orders: readonly Shape["StartOrder"][];
  shared: readonly Shape["SharedThing"][];
}

/** The ten things that each account hangs on, in one of two orders, as a list, picture or table. */
export function Lists({ orders, shared }: ListsProps) {
  const [name, setName] = useParam("order", "imported");
  const [view, setView] = useParam("view", "list");
  const order = orders.find((o) => o.name === name) ?? orders[0];
  if (!order) return null;
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">Ten things that each account hangs on</h2>
      <div className="start-switches">
        <Choice legend="Order" name="order" of={orders.map((o) => [o.name, o.title])} value={order.name} set={setName} />
        <Choice legend="Show as" name="view" of={VIEWS} value={view} set={setView} />
      </div>
      <p className="start-hint">{order.sentence} Shares overlap: one dollar can pass through several things.</p>
      {view === "picture" ? (
        <FigureView of={order.figure} />
      ) : view === "table" ? (
        <DataTable of={order.figure.table} first={30} />
      ) : (
        <AsList of={order} />
      )}
      {order.name === "imported" && <Shared of={shared} />}
    </section>
  );
}

function AsList({ of: order }: { of: Shape["StartOrder"] }) {
  const table = order.figure.table;
  return (
    <>
      <ul className="keys start-keys" aria-label="Legend">
        <li>
          <span className="start-key-seen" aria-hidden="true" /> rests on published figures
        </li>
        <li>
          <span className="start-key-inferred" aria-hidden="true" /> inferred
        </li>
        <li>
          <span className="start-key-band" aria-hidden="true" /> band: where two overlap, their order is not known
        </li>
        <li>
          <span className="start-key-unknown" aria-hidden="true" /> unknown
        </li>
      </ul>
      <div className="start-accounts">
        {order.accounts.map((account) => (
          <Account key={account.account} of={account} />
        ))}
      </div>
      <p className="table-foot">
        <TakeAlong of={table} />
      </p>
    </>
  );
}

/** What stands in more than one list: where one measure serves several accounts. */
function Shared({ of: things }: { of: readonly Shape["SharedThing"][] }) {
  if (things.length === 0) return null;
  return (
    <div className="start-shared">
      <h3>In more than one list</h3>
      <ul>
        {things.map((thing) => (
          <li key={thing.code}>
            <EntityLink id={thing.entity}>{thing.name}</EntityLink>
            <span className="start-places">
              {(["economy", "health", "defense"] as const)
                .filter((account) => thing[account] !== null)
                .map((account) => `${account} ${thing[account]}`)
                .join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
