import type { ReactNode } from "react";

import { Link } from "../app/Link";

/** The address of an entity's page. */
export function entityPath(id: string): string {
  return `/entity/${encodeURIComponent(id)}`;
}

/** A link to an entity's page. */
export function EntityLink({ id, children }: { id: string; children: ReactNode }) {
  return <Link to={entityPath(id)}>{children}</Link>;
}
