import { useEffect, useRef } from "react";

import type { Shape } from "../../api/types";
import { mapWords, shadesOf } from "./playing";

/** The map of one step: drawn once by the server, colored here. */
export function SpreadMap({ of: view, step }: { of: Shape["SpreadView"]; step: number }) {
  const map = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const shades = shadesOf(view.places, step);
    for (const place of map.current?.querySelectorAll<SVGElement>("[data-place]") ?? []) {
      place.setAttribute("class", `place ${shades.get(place.dataset["place"] ?? "") ?? "is-outside"}`);
    }
  }, [view, step]);
  if (!view.map) return <p className="empty">The map is not drawn, because the drawing library is not installed. The table below has the same numbers.</p>;
  const title = view.steps[step]?.title ?? "";
  return (
    <figure className="figure impact-map">
      <ul className="keys" aria-label="Legend of the map">
        {view.keys.map((key) => (
          <li key={key.words}>
            <svg viewBox="0 0 22 12" width="22" height="12" aria-hidden="true" dangerouslySetInnerHTML={{ __html: key.symbol }} />
            {key.words}
          </li>
        ))}
        <li>
          <svg viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">
            <rect x="1" y="1" width="20" height="10" className="place unknown" />
          </svg>
          unknown
        </li>
        <li>
          <svg viewBox="0 0 22 12" width="22" height="12" aria-hidden="true">
            <rect x="1" y="1" width="20" height="10" className="place is-outside" />
          </svg>
          not in the run
        </li>
      </ul>
      {/* made by our own server; it holds no script */}
      <div ref={map} className="panel" role="img" aria-label={mapWords(view.places, step, title)} dangerouslySetInnerHTML={{ __html: view.map }} />
      <figcaption>{view.caption}</figcaption>
      <p className="disclaimer">{view.disclaimer}</p>
    </figure>
  );
}
