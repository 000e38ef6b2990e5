import type { Shape } from "../../api/types";
import { API } from "../../api/client";
import { Link } from "../../app/Link";
import { tableAddress } from "./playing";

interface RunAboutProps {
  view: Shape["ImpactView"];
  stored: Shape["StoredRun"];
}

/** What the numbers rest on: assumptions, limits, sources, files, and which run it is. */
export function RunAbout({ view, stored }: RunAboutProps) {
  return (
    <>
      <section aria-labelledby="impact-limits">
        <h2 id="impact-limits">What it takes for granted, and where it ends</h2>
        <Sentences title="The scenario assumes" of={view.assumptions} none="It states no assumptions of its own." open />
        <Sentences title={`Limits of the engine ${view.engine}`} of={view.limits} none="Its card states none." open />
        <Sentences title="Said by the engine of this run" of={view.notes} none="It said nothing more." />
        <p>
          <Link to={`/methods?part=${encodeURIComponent(`engine:${view.engine}`)}`}>How the engine {view.engine} works</Link>
        </p>
      </section>
      <section aria-labelledby="impact-sources">
        <h2 id="impact-sources">Sources</h2>
        <ul className="impact-items">
          {view.sources.map((source) => (
            <li key={source.key}>
              {source.publisher}, <cite>{source.title}</cite>, {source.vintage}; {source.license}
            </li>
          ))}
        </ul>
      </section>
      <Downloads of={stored} />
      <Identity view={view} stored={stored} />
    </>
  );
}

function Sentences({ title, of: said, none, open = false }: { title: string; of: readonly string[]; none: string; open?: boolean }) {
  return (
    <details open={open}>
      <summary>
        {title} ({said.length})
      </summary>
      {said.length === 0 ? (
        <p className="impact-note">{none}</p>
      ) : (
        <ul className="impact-items">
          {said.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </details>
  );
}

/** Every table of a run, whole, in three forms; and the brief. */
export function Downloads({ of: stored }: { of: Shape["StoredRun"] }) {
  const run = stored.about.id;
  return (
    <section aria-labelledby="impact-files">
      <h2 id="impact-files">Take it along</h2>
      {stored.about.kind !== "analysis" && (
        <p className="impact-files">
          <a href={`${API}/runs/${run}/brief?format=html`} download>
            Brief as one page
          </a>
          <a href={`${API}/runs/${run}/brief?format=pdf`} download>
            Brief as PDF
          </a>
        </p>
      )}
      <div className="table-scroll" role="region" aria-label="Tables of the run" tabIndex={0}>
        <table>
          <caption>Tables of the run, whole</caption>
          <thead>
            <tr>
              <th scope="col">Table</th>
              <th scope="col" className="is-number">
                Rows
              </th>
              <th scope="col">Files</th>
            </tr>
          </thead>
          <tbody>
            {stored.tables.map((table) => (
              <tr key={table.name}>
                <th scope="row">{table.title || table.name}</th>
                <td className="is-number">{table.rows.toLocaleString("en-US")}</td>
                <td className="impact-files">
                  {(["csv", "json", "arrow"] as const).map((form) => (
                    <a key={form} href={tableAddress(run, table.name, form)} download aria-label={`${table.title || table.name} as ${form}`}>
                      {form === "arrow" ? "Arrow" : form.toUpperCase()}
                    </a>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Identity({ view, stored }: RunAboutProps) {
  const rows: [string, string][] = [
    ["Run", view.run_id],
    ["Question", stored.question_id],
    ["Twin", `${view.twin_name || "unnamed"}, ${view.twin_id}`],
    ["Engine", `${view.engine} ${view.engine_version}: ${view.engine_title}`],
    ["Seed", String(view.seed)],
    ...(view.members === null ? [] : [["Members", String(view.members)] as [string, string]]),
    ["Finished", `${stored.about.finished} (took ${stored.about.seconds} s)`],
    ["Result hash", stored.about.result_hash],
    ["Repeat it", stored.repeat],
  ];
  return (
    <section aria-labelledby="impact-run">
      <h2 id="impact-run">Which run this is</h2>
      <dl className="impact-identity">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
