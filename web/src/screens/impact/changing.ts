// From a stored run to the scenario builder, with everything that was asked.
import type { Shape } from "../../api/types";
import { packed } from "../scenario/address";
import { blank, draftOf } from "../scenario/draft";

/** The address of the builder that begins with the scenario of a run: by its name where it has one. */
export function changePath(run: Shape["StoredRun"]): string {
  const isNamed = !run.command.cli.startsWith("cat >");
  const query = new URLSearchParams();
  if (isNamed && run.about.scenario) query.set("from", run.about.scenario);
  else query.set("draft", packed(draftOf(run.asked), blank()));
  if (run.about.twin_name && run.about.twin_name !== "demo") query.set("twin", run.about.twin_name);
  return `/scenario?${query}`;
}
