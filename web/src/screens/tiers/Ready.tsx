import { Link } from "../../app/Link";
import { useParam, useTwin } from "../../app/url";
import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { Screen } from "../../components/Screen";
import { State } from "../../components/State";
import { tiersPath } from "./asked";

type One = Shape["ReadyTiers"];

const GROUPS = [
  ["products", "Products, up to their inputs"],
  ["materials", "Materials, down to what they end up in"],
  ["accounts", "Whole accounts"],
] as const;

/** Things whose tiers are worth a look, and a way to any other. */
export function Ready() {
  const twin = useTwin();
  const ready = useApi<Shape["ReadyTiersView"]>(`/twins/${encodeURIComponent(twin)}/tiers`);
  return (
    <Screen
      title="Tiers"
      intro="What stands behind a product, step by step, and what a material ends up in. Every tier adds up to the same dollars; what nobody sees is drawn as not seen."
    >
      <Find twin={twin} />
      <State of={ready} what="what to begin with">
        {(view) => (
          <>
            {GROUPS.map(([key, title]) => (
              <section key={key} aria-labelledby={`ready-${key}`}>
                <h2 id={`ready-${key}`}>{title}</h2>
                <ul className="tiers-ready">
                  {view[key].map((one) => (
                    <Card key={one.id} of={one} />
                  ))}
                </ul>
              </section>
            ))}
          </>
        )}
      </State>
    </Screen>
  );
}

function Card({ of: one }: { of: One }) {
  const to = tiersPath(one.id, { direction: one.direction, depth: String(one.depth) });
  return (
    <li>
      <Link to={to}>{one.name}</Link>
      <span>{one.question}</span>
    </li>
  );
}

function Find({ twin }: { twin: string }) {
  const [q, setQ] = useParam("q");
  const words = q.trim();
  const path = words ? `/twins/${encodeURIComponent(twin)}/entities?limit=12&q=${encodeURIComponent(words)}` : null;
  const found = useApi<Shape["Page_EntityLine_"]>(path);
  // a country has no tiers of its own: the accounts name regions, the mineral tables its shares
  const lines = (found.data?.items ?? []).filter((line) => line.kind !== "country");
  return (
    <section aria-labelledby="tiers-find">
      <h2 id="tiers-find" className="hidden">
        Find another thing
      </h2>
      <label className="tiers-find">
        Tiers of
        <input type="search" value={q} placeholder="a product, an industry, a mineral …" onChange={(e) => setQ(e.target.value)} />
      </label>
      {words && found.data && (
        <>
          <p role="status">{lines.length === 0 ? "Nothing is called that. Try a shorter word or a code such as 334413." : `${lines.length} found`}</p>
          <ul className="tiers-ready">
            {lines.map((line) => (
              <li key={line.id}>
                <Link to={tiersPath(line.id)}>{line.name}</Link>
                <span>{line.about}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
