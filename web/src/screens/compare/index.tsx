import { Screen } from "../../components/Screen";

export default function Compare() {
  return <Screen title="Compare" />;
}
