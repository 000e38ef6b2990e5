import type { AnchorHTMLAttributes, MouseEvent } from "react";

import { keepTwin, navigate, useSearch } from "./url";

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: string;
}

/** A link to another address of this page; other windows and tabs work as with any link. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const address = keepTwin(to, `?${useSearch().toString()}`);
  function go(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event);
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (!plain || event.defaultPrevented) return;
    event.preventDefault();
    navigate(address);
  }
  return <a {...rest} href={address} onClick={go} />;
}
