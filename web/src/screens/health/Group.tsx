import type { Shape } from "../../api/types";
import { CopyAs } from "../../components/CopyAs";
import { DataTable } from "../../components/DataTable";
import { EntityLink } from "../../components/EntityLink";
import { NumberShown } from "../../components/NumberShown";
import { bars, STATE_WORDS } from "./finding";

type Part = Shape["HealthPart"];

/** One question: its answer and few numbers first, its tables below, each with what to do. */
export function Group({ of: group, open }: { of: Shape["HealthGroup"]; open: boolean }) {
  return (
    <section className="health-group" aria-labelledby={group.id}>
      <h2 id={group.id}>
        {group.title} <span className={`health-state is-${group.state}`}>{STATE_WORDS[group.state]}</span>
      </h2>
      <p className="health-answer">{group.summary}</p>
      <dl className="health-numbers">
        {group.numbers.map((one) => (
          <div key={one.title}>
            <dt>{one.title}</dt>
            <dd>
              <NumberShown of={one.number} of_what={one.title} />
            </dd>
          </div>
        ))}
      </dl>
      {group.parts.map((part) => (
        <PartView key={part.id + String(open)} of={part} open={open} />
      ))}
    </section>
  );
}

function PartView({ of: part, open }: { of: Part; open: boolean }) {
  return (
    <details className="health-part" id={part.id} open={open}>
      <summary>
        <strong>{part.title}</strong> <span>{rowsOf(part)}</span>
        <span className="health-do">What to do: {part.todo}</span>
      </summary>
      <div className="health-inside">
        <p>{part.sentence}</p>
        {part.bar && <Bars of={part} />}
        <DataTable of={part.table} first={15} />
        {part.command && <CopyAs of={part.command} />}
      </div>
    </details>
  );
}

function rowsOf(part: Part): string {
  const { total, rows } = part.table;
  const all = total.toLocaleString("en-US");
  return rows.length < total ? `${rows.length} of ${all} rows` : `${all} rows`;
}

/** Shares as bars: full is seen or cited, the outline is the rest, dashed is unknown. */
function Bars({ of: part }: { of: Part }) {
  const drawn = bars(part);
  const column = part.table.columns.find((c) => c.name === part.bar)?.title ?? "";
  return (
    <ul className="health-bars" aria-label={`${part.title}: ${column}`}>
      {drawn.map((bar) => (
        <li key={bar.name}>
          <span>{bar.entity ? <EntityLink id={bar.entity}>{bar.name}</EntityLink> : bar.name}</span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect x="0.4" y="0.4" width="99.2" height="7.2" className={bar.share === null ? "bar-unknown" : "bar-rest"} />
            {bar.share !== null && <rect x="0" y="0" width={100 * bar.share} height="8" className="bar-seen" />}
          </svg>
          <span className="is-number">{bar.words}</span>
        </li>
      ))}
    </ul>
  );
}
