import type { Shape } from "../../api/types";
import { NumberShown } from "../../components/NumberShown";

/** The three accounts side by side: what is lost, with its band, and what else is known. */
export function Accounts({ of: view }: { of: Shape["ImpactView"] }) {
  return (
    <div className="impact-accounts">
      {view.accounts.map((one) => (
        <article key={one.account} className={`impact-account is-${one.account}`} aria-label={one.title}>
          <h3>{one.title}</h3>
          <p className="impact-loss">
            <NumberShown of={one.loss} of_what={`${one.title}: ${one.measure}`} />
          </p>
          <p className="impact-what">{one.measure}</p>
          {one.facts.length > 0 && (
            <dl>
              {one.facts.map((fact) => (
                <div key={fact.words}>
                  <dt>{fact.words}</dt>
                  <dd>
                    <NumberShown of={fact.number} of_what={`${one.title}: ${fact.words}`} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </article>
      ))}
    </div>
  );
}
