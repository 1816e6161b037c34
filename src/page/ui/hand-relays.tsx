/** The relays of the message at hand, each to be turned by itself: who lies need not lie in all that it reports. */
import { formatPath } from "../../core/path.js";
import type { Relay } from "../../core/relay.js";
import { protocolOf } from "../../protocols/index.js";
import { messageAtHand, toldByHand, turned, withoutHand } from "../model/hands.js";
import type { Message } from "../model/moments.js";
import { chainText, nameOf } from "../model/orders.js";
import { CHANGES_MAX } from "../model/state.js";
import type { Shown } from "./arena.js";
import { Letter } from "./words.js";

export function HandRelays(shown: Shown) {
  const { run, first, step, state } = shown;
  const message = messageAtHand(step, state.changes);
  if (!message || !run.facts.isTraitor(message.from)) return null;
  const relays = withoutHand(first, state.changes, message);
  // of one relay the message itself is the button
  if (relays.length < 2) return null;
  return (
    <div
      class="hand-relays"
      role="group"
      aria-label={`What node ${message.from} tells node ${message.to}, relay by relay`}
    >
      <span class="hint">
        {message.from} → {message.to}, relay by relay:
      </span>
      {relays.map((relay) => (
        <RelayButton key={`${formatPath(relay.path)} ${relay.order}`} {...shown} {...{ message, relay }} />
      ))}
    </div>
  );
}

function RelayButton({ run, first, state, go, message, relay }: Shown & { message: Message; relay: Relay }) {
  const path = formatPath(relay.path);
  const told = toldByHand(state.changes, message, relay);
  const isLie = told === null || message.lies.some((one) => formatPath(one.path) === path);
  const isFull = state.changes.length >= CHANGES_MAX;
  const turn = () => {
    const changes = isFull ? null : turned(first, state.changes, message, [relay]);
    if (changes) go({ changes }, true);
  };
  const name = protocolOf(run.group).tells === "chains" ? chainText(relay) : path;
  return (
    <button type="button" class={isLie ? "lie" : undefined} disabled={isFull} onClick={turn}>
      <span class="unseen">Turn the relay </span>
      {name} {told === null ? <i>nothing</i> : <Letter group={run.group} order={told} />}
      <span class="unseen">
        {told !== null && nameOf(told)}
        {isLie && ", a lie"}
      </span>
    </button>
  );
}
