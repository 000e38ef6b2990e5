// What this screen takes from two libraries that bring no types of their own.
declare module "d3-geo" {
  export interface Projection {
    (place: [number, number]): [number, number] | null;
    rotate(angles: [number, number, number]): this;
    fitSize(size: [number, number], shape: unknown): this;
  }
  export interface PathMaker {
    (shape: unknown): string | null;
    digits(digits: number): this;
  }
  export function geoEqualEarth(): Projection;
  export function geoPath(projection: Projection): PathMaker;
}

declare module "topojson-client" {
  export interface Topology {
    type: string;
    objects: Record<string, unknown>;
    arcs: unknown[];
  }
  export interface Feature {
    id?: string | number;
    properties: Record<string, unknown> | null;
  }
  export function feature(world: Topology, part: unknown): { features: Feature[] };
}
