/** While the page is printed, what is painted is painted for paper: light (colours.css), and no higher than a sheet. */
import { useLayoutEffect, useState } from "preact/hooks";

/** For the stylesheet, since what a script reads of it is the screen's until the browser lays out its sheets. */
const ON_PAPER = "on-paper";

export function followPrinting(): void {
  addEventListener("beforeprint", () => document.documentElement.classList.add(ON_PAPER));
  addEventListener("afterprint", () => document.documentElement.classList.remove(ON_PAPER));
}

export function useOnPaper(): boolean {
  const [isOnPaper, setOnPaper] = useState(false);
  useLayoutEffect(() => {
    const begin = () => setOnPaper(true);
    const end = () => setOnPaper(false);
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return isOnPaper;
}
