import { Screen } from "../../components/Screen";

export default function Health() {
  return <Screen title="Data health" />;
}
