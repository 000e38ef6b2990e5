import type { Shape } from "../../api/types";
import { EntityLink } from "../../components/EntityLink";
import { isKnown, NumberShown } from "../../components/NumberShown";

type View = Shape["EntityView"];

/** The few numbers at the top. */
export function Keys({ of: keys }: { of: View["keys"] }) {
  if (keys.length === 0) return null;
  return (
    <dl className="entity-keys">
      {keys.map((key) => (
        <div key={key.title}>
          <dt>{key.title}</dt>
          <dd>
            <NumberShown of={key.number} of_what={key.title} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Every fact, each with its evidence behind the number and in words beside it. */
export function Facts({ of: groups }: { of: View["facts"] }) {
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">Facts</h2>
      <p className="entity-hint">A solid line below a number: published. A dashed one: inferred. A wavy one: unknown. Open a number for its source.</p>
      <div className="entity-fact-groups">
        {groups.map((group) => (
          <div key={group.title}>
            <h3>{group.title}</h3>
            <dl className="entity-facts">
              {group.facts.map((fact) => (
                <div key={fact.title}>
                  <dt>{fact.title}</dt>
                  <dd>
                    <NumberShown of={fact.number} of_what={fact.title} />
                    <span className="entity-fact-from">
                      {isKnown(fact.number) ? (fact.number.is_seen ? "seen" : fact.number.method) : "no number"} · {fact.number.sources.join(", ")} {fact.number.vintage}
                      {isKnown(fact.number) && ` · confidence ${fact.number.confidence_word}`}
                    </span>
                    {fact.sentence && <span className="entity-fact-says">{fact.sentence}</span>}
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
      </div>
    </section>
  );
}

/** What hangs on it in the three accounts. */
export function Accounts({ of: view }: { of: View }) {
  const byPart = view.accounts.some((a) => a.part.value !== null);
  return (
    <section aria-labelledby="accounts">
      <h2 id="accounts">What hangs on it</h2>
      {view.accounts.length === 0 ? (
        <p className="empty">{view.accounts_missing}</p>
      ) : (
        <div className="entity-accounts">
          {view.accounts.map((a) => (
            <div key={a.account} className={`entity-account is-${a.account}`}>
              <h3>{a.account}</h3>
              <dl className="entity-facts">
                {byPart && <Line title="Of its use at home, ends here" of={a.part} />}
                <Line title={byPart ? "Its cost, of the account's" : "Of the account's cost, through it"} of={a.share} />
                <Line title="Dollars through it, all steps" of={a.through} />
                <Line title={byPart ? "Of it, by its first users alone" : "Bought of it directly"} of={a.direct} />
                {a.gdp.value !== null && <Line title="Value added at home on these paths" of={a.gdp} />}
                {a.compensation.value !== null && <Line title="Pay of employees on them" of={a.compensation} />}
                <Line title="The account in all" of={a.final} />
              </dl>
            </div>
          ))}
        </div>
      )}
      <p className="entity-hint">Shares of cost: how much of what is paid passes through it. Not how much stops without it; a scenario answers that.</p>
    </section>
  );
}

function Line({ title, of: number }: { title: string; of: Shape["ShownNumber"] }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <NumberShown of={number} of_what={title} />
      </dd>
    </div>
  );
}

/** How concentrated its suppliers are, on a scale from none to one. */
export function Concentration({ of: markets }: { of: View["concentration"] }) {
  if (markets.length === 0) return null;
  return (
    <section aria-labelledby="concentration">
      <h2 id="concentration">How concentrated its suppliers are</h2>
      <ul className="entity-markets">
        {markets.map((m) => (
          <li key={`${m.market} ${m.by}`}>
            <h3>
              {m.market}, by {m.by}
            </h3>
            <p>
              HHI <NumberShown of={m.hhi} of_what="Herfindahl-Hirschman index" /> over {m.makers} {m.makers === 1 ? "supplier" : "suppliers"}
            </p>
            <Scale of={m.hhi} />
            <p>
              Leads: {m.leader_entity ? <EntityLink id={m.leader_entity}>{m.leader}</EntityLink> : m.leader}, <NumberShown of={m.leader_share} of_what={`Share of ${m.leader}`} />
            </p>
            {m.unplaced.value !== null && m.unplaced.value > 0.0005 && (
              <p>
                Not placed with anybody: <NumberShown of={m.unplaced} of_what="Not placed" />
              </p>
            )}
          </li>
        ))}
      </ul>
      <p className="entity-hint">0 is very many equal suppliers, 1 a single one. An interval is what unplaced shares leave open.</p>
    </section>
  );
}

function Scale({ of: n }: { of: Shape["ShownNumber"] }) {
  const lo = n.lo ?? n.value;
  const hi = n.hi ?? n.value;
  if (lo === null || hi === null) return <div className="entity-scale is-hatched" aria-hidden="true" />;
  return (
    <div className="entity-scale" aria-hidden="true">
      <span className={n.is_seen ? "is-seen" : "is-inferred"} style={{ width: `${100 * lo}%` }} />
      {hi > lo && <span className="is-hatched" style={{ width: `${100 * (hi - lo)}%` }} />}
    </div>
  );
}
