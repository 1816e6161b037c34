/** What a program hands over as a group. */
import type { Group } from "../core/group.js";
import { PROTOCOLS } from "./names.js";

/** Whether it has a group's parts; whether they go together is judged elsewhere. */
export function isGroup(given: unknown): given is Group {
  if (typeof given !== "object" || given === null) return false;
  const { protocol, ids, orders, m, general } = given as Partial<Group>;
  const isOf = PROTOCOLS.some((name) => name === protocol);
  return (
    isOf && Array.isArray(ids) && Array.isArray(orders) && Number.isInteger(m) && Number.isInteger(general)
  );
}
