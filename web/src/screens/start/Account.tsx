import type { Shape } from "../../api/types";
import { EntityLink } from "../../components/EntityLink";
import { NumberShown, Why } from "../../components/NumberShown";
import { barOf, reach } from "./bars";
import { spans, unbroken } from "./words";

/** One account: how large it is, and what it hangs on, each with its bar and band. */
export function Account({ of: account }: { of: Shape["StartAccount"] }) {
  const top = reach(account.lines);
  const first = account.lines[0];
  return (
    <section className={`start-account is-${account.account}`} aria-labelledby={`account-${account.account}`}>
      <header>
        <h3 id={`account-${account.account}`}>{account.title}</h3>
        <NumberShown of={account.total} of_what={`All of ${account.title.toLowerCase()}`} />
      </header>
      <p className="start-hint">{account.sentence}</p>
      <ol>
        {account.lines.map((line) => (
          <Line key={line.code} of={line} top={top} />
        ))}
      </ol>
      {first && (
        <details className="start-from">
          <summary>Where these numbers are from</summary>
          <p>
            <Why of={first.share} title="Shares, bands, imports, seen" />
          </p>
          {first.leading_share && (
            <p>
              <Why of={first.leading_share} title="Regions abroad" />
            </p>
          )}
        </details>
      )}
    </section>
  );
}

function Line({ of: line, top }: { of: Shape["StartLine"]; top: number }) {
  const bar = barOf(line, top);
  const ties = line.not_separable_from;
  return (
    <li>
      <p className="start-line-head">
        <span className="start-rank" aria-hidden="true">
          {line.rank}
        </span>
        <span className="start-line-name">
          <EntityLink id={line.entity}>{line.name}</EntityLink>
        </span>
        <NumberShown of={line.share} of_what={line.name} />
      </p>
      <div className="start-bar" aria-hidden="true">
        {bar.unknown !== null && <span className="start-bar-unknown" style={{ width: `${bar.unknown}%` }} />}
        {bar.inferred !== null && <span className="start-bar-inferred" style={{ width: `${bar.inferred}%` }} />}
        {bar.seen !== null && bar.seen > 0 && <span className="start-bar-seen" style={{ width: `${bar.seen}%` }} />}
        {bar.lo !== null && bar.hi !== null && (
          <span className="start-bar-band" style={{ left: `${bar.lo}%`, width: `${bar.hi - bar.lo}%` }} />
        )}
      </div>
      <p className="start-line-facts">
        {unbroken(`${line.value.text}; ${line.import_share.text} imported`)}
        {line.leading_region && line.leading_entity && line.leading_share && (
          <>
            , {unbroken(line.leading_share.text)} of that from{" "}
            <EntityLink id={line.leading_entity}>{line.leading_region}</EntityLink>
          </>
        )}
        ; {unbroken(line.seen.text)} seen.
        {ties.length > 0 && <> Order not settled against {spans(ties)}.</>}
        {line.note && <> {line.note}</>}
      </p>
    </li>
  );
}
