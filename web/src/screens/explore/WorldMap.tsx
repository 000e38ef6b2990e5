import { geoEqualEarth, geoPath } from "d3-geo";
import { useEffect, useMemo, useState } from "react";
import { feature, type Topology } from "topojson-client";

import type { Shape } from "../../api/types";
import { Loading } from "../../components/State";
import outlines from "../../../../src/mainstay/report/assets/world.json?url";

type Country = Shape["MapCountry"];
type World = Topology & { dots: { id: string; name: string; lon: number; lat: number }[] };

interface Drawn {
  shapes: { id: string; name: string; path: string }[];
  dots: { id: string; name: string; x: number; y: number }[];
}

const SIZE: [number, number] = [1000, 470];

/** The world in the projection of the briefs; small countries are dots. */
function project(world: World): Drawn {
  const countries = feature(world, world.objects["countries"]);
  const projection = geoEqualEarth().rotate([-11, 0, 0]).fitSize(SIZE, countries);
  const path = geoPath(projection).digits(1);
  return {
    shapes: countries.features.map((f) => ({ id: String(f.id), name: String(f.properties?.["name"] ?? f.id), path: path(f) ?? "" })),
    dots: world.dots.map((dot) => {
      const [x = 0, y = 0] = projection([dot.lon, dot.lat]) ?? [];
      return { id: dot.id, name: dot.name, x, y };
    }),
  };
}

let drawn: Drawn | undefined;

function useOutlines(): Drawn | undefined {
  const [found, setFound] = useState(drawn);
  useEffect(() => {
    if (found) return;
    const stop = new AbortController();
    fetch(outlines, { signal: stop.signal })
      .then(async (answer) => {
        drawn = project((await answer.json()) as World);
        setFound(drawn);
      })
      .catch(() => undefined);
    return () => stop.abort();
  }, [found]);
  return found;
}

interface WorldMapProps {
  of: Shape["MapView"];
  /** Whether a country is what the filter asks for. */
  isChosen: (country: Country) => boolean;
  onChoose: (country: Country) => void;
}

export function WorldMap({ of: view, isChosen, onChoose }: WorldMapProps) {
  const world = useOutlines();
  const [over, setOver] = useState<Country | null>(null);
  const known = useMemo(() => new Map(view.countries.map((c) => [c.iso3, c])), [view]);
  if (!world) return <Loading what="the outlines of countries" />;
  const look = (id: string) => {
    const country = known.get(id);
    const shade = country?.shade ?? null;
    const group = over?.is_group && country?.group === over.group;
    return `ex-country-shape ${shade === null ? "ex-is-unknown" : `ex-shade-${shade}`}${group || (over && over.iso3 === id) ? " ex-is-over" : ""}${country && isChosen(country) ? " ex-is-chosen" : ""}`;
  };
  const doing = (id: string) => {
    const country = known.get(id);
    return country ? { onPointerEnter: () => setOver(country), onPointerLeave: () => setOver(null), onClick: () => onChoose(country) } : {};
  };
  return (
    <div className="ex-map">
      <svg viewBox={`0 0 ${SIZE[0]} ${SIZE[1]}`} role="img" aria-label={view.alt}>
        <defs>
          <pattern id="map-unknown" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="5" className="ex-ghost-ground" />
            <rect width="1" height="5" className="ex-ghost-line" />
          </pattern>
          <pattern id="map-group" width="7" height="7" patternUnits="userSpaceOnUse">
            <circle cx="2" cy="2" r="1.1" className="ex-group-dot" />
          </pattern>
        </defs>
        {world.shapes.map((shape) => (
          <path key={shape.id} d={shape.path} className={look(shape.id)} {...doing(shape.id)} />
        ))}
        {world.shapes
          .filter((shape) => known.get(shape.id)?.is_group)
          .map((shape) => (
            <path key={shape.id} d={shape.path} className="ex-group-cover" />
          ))}
        {world.dots
          .filter((dot) => known.has(dot.id))
          .map((dot) => (
            <circle key={dot.id} cx={dot.x} cy={dot.y} r="4" className={`ex-dot ${look(dot.id)}`} {...doing(dot.id)} />
          ))}
      </svg>
      <p className="ex-map-said" role="status">
        {over ? `${over.name}: ${over.text}` : "Point at a country to see its number; click it to narrow everything to it."}
      </p>
    </div>
  );
}
