import type { ComponentPropsWithoutRef, MouseEvent } from "react";
import { go } from "../app/router.ts";

interface LinkProps extends ComponentPropsWithoutRef<"a"> {
  /** An address of the page, such as `/exceptions?owner=billing`. */
  readonly to: string;
}

/** A real link, so that it opens in a new tab as well; a plain click stays in the page. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return <a {...rest} href={to} onClick={follow} />;
}
