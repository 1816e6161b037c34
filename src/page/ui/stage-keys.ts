/** The stage by keys: those of a player, and while it is presented also those of a clicker. */
import { useEffect, useLayoutEffect } from "preact/hooks";
import type { Play } from "./player.js";
import type { Go } from "./router.js";

export function useStageKeys(play: Play, last: number, isPresented: boolean, go: Go): void {
  // before the next key: who presses fast goes on from where the last one led
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const act = isForScreen(event) ? actionOf(event.key) : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    const actionOf = (key: string): (() => void) | undefined => {
      if (key === " ") return play.toggle;
      if (key === "ArrowRight" || (isPresented && key === "PageDown")) return play.on;
      if (key === "ArrowLeft" || (isPresented && key === "PageUp")) return play.back;
      if (key === "Home") return () => play.to(0);
      if (key === "End") return () => play.to(last);
      if (key === "+" || key === "=") return () => play.faster(1);
      if (key === "-") return () => play.faster(-1);
      if (key === "f") return () => go({ isPresented: !isPresented });
      return key === "Escape" && isPresented ? () => go({ isPresented: false }) : undefined;
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  useFullScreen(isPresented, () => go({ isPresented: false }));
}

/** Fields and trees have keys of their own; Space presses the button that the keyboard went to. */
export function isForScreen({
  target,
  key,
  defaultPrevented,
  ctrlKey,
  altKey,
  metaKey,
}: KeyboardEvent): boolean {
  if (defaultPrevented || ctrlKey || altKey || metaKey) return false;
  if (!(target instanceof HTMLElement)) return true;
  if (target.matches("input, select, textarea")) return false;
  return key !== " " || !target.matches("button:focus-visible, summary, [role=treeitem]");
}

/** As far as the browser allows it; the stage fills the window anyway. */
function useFullScreen(isPresented: boolean, leave: () => void): void {
  useEffect(() => {
    if (!isPresented) return;
    document.documentElement.requestFullscreen?.().catch(() => undefined);
    const onChange = () => document.fullscreenElement ?? leave();
    document.addEventListener("fullscreenchange", onChange);
    return () => {
      document.removeEventListener("fullscreenchange", onChange);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  }, [isPresented]);
}
