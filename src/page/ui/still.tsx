/** What need not be gone through again: as long as what it is made of is the same, its elements stay as they are. */
import type { VNode } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";

interface StillProps {
  /** all that `children` makes it of; as many each time */
  readonly of: readonly unknown[];
  readonly children: () => VNode;
}

/** `go` (router.ts) may be of an earlier time: it reads the address when it is called. */
export function Still({ of, children }: StillProps): VNode {
  return useMemo(children, of);
}

/** What is said of a picture, a frame after it: the picture does not wait for the words. */
export function Afterwards({ of, children }: StillProps): VNode {
  const [shown, show] = useState(of);
  // effects run once the browser has painted, or soon where it paints nothing
  useEffect(() => show(of), of);
  return useMemo(children, shown);
}
