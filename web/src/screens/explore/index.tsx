import { Screen } from "../../components/Screen";

export default function Explore() {
  return <Screen title="Explore" />;
}
