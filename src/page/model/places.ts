/** Where the members of a group stand on the stage's ring, in hundredths of its square. */
import type { NodeId } from "../../core/group.js";

export interface Place {
  readonly x: number;
  readonly y: number;
}

export const RADIUS = 41;
/** Where on its way a message comes to rest. */
const REST = 0.68;

/** In a circle, the first at the top. */
export function placesOf(ids: readonly NodeId[]): (id: NodeId) => Place {
  return (id) => {
    const angle = (2 * Math.PI * ids.indexOf(id)) / ids.length - Math.PI / 2;
    return { x: 50 + RADIUS * Math.cos(angle), y: 50 + RADIUS * Math.sin(angle) };
  };
}

/** The way of a message for the stylesheet, from its sender to where it rests. */
export function wayOf(from: Place, to: Place): Record<`--${string}`, string> {
  return {
    "--x0": `${from.x}%`,
    "--y0": `${from.y}%`,
    "--x1": `${from.x + REST * (to.x - from.x)}%`,
    "--y1": `${from.y + REST * (to.y - from.y)}%`,
  };
}
