import type { View } from "./geometry";

const KINDS: readonly (readonly [string, string, string])[] = [
  ["sector", "sector: click to open", "circle"],
  ["industry", "industry", "circle"],
  ["mineral", "mineral", "diamond"],
  ["country", "country, supply only", "ghost"],
  ["region", "import region, supply only", "ghost"],
  ["final", "final use", "bar"],
];

/** What shapes, colors and lines mean; only what is in the picture. */
export function Legend({ of: view }: { of: View }) {
  const there = new Set(view.nodes.map((n) => n.kind));
  return (
    <ul className="keys explore-keys">
      {view.families
        .filter((f) => f.drawn_links > 0)
        .map((f) => (
          <li key={f.name}>
            <svg width="22" height="12" aria-hidden="true">
              <path d="M1 6H21" strokeWidth="3" className={`ex-link ${f.name.replaceAll(" ", "-")} seen`} />
            </svg>
            {f.words} ({f.meaning})
          </li>
        ))}
      <li>
        <svg width="22" height="12" aria-hidden="true">
          <path d="M1 6H21" strokeWidth="2" className="ex-link ex-plain-line seen" />
        </svg>
        solid: half of it or more is published
      </li>
      <li>
        <svg width="22" height="12" aria-hidden="true">
          <path d="M1 6H21" strokeWidth="2" className="ex-link ex-plain-line inferred" />
        </svg>
        dashed: inferred
      </li>
      {KINDS.filter(([kind]) => there.has(kind)).map(([kind, words, shape]) => (
        <li key={kind}>
          <svg width="22" height="12" aria-hidden="true">
            {shape === "circle" && <circle className={`ex-node ${kind}`} cx="11" cy="6" r="5" />}
            {shape === "diamond" && <path className={`ex-node ${kind}`} d="M11 1L16 6L11 11L6 6Z" />}
            {shape === "ghost" && <rect className={`ex-node ${kind} is-ghost`} x="6" y="1" width="10" height="10" />}
            {shape === "bar" && <rect className={`ex-node ${kind}`} x="8" y="0" width="6" height="12" rx="2" />}
          </svg>
          {words}
        </li>
      ))}
    </ul>
  );
}
