import { Screen } from "../../components/Screen";

export default function Runs() {
  return <Screen title="Runs" />;
}
