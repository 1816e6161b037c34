/** The colours of orders in pictures: the default order is light and all others are dark, so that two differ in grayscale too. */
import type { Order } from "../core/group.js";
import type { RunLine } from "../recording/recording.js";

export const LIE = "#e2503f";

const DEFAULT = "#ecd9a5";
const OTHERS = ["#27458c", "#14654f", "#7d2462", "#6b4415", "#454b54"] as const;

export function fillOf(order: Order, { orders, default: light }: RunLine): string {
  if (order === light) return DEFAULT;
  const place = orders.filter((one) => one !== light).indexOf(order);
  return OTHERS[Math.max(0, place) % OTHERS.length] as string;
}

/** Of text on that ground. */
export function inkOf(order: Order, run: RunLine): string {
  return order === run.default ? "#2c2305" : "#ffffff";
}
