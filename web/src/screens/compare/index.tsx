import type { Shape } from "../../api/types";
import { useApi } from "../../api/useApi";
import { useSearch } from "../../app/url";
import { Screen } from "../../components/Screen";
import { State } from "../../components/State";
import { Comparison } from "./Comparison";
import { apiPath, FEWEST, runsOf } from "./comparing";
import { Picker } from "./Picker";
import "./compare.css";

/** Two to four runs on the same scales; with fewer, what to pick from. */
export default function Compare() {
  const runs = runsOf(useSearch());
  const ready = runs.length >= FEWEST;
  const asked = useApi<Shape["CompareView"]>(ready ? apiPath(runs) : null);
  if (ready && asked.data) return <Comparison of={asked.data} />;
  return (
    <Screen title="Compare" intro="Two to four stored runs side by side, on the same scales. The first is what the others are compared with.">
      {ready && (
        <State of={asked} what="the comparison">
          {() => null}
        </State>
      )}
      {(!ready || asked.error) && <Picker runs={runs} />}
    </Screen>
  );
}
