import type { Shape } from "../../api/types";
import { CopyAs } from "../../components/CopyAs";
import { Screen } from "../../components/Screen";
import { Failure } from "../../components/State";
import { Downloads } from "./RunAbout";

/** A run that no screen tells of: why, and its tables to take along. */
export function NoPicture({ error, of: stored, retry }: { error: Error; of: Shape["StoredRun"]; retry: () => void }) {
  return (
    <Screen title={stored.about.title} actions={<CopyAs of={stored.command} />}>
      <Failure error={error} retry={retry} />
      <Downloads of={stored} />
    </Screen>
  );
}
