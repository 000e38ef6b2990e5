import { useState } from "react";

import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { Link } from "../../app/Link";
import { State } from "../../components/State";

/** Pick another stored run to look at beside this one. */
export function CompareWith({ run }: { run: string }) {
  const [open, setOpen] = useState(false);
  const asked = useApi<Shape["Page_RunListed_"]>(open ? "/runs?limit=100" : null, { fresh: true });
  return (
    <details className="impact-compare" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Compare with …</summary>
      {open && (
        <State of={asked} what="the stored runs">
          {(page) => {
            const others = page.items.filter((one) => one.id !== run && one.kind !== "analysis");
            if (others.length === 0) {
              return (
                <p className="impact-note">
                  There is no other run yet. <Link to="/scenario">Ask another question</Link> first.
                </p>
              );
            }
            return (
              <ul className="impact-picks">
                {others.map((one) => (
                  <li key={one.id}>
                    <Link to={`/compare?run=${run}&run=${one.id}`}>{one.title}</Link>
                    <span className="impact-what">
                      {one.engine}
                      {one.members ? `, ${one.members} members` : ""}, {one.finished.slice(0, 16).replace("T", " ")} UTC
                    </span>
                  </li>
                ))}
              </ul>
            );
          }}
        </State>
      )}
    </details>
  );
}
