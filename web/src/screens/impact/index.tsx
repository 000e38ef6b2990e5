import { Screen } from "../../components/Screen";

export default function Impact() {
  return <Screen title="Impact" />;
}
