import { Screen } from "../../components/Screen";

export default function Scenario() {
  return <Screen title="Scenario" />;
}
