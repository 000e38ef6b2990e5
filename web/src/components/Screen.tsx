import { type ReactNode, useEffect, useRef } from "react";

import { usePath } from "../app/url";

let lastPath = "";

interface ScreenProps {
  title: string;
  /** One or two sentences below the title. */
  intro?: ReactNode;
  /** What can be done with all of it: copy, download, compare. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** One screen: its title is the page's title, and reading starts there after a switch. */
export function Screen({ title, intro, actions, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const path = usePath();
  useEffect(() => {
    document.title = `${title} · mainstay`;
  }, [title]);
  useEffect(() => {
    if (lastPath && lastPath !== path) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    lastPath = path;
  }, [path]);
  return (
    <article className="screen">
      <header className="screen-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {intro && <div className="intro">{intro}</div>}
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </article>
  );
}
