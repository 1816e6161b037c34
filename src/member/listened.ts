/**
 * Only events that there are can be listened to. Neither TypeScript's types of Node's emitters nor the emitters themselves refuse a
 * name that nothing ever emits, so that a listener with a misspelt one would wait for good.
 */
import { type EventEmitter, errorMonitor } from "node:events";
import { nearest } from "../config/suggest.js";
import { shown } from "./refusals.js";

/** `error`: what `once` and `on` of node:events listen to beside what they are asked for. */
const OF_EMITTERS: readonly unknown[] = ["error", errorMonitor, "newListener", "removeListener"];

/** Whoever begins to listen to another event gets what `refusal` makes of cause and fix, thrown. */
export function onlyListenedTo(
  emitter: EventEmitter<Record<string, unknown[]>>,
  names: readonly string[],
  refusal: (cause: string, fix: string) => Error,
): void {
  const heard: readonly unknown[] = [...OF_EMITTERS, ...names];
  emitter.on("newListener", (name) => {
    if (heard.includes(name)) return;
    const meant = typeof name === "string" ? nearest(name, names) : undefined;
    const fix =
      meant === undefined
        ? `listen to one of ${names.join(", ")}`
        : `did you mean ${meant}? There are ${names.join(", ")}`;
    throw refusal(`${shown(name)} is no event of a member`, fix);
  });
}
