import { useEffect, useState } from "react";

import type { Shape } from "../../api/types";
import { CopyAs } from "../../components/CopyAs";

/** The register of known answers: what is checked against whom, and the command that checks it. */
export function Known({ of: areas, part, open }: { of: readonly Shape["KnownArea"][]; part: string; open: boolean }) {
  if (areas.length === 0) return null;
  return (
    <section aria-labelledby="known">
      <h2 id="known">Known answers</h2>
      <p className="methods-lead">
        What others say is right, printed, computed or proved, and what mainstay is held to. The list is what the files
        declare; the command computes each answer and shows both numbers. A part of a name that is only known then is
        written as …
      </p>
      {areas.map((area) => (
        <Area key={area.name} of={area} open={open || part === `known:${area.name}`} />
      ))}
    </section>
  );
}

function Area({ of: area, open }: { of: Shape["KnownArea"]; open: boolean }) {
  const [shown, setShown] = useState(open);
  useEffect(() => {
    if (open) setShown(true);
  }, [open]);
  const heading = `known-${area.name}`;
  return (
    <article id={`known:${area.name}`} tabIndex={-1} className="methods-card" aria-label={`known answers of ${area.name}`}>
      <details open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
        <summary>
          <h3 id={heading}>{area.sentence}</h3>
          <span className="methods-card-name">
            <code>{area.name}</code>, {area.answers.length} declared
          </span>
        </summary>
        {shown && (
          <div className="methods-card-body">
            <div className="table-scroll" role="region" aria-labelledby={heading} tabIndex={0}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">answer</th>
                    <th scope="col">kind</th>
                    <th scope="col">who says so</th>
                  </tr>
                </thead>
                <tbody>
                  {area.answers.map((one) => (
                    <tr key={`${one.id} ${one.source}`}>
                      <td>
                        <code>{one.id}</code>
                      </td>
                      <td>
                        <span className="hidden">{one.kind_words}: </span>
                        {one.kind}
                      </td>
                      <td>{one.source}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            <CopyAs of={area.command} />
          </div>
        )}
      </details>
    </article>
  );
}
