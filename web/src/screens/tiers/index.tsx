import { Screen } from "../../components/Screen";

export default function Tiers() {
  return <Screen title="Tiers" />;
}
