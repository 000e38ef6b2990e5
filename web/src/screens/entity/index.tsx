import { Screen } from "../../components/Screen";

export default function Entity() {
  return <Screen title="Entity" />;
}
