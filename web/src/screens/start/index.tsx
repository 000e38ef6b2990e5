import { Screen } from "../../components/Screen";

export default function Start() {
  return <Screen title="Start" />;
}
