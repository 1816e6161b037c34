/** Lessons by keys: those of a clicker and of a keyboard turn the pages, figures answer. */
import { useLayoutEffect } from "preact/hooks";
import { isForScreen } from "./stage-keys.js";

/** What is done on a key, by its name. */
export type Keys = Readonly<Record<string, (() => void) | undefined>>;

export function useKeys(keys: Keys): void {
  // with the page that is drawn, so that of two quick keys the second does not turn from the page before
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const act = isForScreen(event) ? keys[event.key] : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}
