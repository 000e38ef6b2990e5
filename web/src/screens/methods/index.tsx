import { Screen } from "../../components/Screen";

export default function Methods() {
  return <Screen title="Methods" />;
}
