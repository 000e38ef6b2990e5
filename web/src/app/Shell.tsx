import type { ReactNode } from "react";

import { SearchBox } from "../components/SearchBox";
import { Link } from "./Link";
import { ROUTES } from "./routes";
import { useTwin } from "./url";

/** What stands around every screen: the way to the others, the search, the twin. */
export function Shell({ current, children }: { current: string | null; children: ReactNode }) {
  const twin = useTwin();
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="masthead">
        <Link to="/" className="mark">
          mainstay
        </Link>
        <nav aria-label="Screens">
          <ul>
            {ROUTES.filter((r) => r.inNav).map((r) => (
              <li key={r.path}>
                <Link
                  to={`/${r.path}`}
                  aria-current={r.path === current ? "page" : undefined}
                  onPointerEnter={() => void r.load()}
                  onFocus={() => void r.load()}
                >
                  {r.title}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <SearchBox />
        <p className="twin">
          twin <strong>{twin}</strong>
        </p>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <Hatching />
    </>
  );
}

/** The pattern that stands for unknown; interactive figures refer to it from the style sheet. */
function Hatching() {
  return (
    <svg className="hidden" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="hatching" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="hatch-ground" />
          <rect width="2" height="6" className="hatch-line" />
        </pattern>
      </defs>
    </svg>
  );
}
