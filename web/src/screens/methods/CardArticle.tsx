import { type ReactNode, useEffect, useState } from "react";

import type { Shape } from "../../api/types";
import { CopyAs } from "../../components/CopyAs";
import { download } from "../../components/download";

/** One Card: its heading always, the rest when opened. */
export function CardArticle({ of: card, open }: { of: Shape["CardView"]; open: boolean }) {
  const [shown, setShown] = useState(open);
  useEffect(() => {
    if (open) setShown(true);
  }, [open]);
  return (
    <article id={card.anchor} tabIndex={-1} className="methods-card" aria-label={`${card.group} ${card.name}`}>
      <details open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
        <summary>
          <h3>{card.title}</h3>
          <span className="methods-card-name">
            <code>{card.name}</code> version {card.version}
            {card.takes_scenarios ? ", takes scenarios" : ""}
          </span>
        </summary>
        {shown && <Body of={card} />}
      </details>
    </article>
  );
}

function Body({ of: card }: { of: Shape["CardView"] }) {
  return (
    <div className="methods-card-body">
      <dl>
        {card.needs.length > 0 && <Row name="Needs">{card.needs.join(", ")}</Row>}
        {card.yields.length > 0 && <Row name="Gives">{card.yields.join(", ")}</Row>}
        <Row name="Rests on">{card.citation}</Row>
        <Row name="License">{card.license}</Row>
        {card.group === "engine" && (
          <Row name="Aggregation">
            <code>{card.aggregation}</code>: {card.aggregation_words}
          </Row>
        )}
        <Row name="Tested on">{card.tested_on || "Nothing is written down."}</Row>
        {card.url && (
          <Row name="Publisher">
            <a href={card.url} rel="noreferrer">
              {card.url}
            </a>
          </Row>
        )}
      </dl>
      {card.limits.length > 0 && (
        <>
          <h4>Limits</h4>
          <ul>
            {card.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </>
      )}
      <Settings of={card} />
      <CopyAs of={card.command} />
    </div>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Settings({ of: card }: { of: Shape["CardView"] }) {
  const schema = JSON.stringify(card.parameters_schema, null, 2);
  if (card.parameters.length === 0) return <p className="methods-none">It has no settings.</p>;
  return (
    <>
      <h4>Settings</h4>
      <div className="table-scroll" role="region" aria-label={`Settings of ${card.name}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col">type</th>
              <th scope="col">unless set</th>
              <th scope="col">what it does</th>
            </tr>
          </thead>
          <tbody>
            {card.parameters.map((one) => (
              <tr key={one.name}>
                <td>
                  <code>{one.name}</code>
                </td>
                <td>
                  {one.type}
                  {one.unit ? `, ${one.unit}` : ""}
                </td>
                <td>{one.default || "not set"}</td>
                <td>{one.description}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <details className="methods-schema">
        <summary>The same as JSON Schema</summary>
        <pre tabIndex={0} aria-label={`JSON Schema of ${card.name}`}>
          <code>{schema}</code>
        </pre>
        <button type="button" onClick={() => download(`${card.name}.schema.json`, `${schema}\n`, "application/schema+json")}>
          Download the schema
        </button>
      </details>
    </>
  );
}
