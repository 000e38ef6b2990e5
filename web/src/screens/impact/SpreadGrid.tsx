import { useId } from "react";

import type { Shape } from "../../api/types";
import { EntityLink } from "../../components/EntityLink";
import { TakeAlong } from "../../components/TakeAlong";
import { linesTable } from "./playing";

interface SpreadGridProps {
  title: string;
  name: string;
  of: Shape["SpreadView"];
  lines: readonly Shape["SpreadLine"][];
  step: number;
  go: (step: number) => void;
}

/** Heat by line and step with its numbers: the picture and its table are one. */
export function SpreadGrid({ title, name, of: view, lines, step, go }: SpreadGridProps) {
  const caption = useId();
  if (lines.length === 0) return <p className="empty">{title}: nobody is off normal by more than one percent.</p>;
  const table = linesTable(view, name, title, lines);
  return (
    <div className="table">
      <div className="table-scroll" role="region" aria-labelledby={caption} tabIndex={0}>
        <table className="impact-grid">
          <caption id={caption}>{title}</caption>
          <thead>
            <tr>
              <td />
              {view.steps.map((one, k) => (
                <th key={k} scope="col" className={k === step ? "is-now" : ""}>
                  <button type="button" aria-pressed={k === step} aria-label={`Go to ${one.title}`} onClick={() => go(k)}>
                    {one.day}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.id}>
                <th scope="row">{line.entity ? <EntityLink id={line.entity}>{line.name}</EntityLink> : line.name}</th>
                {line.words.map((words, k) => (
                  <td key={k} className={`${line.shades[k] ?? "unknown"}${k === step ? " is-now" : ""}`}>
                    {words === "unknown" ? <span className="impact-unknown">unknown</span> : words.replace(" %", "")}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="table-foot">
        <TakeAlong of={table} name={name} />
        <span className="impact-what">Columns are days, numbers percent.</span>
      </p>
    </div>
  );
}
