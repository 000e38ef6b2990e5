import { routeOf } from "../../app/routes";
import { usePath } from "../../app/url";
import { Ready } from "./Ready";
import { Thing } from "./Thing";
import "./tiers.css";

/** From material to finished good, tier by tier; without a thing in the address, what to begin with. */
export default function Tiers() {
  const id = routeOf(usePath()).rest;
  return id ? <Thing key={id} id={id} /> : <Ready />;
}
