/** The protocols there are, in the order of all lists of them: a line from which `npm run protocols` writes every room's table. */

export const PROTOCOLS = ["om", "sm", "king", "vector"] as const;

/** From here, so that whoever takes the type of the package has the names with it. */
export type { ProtocolName } from "../core/group.js";

declare module "../core/group.js" {
  interface ProtocolNames extends Readonly<Record<(typeof PROTOCOLS)[number], true>> {}
}
