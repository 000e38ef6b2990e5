import { Fragment, type ReactNode } from "react";

import type { Shape } from "../../api/types";
import { DataTable } from "../../components/DataTable";
import { EntityLink } from "../../components/EntityLink";
import { NumberShown } from "../../components/NumberShown";
import { LazyFigure } from "./LazyFigure";

type Block = Shape["ShownBlock"];
type Cell = readonly Shape["ShownSpan"][];

/** The blocks of a section, in the order of the brief. */
export function Blocks({ of: blocks, run }: { of: readonly Block[]; run: string }) {
  return (
    <>
      {blocks.map((block, k) => (
        <One key={k} of={block} run={run} />
      ))}
    </>
  );
}

function One({ of: block, run }: { of: Block; run: string }): ReactNode {
  const rows = block.rows ?? [];
  switch (block.kind) {
    case "heading":
      return <h3>{block.title}</h3>;
    case "words":
      return <p className={block.style === "note" ? "impact-note" : "impact-words"}>{rows[0]?.[0] && <Spans of={rows[0][0]} />}</p>;
    case "items":
      return (
        <ul className="impact-items">
          {rows.map((row, k) => (
            <li key={k}>{row[0] && <Spans of={row[0]} />}</li>
          ))}
        </ul>
      );
    case "terms":
      return (
        <dl className="impact-terms">
          {rows.map(([name = [], words = []], k) => (
            <div key={k}>
              <dt>
                <Spans of={name} />
              </dt>
              <dd>
                <Spans of={words} />
              </dd>
            </div>
          ))}
        </dl>
      );
    case "facts":
      return <Facts of={block} />;
    case "figure":
      return block.figure ? <LazyFigure run={run} of={block.figure} /> : null;
    default:
      return block.grid ? <DataTable of={block.grid} /> : null;
  }
}

function Facts({ of: block }: { of: Block }) {
  const heads = block.heads ?? [];
  return (
    <div className="table-scroll" role="region" aria-label={block.title ?? "Numbers"} tabIndex={0}>
      <table className="impact-facts">
        <caption>{block.title}</caption>
        <thead>
          <tr>
            {heads.map((head, k) => (head ? <th key={k} scope="col">{head}</th> : <td key={k} />))}
          </tr>
        </thead>
        <tbody>
          {(block.rows ?? []).map((row, r) => (
            <tr key={r}>
              {row.map((cell, k) =>
                k === 0 ? (
                  <th key={k} scope="row">
                    <Spans of={cell} />
                  </th>
                ) : (
                  <td key={k}>
                    <Spans of={cell} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Words and numbers; a number tells where it is from, a name leads to its page. */
export function Spans({ of: spans }: { of: Cell }) {
  return (
    <>
      {spans.map((span, k) => (
        <Fragment key={k}>
          {span.number ? <NumberShown of={span.number} /> : span.entity ? <EntityLink id={span.entity}>{span.text}</EntityLink> : span.text}
        </Fragment>
      ))}
    </>
  );
}
