import { Component, Suspense, type ErrorInfo, type ReactNode, useEffect } from "react";

import { Failure, Loading } from "../components/State";
import { Screen } from "../components/Screen";
import { Link } from "./Link";
import { loadRest, routeOf } from "./routes";
import { Shell } from "./Shell";
import { usePath } from "./url";

/** A screen that fails tells so in its own place; the way to all others stays. */
class Guard extends Component<{ children: ReactNode }, { fault: Error | null }> {
  override state: { fault: Error | null } = { fault: null };
  static getDerivedStateFromError(fault: Error) {
    return { fault };
  }
  override componentDidCatch(fault: Error, info: ErrorInfo) {
    console.error(fault, info.componentStack);
  }
  override render() {
    if (!this.state.fault) return this.props.children;
    return (
      <Screen title="This screen failed">
        <Failure error={this.state.fault} retry={() => location.reload()} />
      </Screen>
    );
  }
}

export function App() {
  const path = usePath();
  const { route } = routeOf(path);
  useEffect(loadRest, []);
  const Here = route && (route.Ready ?? route.Screen);
  return (
    <Shell current={route?.path ?? null}>
      <Guard key={path}>
        <Suspense fallback={<Loading what="the screen" />}>
          {Here ? <Here /> : <NotHere path={path} />}
        </Suspense>
      </Guard>
    </Shell>
  );
}

function NotHere({ path }: { path: string }) {
  return (
    <Screen title="There is nothing here">
      <p>
        No screen has the address <code>{path}</code>. <Link to="/">Go to the start</Link>.
      </p>
    </Screen>
  );
}
