import type { Shape } from "../../api/types";
import { EntityLink } from "../../components/EntityLink";
import { NumberShown } from "../../components/NumberShown";

/** Topics that a reader looks for by name, and how far each is modeled. */
export function Tiles({ of: tiles }: { of: readonly Shape["StartTile"][] }) {
  if (tiles.length === 0) return null;
  return (
    <section aria-labelledby="tiles">
      <h2 id="tiles">Looked for by name</h2>
      <div className="start-tiles">
        {tiles.map((tile) => (
          <article key={tile.title}>
            <header>
              <h3>{tile.title}</h3>
              <span className={`start-coverage is-${tile.coverage.replaceAll(" ", "-")}`}>{tile.coverage}</span>
            </header>
            <p>{tile.sentence}</p>
            <dl>
              {tile.numbers.map((one) => (
                <div key={one.title}>
                  <dt>{one.entity ? <EntityLink id={one.entity}>{one.title}</EntityLink> : one.title}</dt>
                  <dd>
                    <NumberShown of={one.number} of_what={one.title} />
                  </dd>
                </div>
              ))}
            </dl>
            {tile.missing.length > 0 && (
              <>
                <h4>Not in the model yet</h4>
                <ul>
                  {tile.missing.map((line) => (
                    <li key={line}>{line}</li>
                  ))}
                </ul>
              </>
            )}
          </article>
        ))}
      </div>
    </section>
  );
}
