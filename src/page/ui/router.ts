/** The address is the state: every change is an address, so the back button undoes it. */
import { useEffect, useState } from "preact/hooks";
import { recordingPart, withPart } from "../model/link.js";
import { formatState, parseState, type State } from "../model/state.js";

export type Change = Partial<State>;
/** `replace` keeps the history short where many changes are one, as while the scrubber plays. */
export type Go = (change: Change, replace?: boolean) => void;

export function useAddress(): [State, Go] {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const go: Go = (change, replace = false) => {
    // what was changed in one run means nothing in another
    const isOther = change.setup !== undefined || change.run !== undefined;
    const address = formatState({
      ...parseState(location.hash),
      ...(isOther && { changes: [], at: 0 }),
      ...change,
    });
    const next = withPart(address, isOther ? "" : recordingPart(location.hash));
    if (next === location.hash) return;
    if (replace) history.replaceState(history.state, "", next);
    else history.pushState(null, "", next);
    setHash(next);
  };
  return [parseState(hash), go];
}
